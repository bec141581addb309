package dev.conv4j.data.augment;

/**
 * Elementary functions that give the same bits on every machine, like Java's {@link StrictMath},
 * and allocate nothing, unlike it. Errors are a few units in the last place.
 */
final class Elementary {
  private static final double LN2_HIGH = 0x1.62e42fefap-1;
  private static final double LN2_LOW = 0x1.cf79abc9e3b3ap-40;
  private static final double HALF_PI_HIGH = 0x1.921fb544p0;
  private static final double HALF_PI_LOW = 0x1.0b4611a626331p-34;
  private static final double SQRT_HALF = 0x1.6a09e667f3bcdp-1;

  /** Terms of the series; the next would be less than 2⁻⁵⁵ of the first. */
  private static final int LOG_TERMS = 12;

  private static final int EXP_TERMS = 14;
  private static final int CIRCLE_TERMS = 9;

  private Elementary() {}

  /** The natural logarithm of a positive normal number, by the series of the inverse tanh. */
  static double log(double x) {
    int exponent = Math.getExponent(x) + 1;
    double mantissa = Math.scalb(x, -exponent);
    if (mantissa < SQRT_HALF) {
      mantissa *= 2;
      exponent--;
    }
    double s = (mantissa - 1) / (mantissa + 1);
    double square = s * s;
    double sum = 0;
    for (int term = LOG_TERMS; term >= 0; term--) {
      sum = sum * square + 1.0 / (2 * term + 1);
    }
    return exponent * LN2_HIGH + (2 * s * sum + exponent * LN2_LOW);
  }

  /** The exponential of a number from -700 to 700, by Taylor's series. */
  static double exp(double x) {
    double halvings = Math.rint(x / (LN2_HIGH + LN2_LOW));
    double rest = (x - halvings * LN2_HIGH) - halvings * LN2_LOW;
    double sum = 1;
    for (int term = EXP_TERMS; term >= 1; term--) {
      sum = 1 + sum * rest / term;
    }
    return Math.scalb(sum, (int) halvings);
  }

  /** The sine of an angle of a few turns at most. */
  static double sin(double angle) {
    return circle(angle, 0);
  }

  /** The cosine of an angle of a few turns at most. */
  static double cos(double angle) {
    return circle(angle, 1);
  }

  /** The sine of an angle with some quarters of a turn added. */
  private static double circle(double angle, int quarters) {
    double turned = Math.rint(angle / (HALF_PI_HIGH + HALF_PI_LOW));
    double rest = (angle - turned * HALF_PI_HIGH) - turned * HALF_PI_LOW;
    return switch ((int) turned + quarters & 3) {
      case 0 -> series(rest, 1);
      case 1 -> series(rest, 0);
      case 2 -> -series(rest, 1);
      default -> -series(rest, 0);
    };
  }

  /** Taylor's series of the sine ({@code first} is 1) or the cosine ({@code first} is 0). */
  private static double series(double x, int first) {
    double square = x * x;
    double sum = 1;
    for (int term = CIRCLE_TERMS; term >= 1; term--) {
      int power = 2 * term + first;
      sum = 1 - sum * square / (power * (power - 1));
    }
    return first == 1 ? x * sum : sum;
  }
}
