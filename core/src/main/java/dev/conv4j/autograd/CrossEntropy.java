package dev.conv4j.autograd;

import dev.conv4j.ShapeException;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.List;

/**
 * Softmax cross-entropy of logits against labels, the mean over the batch.
 *
 * @param labelSmoothing the share of each target that is spread evenly over all classes, 0 to 1
 *     (Szegedy et al. 2015, section 7, arXiv:1512.00567)
 */
public record CrossEntropy(float labelSmoothing) implements Operation {

  /** Checks the smoothing. */
  public CrossEntropy {
    if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
      throw new ShapeException("label smoothing", "0 to 1", Float.toString(labelSmoothing), "");
    }
  }

  /**
   * Computes the operation.
   *
   * @param logits {@code [N, classes]}
   * @param labels int32 {@code [N]}
   * @return a scalar
   */
  public Tensor apply(Tensor logits, Tensor labels, Pass pass) {
    Shape shape = logits.shape();
    if (shape.rank() != 2 || labels.shape().rank() != 1 || labels.type() != ElementType.INT32) {
      throw new ShapeException(
          kind(),
          "logits [N, classes] and int32 labels [N]",
          "%s and %s %s".formatted(shape, labels.type(), labels.shape()),
          "");
    }
    if (shape.extent(0) != labels.shape().extent(0)) {
      throw new ShapeException(
          kind(),
          "as many labels as logits",
          labels.shape().extent(0) + " labels for " + shape.extent(0) + " rows of logits",
          "");
    }
    Tensor probabilities = pass.allocate(this, ElementType.FLOAT32, shape);
    return pass.run(
        this,
        Shape.SCALAR,
        List.of(logits, labels),
        loss ->
            pass.kernels().loss().crossEntropy(logits, labels, labelSmoothing, probabilities, loss),
        (dLoss, into) ->
            into.add(
                logits,
                dLogits ->
                    pass.kernels()
                        .loss()
                        .crossEntropyGradient(
                            dLoss, probabilities, labels, labelSmoothing, dLogits)));
  }

  @Override
  public long flops(List<Shape> inputs, Shape output) {
    return 5 * inputs.getFirst().count();
  }
}
