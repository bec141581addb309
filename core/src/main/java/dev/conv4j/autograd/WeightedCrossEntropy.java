package dev.conv4j.autograd;

import dev.conv4j.ShapeException;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.WeightedLossKernels;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Softmax cross-entropy of logits where classes have weights, or targets are shares of all classes;
 * see {@link WeightedLossKernels}. Against labels it is the mean weighted by the labels' weights;
 * against soft targets it is the mean over the batch.
 *
 * @param labelSmoothing the share of each target that is spread evenly over all classes, 0 to 1
 */
public record WeightedCrossEntropy(float labelSmoothing) implements Operation {

  /** Checks the smoothing. */
  public WeightedCrossEntropy {
    new CrossEntropy(labelSmoothing);
  }

  /**
   * Computes the operation.
   *
   * @param logits {@code [N, classes]}
   * @param targets int32 labels {@code [N]}, or {@code [N, classes]}: of each row the share of each
   *     class
   * @param weights {@code [classes]}, or null for ones
   * @return a scalar
   */
  public Tensor apply(Tensor logits, Tensor targets, @Nullable Tensor weights, Pass pass) {
    requireShapes(logits.shape(), targets, weights);
    List<Tensor> inputs = new ArrayList<>(List.of(logits, targets));
    if (weights != null) {
      inputs.add(weights);
    }
    Tensor wanted = pass.allocate(this, ElementType.FLOAT32, logits.shape());
    Tensor divisor = pass.allocate(this, ElementType.FLOAT32, Shape.SCALAR);
    Tensor probabilities = pass.allocate(this, ElementType.FLOAT32, logits.shape());
    return pass.run(
        this,
        Shape.SCALAR,
        inputs,
        loss -> {
          WeightedLossKernels kernels = pass.kernels().weightedLoss();
          if (isLabels(targets)) {
            kernels.labelTargets(targets, weights, labelSmoothing, wanted, divisor);
          } else {
            kernels.softTargets(targets, weights, labelSmoothing, wanted, divisor);
          }
          kernels.crossEntropy(logits, wanted, divisor, probabilities, loss);
        },
        (dLoss, into) ->
            into.add(
                logits,
                dLogits ->
                    pass.kernels()
                        .weightedLoss()
                        .crossEntropyGradient(dLoss, probabilities, wanted, divisor, dLogits)));
  }

  private static boolean isLabels(Tensor targets) {
    return targets.type() == ElementType.INT32;
  }

  private void requireShapes(Shape logits, Tensor targets, @Nullable Tensor weights) {
    boolean fits =
        logits.rank() == 2
            && (isLabels(targets)
                ? targets.shape().equals(Shape.of(logits.extent(0)))
                : targets.type() == ElementType.FLOAT32 && targets.shape().equals(logits));
    if (!fits) {
      throw new ShapeException(
          kind(),
          "logits [N, classes], and int32 labels [N] or float32 shares [N, classes]",
          "%s and %s %s".formatted(logits, targets.type(), targets.shape()),
          "");
    }
    if (weights != null && !weights.shape().equals(Shape.of(logits.extent(1)))) {
      throw new ShapeException(
          kind(),
          "a weight for each of " + logits.extent(1) + " classes",
          weights.shape().toString(),
          "");
    }
  }

  @Override
  public long flops(List<Shape> inputs, Shape output) {
    return 9 * inputs.getFirst().count(); // the softmax 5, the table 2, the sum 2
  }
}
