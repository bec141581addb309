package dev.conv4j.data.augment;

import dev.conv4j.tensor.RandomStream;

/** Draws the share of one of two images. */
final class MixingShare {
  private static final double LN4 = 1.3862943611198906;

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
    double share = alpha <= 1 ? drawnApart(alpha, random) : drawnTogether(alpha, random);
    return (float) Math.max(share, 1 - share);
  }

  /** By rejection of pairs whose sum is more than 1 (Jöhnk 1964), in logarithms. */
  private static double drawnApart(double alpha, RandomStream random) {
    while (true) {
      double first = Elementary.log(positive(random)) / alpha;
      double second = Elementary.log(positive(random)) / alpha;
      double larger = Math.max(first, second);
      // Beyond these both are zero as good as; their ratio is what matters.
      double one = Elementary.exp(Math.max(first - larger, -700));
      double other = Elementary.exp(Math.max(second - larger, -700));
      if (Elementary.exp(Math.max(larger, -700)) * (one + other) <= 1) {
        return one / (one + other);
      }
    }
  }

  /** By rejection from the log-logistic distribution (Cheng 1978, algorithm BB, both alike). */
  private static double drawnTogether(double alpha, RandomStream random) {
    double beta = 1 / Math.sqrt(alpha);
    double gamma = alpha + 1 / beta;
    while (true) {
      double even = positive(random) - 0x1p-25;
      double v = beta * (Elementary.log(even) - Elementary.log(1 - even));
      double w = alpha * Elementary.exp(Math.clamp(v, -700, 700));
      double z = Elementary.log(even * even * positive(random));
      double r = gamma * v - LN4;
      if (r + 2 * alpha * Elementary.log(2 * alpha / (alpha + w)) >= z) {
        return w / (alpha + w);
      }
    }
  }

  /** An even draw from (0, 1]. */
  private static double positive(RandomStream random) {
    return 1 - random.nextFloat();
  }
}
