package dev.conv4j.testkit;

import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.spi.GroupGeometry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/** Groups of elements and how far from 0 they are. */
record GroupCase(GroupGeometry geometry, float offset) {
  /** What is added to each variance. */
  static final float EPSILON = 1e-5f;

  /** Awkward sizes, at 0 and further and further away. */
  static final List<GroupCase> ALL = all();

  Shape x() {
    return Shape.of(geometry.rows(), geometry.channels(), geometry.pixels());
  }

  Shape perGroup() {
    return Shape.of(geometry.rows(), geometry.groups());
  }

  Shape perChannel() {
    return Shape.of(geometry.channels());
  }

  int size() {
    return Math.toIntExact(geometry.size());
  }

  int count() {
    return Math.toIntExact(geometry.count());
  }

  int group(int element) {
    return element / size();
  }

  int channel(int element) {
    return element / geometry.pixels() % geometry.channels();
  }

  /** Values of ±1 around an offset that grows from group to group. */
  float[] values() {
    float[] values = Numbers.drawn(x().count(), 1);
    for (int i = 0; i < values.length; i++) {
      values[i] += offset * (1 + group(i) % 5);
    }
    return values;
  }

  /** Near the true ones, but not those. */
  float[] means() {
    float[] means = Numbers.drawn(count(), 2);
    for (int g = 0; g < means.length; g++) {
      means[g] = 0.1f * means[g] + offset * (1 + g % 5);
    }
    return means;
  }

  /** From 0.01 to 1. */
  float[] variances() {
    float[] variances = Numbers.drawn(count(), 3);
    for (int g = 0; g < variances.length; g++) {
      variances[g] = 0.01f + Math.abs(variances[g]) * 0.99f;
    }
    return variances;
  }

  float[] gammas() {
    return Numbers.drawn(geometry.channels(), 4);
  }

  float[] betas() {
    return Numbers.drawn(geometry.channels(), 5);
  }

  float[] outputGradients() {
    return Numbers.drawn(x().count(), 6);
  }

  /** For each group, the sum of {@code term} over its elements. */
  double[] groupSums(IntToDoubleFunction term) {
    double[] sums = new double[count()];
    for (int i = 0; i < x().count(); i++) {
      sums[group(i)] += term.applyAsDouble(i);
    }
    return sums;
  }

  /** For each channel, the sum of {@code term} over its elements. */
  double[] channelSums(IntToDoubleFunction term) {
    double[] sums = new double[geometry.channels()];
    for (int i = 0; i < x().count(); i++) {
      sums[channel(i)] += term.applyAsDouble(i);
    }
    return sums;
  }

  private static List<GroupCase> all() {
    List<GroupGeometry> geometries =
        new ArrayList<>(
            List.of(
                new GroupGeometry(0, 2, 4, 9),
                new GroupGeometry(2, 2, 4, 0),
                new GroupGeometry(1, 1, 1, 1),
                new GroupGeometry(3, 4, 4, 1),
                new GroupGeometry(5, 2, 6, 1),
                new GroupGeometry(3, 2, 6, 4),
                new GroupGeometry(2, 1, 3, 49),
                new GroupGeometry(2, 5, 5, 33),
                new GroupGeometry(1, 2, 4, 1100),
                new GroupGeometry(2, 1, 5000, 1),
                new GroupGeometry(300, 1, 40, 1),
                new GroupGeometry(70, 8, 32, 16),
                new GroupGeometry(3, 2, 8, 56 * 56)));
    for (int extent : new int[] {7, 8, 9, 15, 16, 17, 255, 257}) {
      geometries.add(new GroupGeometry(3, 1, extent, 1));
      geometries.add(new GroupGeometry(3, 2, 4, extent));
    }
    List<GroupCase> cases = new ArrayList<>();
    for (GroupGeometry geometry : geometries) {
      for (float offset : new float[] {0, 1, 1000}) {
        cases.add(new GroupCase(geometry, offset));
      }
    }
    return List.copyOf(cases);
  }
}
