package dev.conv4j.examples;

import static dev.conv4j.examples.Section2Convolution.IMAGE;
import static dev.conv4j.examples.Section2Convolution.KERNEL;

import java.io.PrintStream;
import java.util.List;

/** Padding: rings of zeros around the image. */
public final class Section3Padding {
  static final Section SECTION =
      new Section(
          3,
          "Padding",
          "Rings of zeros around the image let the kernel stop at the edge too, so that the output"
              + " need not be smaller than the image.",
          Section3Padding::run);

  private Section3Padding() {}

  /** Runs the section. */
  public static void main(String[] args) {
    SECTION.run(System.out, Display.ofStandardOutput());
  }

  /** The image convolved with so many rings of zeros around it. */
  static Matrix withPadding(int rings) {
    return Section2Convolution.convolve(IMAGE, KERNEL, rings, 1);
  }

  private static void run(PrintStream out, Display display) {
    Screen screen = new Screen(out, display);
    screen.say(
        "Without padding a 3×3 kernel stops at 3×3 places of a 5×5 image. Every such convolution"
            + " costs a pixel at each side, and a deep network would soon have no image left."
            + " Padding 1 puts one ring of zeros around it, and there are 5×5 places:");
    Sliding.convolution(IMAGE, KERNEL, 1, 1, withPadding(1)).show(screen);
    screen.say(
        "The zeros add nothing, so the values at the edge are smaller, and those in the middle are"
            + " what they were without padding:");
    screen.show(
        Block.beside(
            List.of(
                new Grid("padding 0", withPadding(0)).draw(screen),
                new Grid("padding 1", withPadding(1)).window(1, 1, 3, 3).draw(screen))));
    screen.say(
        "In general, height out = height in + 2·padding - kernel + 1. A kernel of an odd size keeps"
            + " the size of the image with padding (kernel - 1) / 2: 1 for 3×3, 2 for 5×5.");
  }
}
