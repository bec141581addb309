package dev.conv4j.autograd;

import dev.conv4j.ShapeException;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.List;

/**
 * Normalises each channel with a mean and a variance that are given: what batch normalisation does
 * in inference (Ioffe and Szegedy 2015, arXiv:1502.03167, section 3.1); see {@link
 * dev.conv4j.tensor.spi.NormalizationKernels}. Mean and variance have no gradients.
 *
 * @param epsilon added to each variance
 */
public record ChannelNormalization(float epsilon) implements Operation {

  /**
   * Computes the operation.
   *
   * @param x {@code [N, C, ...]}
   * @param gamma the scales, {@code [C]}
   * @param beta the shifts, {@code [C]}
   * @param mean {@code [C]}
   * @param variance {@code [C]}, 0 or more
   * @return shaped like {@code x}
   */
  public Tensor apply(
      Tensor x, Tensor gamma, Tensor beta, Tensor mean, Tensor variance, Pass pass) {
    requireChannels(kind(), x, gamma, beta, mean, variance);
    return pass.run(
        this,
        x.shape(),
        List.of(x, gamma, beta, mean, variance),
        y -> pass.kernels().normalization().normalize(x, mean, variance, gamma, beta, y, epsilon),
        (dy, into) -> goBack(x, gamma, beta, mean, variance, dy, pass, into));
  }

  private void goBack(
      Tensor x,
      Tensor gamma,
      Tensor beta,
      Tensor mean,
      Tensor variance,
      Tensor dy,
      Pass pass,
      Backward.InputGradients into) {
    if (into.wants(x)) {
      Tensor zeros = pass.allocate(this, ElementType.FLOAT32, gamma.shape());
      pass.kernels().elementwise().fill(zeros, 0);
      into.add(
          x,
          dx ->
              pass.kernels()
                  .normalization()
                  .inputGradient(dy, x, mean, variance, gamma, zeros, zeros, dx, epsilon));
    }
    if (into.wants(gamma) || into.wants(beta)) {
      Tensor dgamma = pass.allocate(this, ElementType.FLOAT32, gamma.shape());
      Tensor dbeta = pass.allocate(this, ElementType.FLOAT32, gamma.shape());
      pass.kernels()
          .normalization()
          .parameterGradients(dy, x, mean, variance, dgamma, dbeta, epsilon);
      into.add(gamma, to -> pass.kernels().elementwise().copy(dgamma, to));
      into.add(beta, to -> pass.kernels().elementwise().copy(dbeta, to));
    }
  }

  /** Checks that {@code x} has channels and that there is one of everything for each. */
  static void requireChannels(String kind, Tensor x, Tensor... perChannel) {
    for (Tensor each : perChannel) {
      if (x.shape().rank() < 2
          || each.shape().rank() != 1
          || each.shape().extent(0) != x.shape().extent(1)) {
        throw new ShapeException(
            kind,
            "[N, C, ...] and [C] for everything that is per channel",
            x.shape() + " and " + each.shape(),
            "");
      }
    }
  }

  @Override
  public long flops(List<Shape> inputs, Shape output) {
    return 2 * output.count();
  }
}
