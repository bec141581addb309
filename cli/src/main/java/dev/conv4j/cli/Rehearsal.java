package dev.conv4j.cli;

import dev.conv4j.io.ModelFile;
import dev.conv4j.nn.Model;
import dev.conv4j.nn.zoo.Zoo;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;

/**
 * Runs the commands that are over in a blink once, on very little data, while the JVM notes for its
 * ahead-of-time cache what they load. The launcher calls it after a build. Prints nothing.
 */
final class Rehearsal {

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
   * @param args an empty directory to work in
   */
  public static void main(String[] args) throws IOException {
    new Rehearsal(Path.of(args[0])).run();
  }

  private void run() throws IOException {
    Path run = model();
    Path picture = Files.write(folder.resolve("picture.png"), Base64.getDecoder().decode(PICTURE));
    run("predict", run, picture);
    run("predict", run, picture, "--json");
    run("--help");
    run("train", "--help");
    run("examples");
    run("examples", 3);
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
    try (Device device = Devices.open("cpu");
        Model model = Zoo.lectureModel().initialize(device, 0)) {
      ModelFile.save(model, file, Map.of());
    }
    return file;
  }
}
