package dev.conv4j.examples;

import java.io.PrintStream;
import java.util.List;

/** An introduction to convolutional networks in seven sections, each a small program. */
public final class Lecture {
  private static final List<Section> SECTIONS =
      List.of(
          Section1Structure.SECTION,
          Section2Convolution.SECTION,
          Section3Padding.SECTION,
          Section4Stride.SECTION,
          Section5MaxPooling.SECTION,
          Section6Network.SECTION,
          Section7Device.SECTION);

  private Lecture() {}

  /** The sections, in order; the first has the number 1. */
  public static List<Section> sections() {
    return SECTIONS;
  }

  /** Writes the number and title of each section. */
  public static void list(PrintStream out) {
    Screen screen = new Screen(out, Display.PLAIN);
    for (Section section : SECTIONS) {
      screen.item("section " + section.number(), section.title());
    }
  }

  /** Runs all sections, one after the other. */
  public static void main(String[] args) {
    SECTIONS.forEach(section -> section.run(System.out, Display.ofStandardOutput()));
  }
}
