package dev.conv4j.testkit;

import dev.conv4j.tensor.Shape;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** Images and how far from 0 their values are. */
record NormalizationCase(Shape x, float offset) {
  /** What is added to each variance. */
  static final float EPSILON = 1e-5f;

  /** Awkward sizes, at 0 and further and further away. */
  static final List<NormalizationCase> ALL = all();

  int channels() {
    return x.intExtent(1);
  }

  long perChannel() {
    return x.count() / x.extent(1);
  }

  int channel(int element) {
    return element / Math.toIntExact(x.countPerItem() / x.extent(1)) % channels();
  }

  /** Values of ±1 around an offset that grows from channel to channel. */
  float[] values() {
    float[] values = Numbers.drawn(x.count(), 1);
    for (int i = 0; i < values.length; i++) {
      values[i] += offset * (1 + channel(i));
    }
    return values;
  }

  Shape statistics() {
    return Shape.of(channels());
  }

  float[] means() {
    float[] means = Numbers.drawn(channels(), 2);
    for (int c = 0; c < means.length; c++) {
      means[c] = 0.1f * means[c] + offset * (1 + c);
    }
    return means;
  }

  /** From 0.01 to 1. */
  float[] variances() {
    float[] variances = Numbers.drawn(channels(), 3);
    for (int c = 0; c < variances.length; c++) {
      variances[c] = 0.01f + Math.abs(variances[c]) * 0.99f;
    }
    return variances;
  }

  float[] gammas() {
    return Numbers.drawn(channels(), 4);
  }

  float[] betas() {
    return Numbers.drawn(channels(), 5);
  }

  float[] outputGradients() {
    return Numbers.drawn(x.count(), 6);
  }

  double scale(int channel) {
    return 1 / Math.sqrt((double) variances()[channel] + EPSILON);
  }

  /** For each channel, the sum of {@code term} over its elements. */
  double[] sums(IntToDoubleFunction term) {
    double[] sums = new double[channels()];
    for (int i = 0; i < x.count(); i++) {
      sums[channel(i)] += term.applyAsDouble(i);
    }
    return sums;
  }

  private static List<NormalizationCase> all() {
    List<Shape> shapes =
        List.of(
            Shape.of(0, 3, 4, 4),
            Shape.of(1, 1, 1, 1),
            Shape.of(1, 3, 1, 1),
            Shape.of(2, 3, 1, 1),
            Shape.of(64, 5, 1, 1),
            Shape.of(2, 3, 1, 7),
            Shape.of(2, 3, 2, 4),
            Shape.of(2, 3, 3, 3),
            Shape.of(2, 3, 1, 15),
            Shape.of(2, 3, 4, 4),
            Shape.of(2, 3, 1, 17),
            Shape.of(3, 2, 3, 11),
            Shape.of(1, 2, 5, 13),
            Shape.of(4, 17, 7, 7),
            Shape.of(5, 3),
            Shape.of(70, 33),
            Shape.of(150, 40, 4, 4),
            Shape.of(3, 2, 16, 33),
            Shape.of(2, 3, 4, 2, 3),
            Shape.of(1, 2, 32, 64),
            Shape.of(2, 2, 3, 683),
            Shape.of(3, 8, 56, 56));
    return shapes.stream()
        .flatMap(x -> IntStream.of(0, 1, 1000).mapToObj(offset -> new NormalizationCase(x, offset)))
        .toList();
  }
}
