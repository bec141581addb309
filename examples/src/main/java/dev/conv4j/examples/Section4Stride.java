package dev.conv4j.examples;

import static dev.conv4j.examples.Section2Convolution.IMAGE;
import static dev.conv4j.examples.Section2Convolution.KERNEL;

import java.io.PrintStream;

/** Stride: how far the kernel moves at a time. */
public final class Section4Stride {
  private static final int STRIDE = 2;

  static final Section SECTION =
      new Section(
          4,
          "Stride",
          "The stride is how far the kernel moves from one stop to the next. Stride 2 leaves out"
              + " every other place, and the output has half the height and width.",
          Section4Stride::run);

  private Section4Stride() {}

  /** Runs the section. */
  public static void main(String[] args) {
    SECTION.run(System.out, Display.ofStandardOutput());
  }

  /** The image convolved with stride 2 and so many rings of zeros around it. */
  static Matrix withPadding(int rings) {
    return Section2Convolution.convolve(IMAGE, KERNEL, rings, STRIDE);
  }

  private static void run(PrintStream out, Display display) {
    Screen screen = new Screen(out, display);
    screen.say("Stride 2 without padding: the kernel jumps by two columns, then by two rows.");
    Sliding.convolution(IMAGE, KERNEL, 0, STRIDE, withPadding(0)).show(screen);
    screen.say("Stride 2 with padding 1:");
    Sliding.convolution(IMAGE, KERNEL, 1, STRIDE, withPadding(1)).show(screen);
    screen.say(
        "Each value is one that stride 1 had given as well; a stride only computes fewer of them."
            + " It makes the picture smaller and the work less, by a factor of stride × stride. In"
            + " general, height out = (height in + 2·padding - kernel) / stride + 1, rounded down.");
  }
}
