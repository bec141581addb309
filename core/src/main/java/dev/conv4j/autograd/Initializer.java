package dev.conv4j.autograd;

import dev.conv4j.tensor.RandomStream;
import java.util.Arrays;

/** First values of a parameter. */
@FunctionalInterface
public interface Initializer {

  /** Fills {@code values}, the parameter in row-major order, drawing only from {@code random}. */
  void fill(float[] values, RandomStream random);

  /** The same value everywhere. */
  static Initializer constant(float value) {
    return (values, random) -> Arrays.fill(values, value);
  }

  /** Evenly from [-bound, bound). */
  static Initializer uniform(float bound) {
    return (values, random) -> {
      for (int i = 0; i < values.length; i++) {
        values[i] = random.nextFloat(-bound, bound);
      }
    };
  }

  /** Normally, with mean 0. */
  static Initializer normal(double deviation) {
    return (values, random) -> {
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (deviation * random.nextGaussian());
      }
    };
  }
}
