package dev.conv4j.tensor.spi;

import dev.conv4j.ShapeException;

/**
 * A function of one number, as networks put it between their layers.
 *
 * @param parameter what the kind's formula calls {@code a}; 0 where it has none
 */
public record Activation(Kind kind, float parameter) {

  /** The formula. */
  public enum Kind {
    /** {@code min(max(x, 0), 6)}; its slope is 1 between 0 and 6, else 0. */
    RELU6,
    /** {@code x > 0 ? x : a * x}. */
    LEAKY_RELU,
    /** {@code x > 0 ? x : a * (exp(x) - 1)} (Clevert et al. 2016, arXiv:1511.07289). */
    ELU,
    /** {@code x * sigmoid(x)} (Elfwing et al. 2017, arXiv:1702.03118; also called swish). */
    SILU,
    /**
     * {@code x * Φ(x)} with Φ the distribution function of the normal distribution (Hendrycks and
     * Gimpel 2016, arXiv:1606.08415).
     */
    GELU,
    /** The same by {@code x * sigmoid(2 * sqrt(2 / π) * (x + 0.044715 * x³))}. */
    GELU_TANH,
    /**
     * {@code x * min(max(x + 3, 0), 6) / 6} (Howard et al. 2019, arXiv:1905.02244); its slope is 0
     * from -3 down, 1 from 3 up.
     */
    HARDSWISH,
    /** {@code 1 / (1 + exp(-x))}. */
    SIGMOID,
    /** The hyperbolic tangent. */
    TANH;

    private boolean hasParameter() {
      return this == LEAKY_RELU || this == ELU;
    }
  }

  /** Checks the parameter. */
  public Activation {
    if (!Float.isFinite(parameter) || (parameter != 0 && !kind.hasParameter())) {
      throw new ShapeException(
          kind.name(),
          kind.hasParameter() ? "a finite parameter" : "no parameter",
          Float.toString(parameter),
          "");
    }
  }

  /** A function without a parameter. */
  public static Activation of(Kind kind) {
    return new Activation(kind, 0);
  }

  /** {@link Kind#LEAKY_RELU} with this slope below 0. */
  public static Activation leakyRelu(float slope) {
    return new Activation(Kind.LEAKY_RELU, slope);
  }

  /** {@link Kind#ELU} that tends to {@code -alpha}. */
  public static Activation elu(float alpha) {
    return new Activation(Kind.ELU, alpha);
  }
}
