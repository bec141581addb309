package dev.conv4j.data.augment;

import dev.conv4j.tensor.RandomStream;

/** Draws the share of one of two images. */
final class MixingShare {
  private MixingShare() {}

  /** Checks the numbers of a mixture. */
  static void check(float alpha, float probability) {
    Limits.within("alpha of a mixture", alpha, 0.01f, 100);
    Limits.share("probability of a mixture", probability);
  }

  /**
   * The larger of two shares of distribution Beta(alpha, alpha), or 1 if there is to be no mixture.
   */
  static float draw(float alpha, float probability, RandomStream random) {
    if (random.nextFloat() >= probability) {
      return 1;
    }
    double first = gamma(alpha, random);
    double second = gamma(alpha, random);
    double share = first + second > 0 ? first / (first + second) : 1;
    return (float) Math.max(share, 1 - share);
  }

  /**
   * A draw from Gamma(alpha, 1) by rejection (Marsaglia and Tsang 2000, "A simple method for
   * generating gamma variables"); for less than 1 by its section 6.
   */
  private static double gamma(double alpha, RandomStream random) {
    if (alpha < 1) {
      double boost = StrictMath.pow(positive(random), 1 / alpha);
      return gamma(alpha + 1, random) * boost;
    }
    double d = alpha - 1.0 / 3;
    double c = 1 / StrictMath.sqrt(9 * d);
    while (true) {
      double x = random.nextGaussian();
      double v = 1 + c * x;
      v = v * v * v;
      if (v > 0
          && StrictMath.log(positive(random)) < 0.5 * x * x + d - d * v + d * StrictMath.log(v)) {
        return d * v;
      }
    }
  }

  /** An even draw from (0, 1]. */
  private static double positive(RandomStream random) {
    return 1 - random.nextFloat();
  }
}
