package dev.conv4j.benchmarks;

import dev.conv4j.tensor.RandomStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Convolutions that nobody chose: kernels may be tuned for the geometries that everyone measures,
 * and these show what others get.
 */
final class DrawnConvolutions {
  private static final int COUNT = 3;
  private static final int DRAW = 30;

  /** Channels, sizes and batches are up to so many times those of a fixed case, or as much less. */
  private static final double SPREAD = 1.5;

  private DrawnConvolutions() {}

  /**
   * Three forward convolutions, none of them a fixed case. Filters and stride are those of a fixed
   * one without groups, drawn at random; channels, filters, size and batch are drawn around it.
   */
  static List<ConvolutionCase> draw(long seed) {
    RandomStream random = new RandomStream(seed, RandomStream.Purpose.SHUFFLE, DRAW, 0);
    List<ConvolutionCase> fixed = fixed();
    Set<ConvolutionCase> drawn = new LinkedHashSet<>();
    while (drawn.size() < COUNT) {
      ConvolutionCase around = fixed.get(random.nextInt(fixed.size()));
      ConvolutionCase candidate =
          new ConvolutionCase(
              near(around.in(), random),
              near(around.out(), random),
              around.kernel(),
              around.stride(),
              around.padding(),
              near(around.size(), random),
              near(around.batch(), random),
              false);
      if (!fixed.contains(candidate)) {
        drawn.add(candidate);
      }
    }
    return new ArrayList<>(drawn);
  }

  /** The fixed case that is most like it: of the same filters and stride, of about its extents. */
  static ConvolutionCase neighbour(ConvolutionCase drawn) {
    return fixed().stream()
        .filter(work -> work.kernel() == drawn.kernel() && work.stride() == drawn.stride())
        .min(Comparator.comparingDouble(work -> distance(work, drawn)))
        .orElseThrow();
  }

  private static List<ConvolutionCase> fixed() {
    return Cases.convolutions().stream()
        .filter(work -> !work.gradients() && work.groups() == 1)
        .toList();
  }

  private static int near(int value, RandomStream random) {
    double exponent = random.nextFloat(-1, 1);
    return Math.max(1, Math.toIntExact(Math.round(value * Math.pow(SPREAD, exponent))));
  }

  private static double distance(ConvolutionCase a, ConvolutionCase b) {
    return ratio(a.in(), b.in())
        + ratio(a.out(), b.out())
        + ratio(a.size(), b.size())
        + ratio(a.batch(), b.batch());
  }

  private static double ratio(int a, int b) {
    return Math.abs(Math.log((double) a / b));
  }
}
