package dev.conv4j.autograd;

import dev.conv4j.ShapeException;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cross-entropy of answers that are yes or no, each by itself, from their logits: the mean over all
 * elements; see {@link dev.conv4j.tensor.spi.PairLossKernels}.
 */
public record BinaryCrossEntropy() implements Operation {

  /**
   * Computes the operation; targets and weights have no gradients.
   *
   * @param logits {@code [..., classes]}
   * @param targets of the same shape, 0 to 1
   * @param weights how much a yes counts, {@code [classes]}; null for ones
   * @return a scalar
   */
  public Tensor apply(Tensor logits, Tensor targets, @Nullable Tensor weights, Pass pass) {
    requireShapes(logits.shape(), targets.shape(), weights);
    List<Tensor> inputs = new ArrayList<>(List.of(logits, targets));
    if (weights != null) {
      inputs.add(weights);
    }
    return pass.run(
        this,
        Shape.SCALAR,
        inputs,
        loss -> pass.kernels().pairLoss().binaryCrossEntropy(logits, targets, weights, loss),
        (dLoss, into) ->
            into.add(
                logits,
                dLogits ->
                    pass.kernels()
                        .pairLoss()
                        .binaryCrossEntropyGradient(dLoss, logits, targets, weights, dLogits)));
  }

  private void requireShapes(Shape logits, Shape targets, @Nullable Tensor weights) {
    if (!logits.equals(targets)) {
      throw new ShapeException(kind(), "two equal shapes", logits + " and " + targets, "");
    }
    boolean fits =
        weights == null
            || (logits.rank() > 0
                && weights.shape().equals(Shape.of(logits.extent(logits.rank() - 1))));
    if (!fits) {
      throw new ShapeException(
          kind(), "a weight for each element of the last axis of " + logits, weights + "", "");
    }
  }

  @Override
  public long flops(List<Shape> inputs, Shape output) {
    return 8 * inputs.getFirst().count();
  }
}
