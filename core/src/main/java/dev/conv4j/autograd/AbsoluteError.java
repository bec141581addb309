package dev.conv4j.autograd;

import dev.conv4j.ShapeException;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.List;

/** The mean over all elements of {@code |prediction - target|}. */
public record AbsoluteError() implements Operation {

  /**
   * Computes the operation; the target has no gradient.
   *
   * @return a scalar
   * @throws ShapeException if the shapes differ
   */
  public Tensor apply(Tensor prediction, Tensor target, Pass pass) {
    if (!prediction.shape().equals(target.shape())) {
      throw new ShapeException(
          kind(), "two equal shapes", prediction.shape() + " and " + target.shape(), "");
    }
    return pass.run(
        this,
        Shape.SCALAR,
        List.of(prediction, target),
        loss -> pass.kernels().pairLoss().absoluteError(prediction, target, loss),
        (dLoss, into) ->
            into.add(
                prediction,
                gradient ->
                    pass.kernels()
                        .pairLoss()
                        .absoluteErrorGradient(dLoss, prediction, target, gradient)));
  }

  @Override
  public long flops(List<Shape> inputs, Shape output) {
    return 3 * inputs.getFirst().count();
  }
}
