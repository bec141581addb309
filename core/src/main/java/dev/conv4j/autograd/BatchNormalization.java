package dev.conv4j.autograd;

import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.List;

/**
 * Gives each channel of a batch the mean 0 and the variance 1, then a scale and a shift: what batch
 * normalisation does in training (Ioffe and Szegedy 2015, arXiv:1502.03167, algorithm 1); see
 * {@link dev.conv4j.tensor.spi.NormalizationKernels}.
 *
 * @param epsilon added to each variance
 */
public record BatchNormalization(float epsilon) implements Operation {

  /**
   * The output, and what was found of the batch on the way; mean and variance are {@code [C]} and
   * die with the pass.
   *
   * @param variance divided by the number of elements
   */
  public record Result(Tensor y, Tensor mean, Tensor variance) {}

  /**
   * Computes the operation.
   *
   * @param x {@code [N, C, ...]}
   * @param gamma the scales, {@code [C]}
   * @param beta the shifts, {@code [C]}
   */
  public Result apply(Tensor x, Tensor gamma, Tensor beta, Pass pass) {
    ChannelNormalization.requireChannels(kind(), x, gamma, beta);
    Tensor mean = pass.allocate(this, ElementType.FLOAT32, gamma.shape());
    Tensor variance = pass.allocate(this, ElementType.FLOAT32, gamma.shape());
    Tensor y =
        pass.run(
            this,
            x.shape(),
            List.of(x, gamma, beta),
            out -> {
              pass.kernels().normalization().statistics(x, mean, variance);
              pass.kernels()
                  .normalization()
                  .normalize(x, mean, variance, gamma, beta, out, epsilon);
            },
            (dy, into) -> goBack(x, gamma, beta, mean, variance, dy, pass, into));
    return new Result(y, mean, variance);
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
    Tensor dgamma = pass.allocate(this, ElementType.FLOAT32, gamma.shape());
    Tensor dbeta = pass.allocate(this, ElementType.FLOAT32, gamma.shape());
    pass.kernels()
        .normalization()
        .parameterGradients(dy, x, mean, variance, dgamma, dbeta, epsilon);
    into.add(
        x,
        dx ->
            pass.kernels()
                .normalization()
                .inputGradient(dy, x, mean, variance, gamma, dgamma, dbeta, dx, epsilon));
    into.add(gamma, to -> pass.kernels().elementwise().copy(dgamma, to));
    into.add(beta, to -> pass.kernels().elementwise().copy(dbeta, to));
  }

  @Override
  public long flops(List<Shape> inputs, Shape output) {
    return 7 * output.count(); // the mean 1, the variance 3, the rest 3
  }
}
