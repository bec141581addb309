package dev.conv4j.benchmarks;

import dev.conv4j.io.ModelFile;
import dev.conv4j.nn.Model;
import dev.conv4j.nn.Normalization;
import dev.conv4j.nn.zoo.Zoo;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Shape;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/**
 * How long {@code ./conv4j predict} of one picture takes as a whole process, from the launcher's
 * start to its end, each time in a new JVM: with the lecture's network and with ResNet-18.
 */
public final class StartUp {
  private StartUp() {}

  /**
   * Prints a table; {@link Settings} says how many rounds; {@code -Dwork=} is where the models go,
   * {@code -Dlauncher=} the command.
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    int rounds = Settings.fromProperties().rounds();
    Path launcher = Path.of(System.getProperty("launcher", "conv4j")).toAbsolutePath();
    Path folder =
        Files.createDirectories(Path.of(System.getProperty("work", "target"), "start-up"));
    System.out.println(Machine.describe());
    System.out.println("| predict one picture with | seconds: median (least to most) |");
    System.out.println("| --- | --- |");
    for (Model model : List.of(Zoo.lectureModel(), large())) {
      Path file = folder.resolve(model.name() + ".safetensors");
      Path picture = picture(model.input(), folder.resolve(model.name() + ".png"));
      try (Device device = Devices.open("cpu")) {
        ModelFile.save(model.initialize(device, Data.SEED), file, Map.of());
        model.close();
      }
      List<String> command =
          List.of(launcher.toString(), "predict", file.toString(), picture.toString());
      seconds(command); // builds, if need be, and brings the files into memory
      List<Double> times = new ArrayList<>();
      for (int i = 0; i < rounds; i++) {
        times.add(seconds(command));
      }
      System.out.println(row(model.name(), Rates.of(times)));
    }
  }

  private static Model large() {
    Shape input = Shape.of(3, 224, 224);
    int classes = 1000;
    return new Model(
        "resnet18",
        Zoo.network("resnet18", input, classes),
        input,
        IntStream.range(0, classes).mapToObj(Integer::toString).toList(),
        new Normalization(List.of(0.485f, 0.456f, 0.406f), List.of(0.229f, 0.224f, 0.225f)));
  }

  private static Path picture(Shape input, Path file) throws IOException {
    BufferedImage picture =
        new BufferedImage(
            input.intExtent(2),
            input.intExtent(1),
            input.extent(0) == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
    ImageIO.write(picture, "png", file.toFile());
    return file;
  }

  private static double seconds(List<String> command) throws IOException, InterruptedException {
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    int status = process.waitFor();
    double seconds = (System.nanoTime() - start) / 1e9;
    if (status != 0) {
      throw new IllegalStateException("%s ended with status %d".formatted(command, status));
    }
    return seconds;
  }

  /** One line of the table. */
  static String row(String model, Rates seconds) {
    return String.format(
        Locale.ROOT,
        "| %s | %.3f (%.3f to %.3f) |",
        model,
        seconds.median(),
        seconds.least(),
        seconds.most());
  }
}
