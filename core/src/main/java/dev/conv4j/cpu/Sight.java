package dev.conv4j.cpu;

/**
 * Which terms see a pixel from which places, and where: a bit for each row of the kernel that
 * stands on the image and one for each column. What stands outside is read as zero, whatever is
 * there.
 */
final class Sight {
  /** The most rows or columns of a kernel, for which an int has the bits. */
  static final int MOST = 15;

  /** Where each term's pixel for place 0 stands. */
  final int[] offsets;

  /** The bits that each term needs. */
  final int[] needs;

  /** The bits that each place of an image has. */
  final int[] bits;

  Sight(int[] offsets, int[] needs, int[] bits) {
    this.offsets = offsets;
    this.needs = needs;
    this.bits = bits;
  }

  /** Whether a term has a pixel at a place. */
  boolean sees(int term, int place) {
    return (bits[place] & needs[term]) == needs[term];
  }
}
