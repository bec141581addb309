package dev.conv4j.cpu;

/**
 * Our own exponential, of additions and multiplications alone, so that it gives the same bits
 * interpreted and compiled and on every machine; the platform's own does not promise that.
 */
final class Exponential {
  private static final double LOG2_E = 1.4426950408889634;
  private static final double LN2_HIGH = 0.6931471803691238;
  private static final double LN2_LOW = 1.9082149292705877e-10;

  private Exponential() {}

  /**
   * e to the power of {@code x}, within 2⁻⁴⁰ of the true value relatively; 0 for x below -700, NaN
   * for NaN. Not for x above 700.
   *
   * <p>x = n ln 2 + r with |r| ≤ ln 2 / 2 (Cody and Waite), then the Taylor series of r to the
   * eleventh power.
   */
  static double exp(double x) {
    if (x < -700) {
      return 0;
    }
    double n = Math.rint(x * LOG2_E);
    double r = (x - n * LN2_HIGH) - n * LN2_LOW;
    double sum = 1.0 / 39916800;
    sum = sum * r + 1.0 / 3628800;
    sum = sum * r + 1.0 / 362880;
    sum = sum * r + 1.0 / 40320;
    sum = sum * r + 1.0 / 5040;
    sum = sum * r + 1.0 / 720;
    sum = sum * r + 1.0 / 120;
    sum = sum * r + 1.0 / 24;
    sum = sum * r + 1.0 / 6;
    sum = sum * r + 0.5;
    sum = sum * r + 1;
    sum = sum * r + 1;
    return Double.isNaN(x) ? x : sum * Double.longBitsToDouble(((long) n + 1023) << 52);
  }
}
