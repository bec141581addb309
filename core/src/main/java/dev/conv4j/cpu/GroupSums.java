package dev.conv4j.cpu;

import static dev.conv4j.cpu.ArrayStorage.floats;

import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.GroupGeometry;

/** What normalisation over groups sums for each channel: the gradients of scales and shifts. */
final class GroupSums {
  /** Single pixels side by side that a task takes, so that it reads stretches of memory. */
  private static final int STRETCH = 256;

  private final ChannelSums sums;
  private final float[] dys;
  private final float[] xs;
  private final float[] means;
  private final float[] variances;
  private final GroupGeometry geometry;
  private final float epsilon;

  GroupSums(
      ChannelSums sums,
      Tensor dy,
      Tensor x,
      Tensor mean,
      Tensor variance,
      GroupGeometry geometry,
      float epsilon) {
    this.sums = sums;
    this.dys = floats(dy);
    this.xs = floats(x);
    this.means = floats(mean);
    this.variances = floats(variance);
    this.geometry = geometry;
    this.epsilon = epsilon;
  }

  /** How many channels a task takes. */
  static int channelsOfTask(GroupGeometry geometry) {
    return Math.ceilDiv(STRETCH, Math.clamp(geometry.pixels(), 1, STRETCH));
  }

  /** Sums over all rows, in float64, for {@code count} channels from {@code first} on. */
  void sum(int first, int count, float[] dgammas, float[] dbetas, float[] scratch) {
    double[] slopes = new double[count];
    double[] totals = new double[count];
    for (int row = 0; row < geometry.rows(); row++) {
      for (int c = 0; c < count; ) {
        int group = (first + c) / geometry.perGroup();
        int end = Math.min((group + 1) * geometry.perGroup() - first, count);
        int place = row * geometry.groups() + group;
        double inverse = CpuNormalization.inverse(variances[place], epsilon);
        int at = (row * geometry.channels() + first) * geometry.pixels();
        if (geometry.pixels() == 1) {
          addPixels(at, c, end, means[place], inverse, slopes, totals);
        } else {
          addPlanes(at, c, end, means[place], inverse, slopes, totals, scratch);
        }
        c = end;
      }
    }
    for (int c = 0; c < count; c++) {
      dgammas[first + c] = (float) slopes[c];
      dbetas[first + c] = (float) totals[c];
    }
  }

  private void addPixels(
      int at, int from, int end, float mean, double inverse, double[] slopes, double[] totals) {
    for (int c = from; c < end; c++) {
      double g = dys[at + c];
      totals[c] += g;
      slopes[c] += g * (xs[at + c] - mean) * inverse;
    }
  }

  private void addPlanes(
      int at,
      int from,
      int end,
      float mean,
      double inverse,
      double[] slopes,
      double[] totals,
      float[] scratch) {
    int pixels = geometry.pixels();
    for (int c = from; c < end; c++) {
      sums.products(dys, at + c * pixels, xs, at + c * pixels, pixels, mean, scratch);
      totals[c] += scratch[0];
      slopes[c] += scratch[1] * inverse;
    }
  }
}
