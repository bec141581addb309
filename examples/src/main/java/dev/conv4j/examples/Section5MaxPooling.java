package dev.conv4j.examples;

import dev.conv4j.autograd.Pass;
import dev.conv4j.nn.MaxPool2d;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.io.PrintStream;

/** Max pooling: the largest value of each window. */
public final class Section5MaxPooling {
  static final Section SECTION =
      new Section(
          5,
          "Max pooling",
          "Pooling makes an image smaller: of each window only the largest value is kept. It has"
              + " no weights and learns nothing.",
          Section5MaxPooling::run);

  static final Matrix IMAGE = Matrix.of("3 4 6 5 / 2 4 6 8 / 1 6 7 8 / 9 7 4 6");

  private static final int WINDOW = 2;

  private Section5MaxPooling() {}

  /** Runs the section. */
  public static void main(String[] args) {
    SECTION.run(System.out, Display.ofStandardOutput());
  }

  /** The largest values of the image's windows. */
  static Matrix pool() {
    try (Device device = Devices.open("reference");
        Tensor x = IMAGE.toTensor(device);
        Pass pass = Pass.inference(device)) {
      return Matrix.of(new MaxPool2d(WINDOW).forward(x, pass));
    }
  }

  /** The shape of a pooled batch of this shape. */
  static Shape pooledShape(Shape batch) {
    try (Device device = Devices.open("reference");
        Tensor x = Tensor.zeros(device, batch);
        Pass pass = Pass.inference(device)) {
      return new MaxPool2d(WINDOW).forward(x, pass).shape();
    }
  }

  private static void run(PrintStream out, Display display) {
    Screen screen = new Screen(out, display);
    screen.say(
        "The window is 2×2, and unless told otherwise it moves by its own size, so that no pixel is"
            + " looked at twice:");
    Sliding.maxPooling(IMAGE, WINDOW, pool()).show(screen);
    Shape before = Shape.of(1, 10, 24, 24);
    screen.say(
        "Each channel is pooled by itself, so the number of channels stays: %s becomes %s."
            .formatted(before, pooledShape(before)));
    screen.say(
        "Seen as a map of found patterns, the pooled map says that a pattern was found here or"
            + " hereabouts. A picture that is moved by a pixel changes it little, and the layers"
            + " after it have a quarter of the work.");
  }
}
