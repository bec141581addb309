package dev.conv4j.cli;

import dev.conv4j.io.ModelFile;
import dev.conv4j.nn.Model;
import dev.conv4j.nn.Normalization;
import dev.conv4j.nn.zoo.Zoo;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Runs the usual commands once, on very little data, while the JVM notes for its ahead-of-time
 * cache what they load. The launcher calls it after a build: once without the Vector API, for the
 * commands that are over in a blink, once with it, for those that compute. Prints nothing.
 */
final class Rehearsal {
  private static final int SIDE = 28;
  private static final int CLASSES = 10;
  private static final int TRAINING_IMAGES = 256;
  private static final int TEST_IMAGES = 64;

  /** A black picture of 28×28 grey pixels, as PNG. */
  private static final String PICTURE =
      "iVBORw0KGgoAAAANSUhEUgAAABwAAAAcCAAAAABXZoBIAAAAEE"
          + "lEQVR42mNgGAWjYBQQAwADLAAB1wvpfAAAAABJRU5ErkJggg==";

  private final Path folder;
  private final Console console;

  private Rehearsal(Path folder) {
    this.folder = folder;
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    this.console = new Console(nowhere, nowhere, 0, false);
  }

  /**
   * Runs the commands.
   *
   * @param args {@code short} or {@code long}, which commands; and an empty directory to work in
   */
  public static void main(String[] args) throws IOException {
    Rehearsal rehearsal = new Rehearsal(Path.of(args[1]));
    if (args[0].equals("short")) {
      rehearsal.runShort();
    } else {
      rehearsal.runLong();
    }
  }

  private void runShort() throws IOException {
    Path run = model();
    Path picture = Files.write(folder.resolve("picture.png"), Base64.getDecoder().decode(PICTURE));
    run("predict", run, picture);
    run("predict", run, picture, "--json");
    run("--help");
    run("train", "--help");
    run("examples");
    run("examples", 3);
  }

  private void runLong() throws IOException {
    Path data = data();
    Path out = folder.resolve("run");
    run("devices");
    run("train", "--data", data, "--epochs", 1, "--out", out);
    run("evaluate", out);
    run("summary", "lecture");
  }

  private void run(Object... words) {
    String[] args = new String[words.length];
    for (int i = 0; i < words.length; i++) {
      args[i] = words[i].toString();
    }
    int status = Main.run(console, args);
    if (status != Exit.DONE) {
      throw new IllegalStateException(String.join(" ", args) + " ended with status " + status);
    }
  }

  /** An untrained network, as a file. */
  private Path model() {
    Path file = folder.resolve("model.safetensors");
    Shape image = Shape.of(1, SIDE, SIDE);
    try (Device device = Devices.open("cpu");
        Model model =
            new Model(
                    "lecture",
                    Zoo.network("lecture", image, CLASSES),
                    image,
                    IntStream.range(0, CLASSES).mapToObj(Integer::toString).toList(),
                    Normalization.MNIST)
                .initialize(device, 0)) {
      ModelFile.save(model, file, Map.of());
    }
    return file;
  }

  /** A directory with blank images of all classes. */
  private Path data() throws IOException {
    Path data = Files.createDirectory(folder.resolve("data"));
    writePart(data, "train", TRAINING_IMAGES);
    writePart(data, "t10k", TEST_IMAGES);
    return data;
  }

  private static void writePart(Path data, String part, int count) throws IOException {
    ByteBuffer images = ByteBuffer.allocate(16 + count * SIDE * SIDE);
    images.putInt(0x803).putInt(count).putInt(SIDE).putInt(SIDE);
    ByteBuffer labels = ByteBuffer.allocate(8 + count);
    labels.putInt(0x801).putInt(count);
    for (int i = 0; i < count; i++) {
      labels.put((byte) (i % CLASSES));
    }
    Files.write(data.resolve(part + "-images-idx3-ubyte"), images.array());
    Files.write(data.resolve(part + "-labels-idx1-ubyte"), labels.array());
  }
}
