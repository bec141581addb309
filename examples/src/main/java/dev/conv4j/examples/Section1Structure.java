package dev.conv4j.examples;

import dev.conv4j.autograd.Pass;
import dev.conv4j.autograd.Trace;
import dev.conv4j.nn.Conv2d;
import dev.conv4j.nn.Flatten;
import dev.conv4j.nn.Layers;
import dev.conv4j.nn.Linear;
import dev.conv4j.nn.MaxPool2d;
import dev.conv4j.nn.ReLU;
import dev.conv4j.nn.Sequential;
import dev.conv4j.nn.Shapes;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** What a convolutional network is made of. */
public final class Section1Structure {
  static final Section SECTION =
      new Section(
          1,
          "The structure of a convolutional network",
          "A network for images has two parts: one that turns pixels into features, and one that"
              + " decides by the features what the picture shows.",
          Section1Structure::run);

  private Section1Structure() {}

  /** Runs the section. */
  public static void main(String[] args) {
    SECTION.run(System.out, Display.ofStandardOutput());
  }

  /** A network for colour pictures of 32×32 pixels and ten classes. */
  static Sequential network() {
    Sequential features =
        Sequential.builder()
            .add("conv1", new Conv2d(Conv2d.Config.of(3, 8, 3).padding(1)))
            .add("relu1", new ReLU())
            .add("pool1", new MaxPool2d(2))
            .add("conv2", new Conv2d(Conv2d.Config.of(8, 16, 3).padding(1)))
            .add("relu2", new ReLU())
            .add("pool2", new MaxPool2d(2))
            .build();
    Sequential classifier =
        Sequential.builder()
            .add("flatten", new Flatten())
            .add("fc", new Linear(16 * 8 * 8, 10))
            .build();
    return Sequential.builder().add("features", features).add("classifier", classifier).build();
  }

  /** What came out of a layer for one image: {@code [C, H, W]}, or {@code [features]}. */
  record Stage(String layer, Shape shape) {}

  /** Sends one picture through the network, and tells what came out of each layer. */
  static List<Stage> stages() {
    Sequential network = network();
    try (Device device = Devices.open("reference");
        Tensor picture = Tensor.zeros(device, Shape.of(1, 3, 32, 32));
        Pass pass = Pass.traced(device)) {
      Layers.initialize(network, device, 42);
      network.forward(picture, pass);
      List<Stage> stages = new ArrayList<>();
      stages.add(new Stage("picture", picture.shape().item()));
      for (Trace.Step step : pass.trace().steps()) {
        stages.add(new Stage(step.location(), step.output().shape().item()));
      }
      return stages;
    }
  }

  private static void run(PrintStream out, Display display) {
    Screen screen = new Screen(out, display);
    screen.say(
        "The feature extractor repeats two things: convolutions, which look for patterns, and"
            + " subsampling, which makes the picture smaller, so that the next convolution sees"
            + " more of it at once. The classifier is fully connected: each of its outputs weighs"
            + " all the features, and the largest output names the class.");
    screen.say("A colour picture goes through such a network, batch left out:");
    for (Stage stage : stages()) {
      screen.line("  %-20s %-10s %s".formatted(stage.layer(), size(stage), describe(stage)));
    }
    screen.line("");
    screen.say(
        "Up to the flattening every shape reads [channels, height, width]: what is beside what in"
            + " the picture is beside it still. Along the way there are more and more channels of"
            + " fewer and fewer pixels. Flattening lays everything out in one row, because that is"
            + " what a fully connected layer takes; where a feature was no longer matters then.");
  }

  private static String size(Stage stage) {
    return Shapes.perItem(stage.shape().batched(1));
  }

  private static String describe(Stage stage) {
    Shape shape = stage.shape();
    return shape.rank() == 3
        ? "%d channels of %d×%d pixels".formatted(shape.extent(0), shape.extent(1), shape.extent(2))
        : shape.extent(0) + " numbers in a row";
  }
}
