package dev.conv4j.cpu;

/** The normal distribution of mean 0 and deviation 1, in float64. */
final class NormalDistribution {
  /** From here up the continued fraction is taken; it needs fewer terms the larger x is. */
  private static final double FAR = 3;

  private static final int TERMS = 120;

  private NormalDistribution() {}

  /** The density at x: {@code exp(-x² / 2) / sqrt(2π)}. */
  static double density(double x) {
    return StrictMath.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }

  /** The probability below x, within 2⁻⁴⁰ relatively. */
  static double below(double x) {
    return x < 0 ? tail(-x) : 1 - tail(x);
  }

  /** The probability above x, for x of 0 or more. */
  private static double tail(double x) {
    return x < FAR ? 0.5 - density(x) * series(x) : density(x) * fraction(x);
  }

  /**
   * The integral of the density from 0 to x, divided by the density at x: {@code x + x³/3 +
   * x⁵/(3·5) + …} (Abramowitz and Stegun 1964, 26.2.11).
   */
  private static double series(double x) {
    double term = x;
    double sum = x;
    for (int n = 1; n < TERMS; n++) {
      term *= x * x / (2 * n + 1);
      sum += term;
    }
    return sum;
  }

  /** The rest divided by the density: {@code 1/(x + 1/(x + 2/(x + 3/(x + …))))} (26.2.14 there). */
  private static double fraction(double x) {
    double value = x;
    for (int n = TERMS; n > 0; n--) {
      value = x + n / value;
    }
    return 1 / value;
  }
}
