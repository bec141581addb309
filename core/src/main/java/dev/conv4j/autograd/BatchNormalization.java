package dev.conv4j.autograd;

import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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
    pass.kernels().normalization().statistics(x, mean, variance);
    Batch batch = new Batch(this, x, gamma, beta, mean, variance, pass);
    Deferred what = new Deferral(batch, null, false);
    Tensor y = pass.defer(this, x.shape(), List.of(x, gamma, beta), what);
    return new Result(y, mean, variance);
  }

  /** What is normalised, and with what. */
  private record Batch(
      BatchNormalization operation,
      Tensor x,
      Tensor gamma,
      Tensor beta,
      Tensor mean,
      Tensor variance,
      Pass pass) {

    Tensor perChannel() {
      return pass.allocate(operation, ElementType.FLOAT32, gamma.shape());
    }
  }

  /** Normalisation, and what is done to its output at once. */
  private record Deferral(Batch batch, @Nullable Tensor residual, boolean isRectified)
      implements Deferred {

    @Override
    public void compute(Tensor y) {
      batch
          .pass
          .kernels()
          .fused()
          .normalize(
              batch.x,
              batch.mean,
              batch.variance,
              batch.gamma,
              batch.beta,
              residual,
              isRectified,
              y,
              batch.operation.epsilon);
    }

    /** Not of what was normalised: the gradients of both terms would meet within one kernel. */
    @Override
    public @Nullable Deferred plus(Tensor other) {
      return residual == null && !isRectified && other != batch.x
          ? new Deferral(batch, other, false)
          : null;
    }

    @Override
    public @Nullable Deferred rectified() {
      return isRectified ? null : new Deferral(batch, residual, true);
    }

    @Override
    public Backward backward(Tensor y) {
      return (dy, into) -> {
        Tensor dgamma = batch.perChannel();
        Tensor dbeta = batch.perChannel();
        if (residual == null || !into.wants(residual)) {
          byInput(dy, y, dgamma, dbeta, null, into);
        } else if (isRectified) {
          into.add(residual, passed -> byInput(dy, y, dgamma, dbeta, passed, into));
        } else {
          byInput(dy, y, dgamma, dbeta, null, into);
          into.hand(residual, dy);
        }
        into.add(batch.gamma, to -> batch.pass.kernels().elementwise().copy(dgamma, to));
        into.add(batch.beta, to -> batch.pass.kernels().elementwise().copy(dbeta, to));
      };
    }

    private void byInput(
        Tensor dy,
        Tensor y,
        Tensor dgamma,
        Tensor dbeta,
        @Nullable Tensor passed,
        Backward.InputGradients into) {
      Consumer<Tensor> kernel =
          dx ->
              batch
                  .pass
                  .kernels()
                  .fused()
                  .normalizeGradient(
                      dy,
                      isRectified ? y : null,
                      batch.x,
                      batch.mean,
                      batch.variance,
                      batch.gamma,
                      dgamma,
                      dbeta,
                      passed,
                      dx,
                      batch.operation.epsilon);
      if (into.wants(batch.x)) {
        into.add(batch.x, kernel);
      } else {
        kernel.accept(batch.pass.allocate(batch.operation, ElementType.FLOAT32, batch.x.shape()));
      }
    }
  }

  @Override
  public long flops(List<Shape> inputs, Shape output) {
    return 7 * output.count(); // the mean 1, the variance 3, the rest 3
  }
}
