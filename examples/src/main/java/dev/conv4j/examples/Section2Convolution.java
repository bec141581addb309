package dev.conv4j.examples;

import dev.conv4j.autograd.Pass;
import dev.conv4j.nn.Conv2d;
import dev.conv4j.nn.Layers;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.IntStream;

/** Convolution: of one channel, of several channels, with several kernels. */
public final class Section2Convolution {
  static final Section SECTION =
      new Section(
          2,
          "Convolution",
          "A small table of weights, the kernel, slides over the image. At each stop the numbers"
              + " under it are multiplied by its weights, and the products are added up.",
          Section2Convolution::run);

  /** The image of this section and the next two. */
  static final Matrix IMAGE =
      Matrix.of("3 4 6 5 7 / 2 4 6 8 2 / 1 6 7 8 4 / 9 7 4 6 2 / 3 7 5 4 1");

  /** The kernel of this section and the next two. */
  static final Matrix KERNEL = Matrix.of("1 2 3 / 4 5 6 / 7 8 9");

  private static final List<Matrix> CHANNELS =
      List.of(
          Matrix.of("3 4 6 / 2 4 6 / 1 6 7"),
          Matrix.of("0 1 0 / 1 2 1 / 0 1 0"),
          Matrix.of("5 0 5 / 0 5 0 / 5 0 5"));

  private static final List<Matrix> SLICES =
      List.of(KERNEL, Matrix.of("0 1 0 / 1 -4 1 / 0 1 0"), Matrix.of("1 0 -1 / 2 0 -2 / 1 0 -1"));

  private Section2Convolution() {}

  /** Runs the section. */
  public static void main(String[] args) {
    SECTION.run(System.out, Display.ofStandardOutput());
  }

  /** One channel convolved with one kernel, without a bias. */
  static Matrix convolve(Matrix image, Matrix kernel, int padding, int stride) {
    Conv2d.Config config =
        Conv2d.Config.of(1, 1, kernel.rows()).padding(padding).stride(stride).withoutBias();
    Conv2d conv = new Conv2d(config);
    try (Device device = Devices.open("reference");
        Tensor x = image.toTensor(device);
        Pass pass = Pass.inference(device)) {
      conv.weight().set(device, kernel.values());
      return Matrix.of(conv.forward(x, pass));
    }
  }

  /** All channels convolved with one kernel that has a slice for each. */
  static Matrix convolveChannels() {
    Conv2d conv = new Conv2d(Conv2d.Config.of(CHANNELS.size(), 1, 3).withoutBias());
    try (Device device = Devices.open("reference");
        Tensor x =
            Tensor.of(device, Shape.of(1, CHANNELS.size(), 3, 3), Matrix.valuesOf(CHANNELS));
        Pass pass = Pass.inference(device)) {
      conv.weight().set(device, Matrix.valuesOf(SLICES));
      return Matrix.of(conv.forward(x, pass));
    }
  }

  /** Each channel convolved by itself with its slice of the kernel. */
  static List<Matrix> convolveEachChannel() {
    return IntStream.range(0, CHANNELS.size())
        .mapToObj(c -> convolve(CHANNELS.get(c), SLICES.get(c), 0, 1))
        .toList();
  }

  /** The shapes of a convolution's input, weight and output. */
  record Sizes(Shape input, Shape weight, Shape output) {}

  /** A batch of one image with 5 channels of 100×100 pixels, and 10 kernels of 3×3. */
  static Sizes sizes() {
    Conv2d conv = new Conv2d(5, 10, 3);
    try (Device device = Devices.open("cpu");
        Tensor x = Tensor.zeros(device, Shape.of(1, 5, 100, 100));
        Pass pass = Pass.inference(device)) {
      Layers.initialize(conv, device, 42);
      Tensor y = conv.forward(x, pass);
      return new Sizes(x.shape(), conv.weight().value().shape(), y.shape());
    }
  }

  private static void run(PrintStream out, Display display) {
    Screen screen = new Screen(out, display);
    screen.say("One channel first: a 5×5 image, a 3×3 kernel, and nine places where it fits.");
    Sliding.convolution(IMAGE, KERNEL, 0, 1, convolve(IMAGE, KERNEL, 0, 1)).show(screen);
    screen.say(
        "The output is large where the image is bright in the places where the kernel has large"
            + " weights. So a kernel is a pattern to look for, and its output is a map of where the"
            + " pattern was found. Nobody writes such weights down: training finds them.");
    showChannels(screen);
    showSizes(screen);
  }

  private static void showChannels(Screen screen) {
    screen.say(
        "Now several channels, such as the red, green and blue of a photograph. The kernel has a"
            + " slice for each channel; every slice works on its own channel, and the products of"
            + " all slices are added into one number. Three channels, one stop:");
    List<Matrix> each = convolveEachChannel();
    for (int c = 0; c < CHANNELS.size(); c++) {
      screen.line(
          "  channel %d: %s = %s"
              .formatted(
                  c + 1, Sliding.products(CHANNELS.get(c), SLICES.get(c)), each.get(c).toString()));
    }
    screen.line("  all three: " + convolveChannels());
    screen.line("");
    screen.say(
        "So the image decides how many slices a kernel has, and one kernel always makes one output"
            + " channel, a feature map, however many channels went in. Whoever wants ten feature"
            + " maps takes ten kernels.");
  }

  private static void showSizes(Screen screen) {
    Sizes sizes = sizes();
    screen.say(
        "That gives the weight of a convolution its four dimensions: [out, in, height, width]. For"
            + " new Conv2d(5, 10, 3), five channels in, ten kernels of 3×3:");
    String row = "  %-7s %-19s %s";
    screen.line(row.formatted("input", sizes.input(), "batch, channels, height, width"));
    screen.line(row.formatted("weight", sizes.weight(), "kernels, slices, height, width"));
    screen.line(row.formatted("output", sizes.output(), "batch, feature maps, height, width"));
    screen.line("");
    screen.say("Two rows and two columns are lost at the edge, where a 3×3 kernel does not fit.");
  }
}
