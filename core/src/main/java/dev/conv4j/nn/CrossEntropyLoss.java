package dev.conv4j.nn;

import dev.conv4j.ShapeException;
import dev.conv4j.autograd.Addition;
import dev.conv4j.autograd.CrossEntropy;
import dev.conv4j.autograd.Multiplication;
import dev.conv4j.autograd.Operation;
import dev.conv4j.autograd.Pass;
import dev.conv4j.autograd.WeightedCrossEntropy;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Softmax cross-entropy, the loss of a classifier: the mean over the batch of {@code -log
 * softmax(logits)[label]}.
 *
 * <p>With class weights each image counts as much as its label's weight, and the sum is divided by
 * the sum of these weights. Targets may be soft, too: for each image the share of each class, as
 * mixup and CutMix make them. The terms of a class are then multiplied by its weight, and the sum
 * is divided by the number of images. All as PyTorch defines it, but for a batch whose labels all
 * have the weight 0: its loss and its gradient are 0, where PyTorch's are NaN.
 *
 * <p>In a training pass, what auxiliary classifiers gave out ({@link AuxiliaryHead}) is held to the
 * same targets, and added with their weights.
 *
 * @param labelSmoothing the share of each target that is spread evenly over all classes, 0 to 1
 * @param classWeights one for each class, 0 or more; empty for ones
 */
public record CrossEntropyLoss(float labelSmoothing, List<Float> classWeights) implements Loss {

  /** Checks the numbers. */
  public CrossEntropyLoss {
    new CrossEntropy(labelSmoothing);
    classWeights = List.copyOf(classWeights);
    for (float weight : classWeights) {
      if (!(weight >= 0 && Float.isFinite(weight))) {
        throw new ShapeException("class weights", "0 or more", classWeights.toString(), "");
      }
    }
  }

  /** All classes alike. */
  public CrossEntropyLoss(float labelSmoothing) {
    this(labelSmoothing, List.of());
  }

  /** Without smoothing, all classes alike. */
  public CrossEntropyLoss() {
    this(0);
  }

  /** This loss with other weights of the classes. */
  public CrossEntropyLoss classWeights(List<Float> weights) {
    return new CrossEntropyLoss(labelSmoothing, weights);
  }

  /**
   * The loss, a scalar.
   *
   * @param logits {@code [N, classes]}, before any softmax
   * @param targets int32 labels {@code [N]}, or float32 shares {@code [N, classes]} of which those
   *     of an image add up to 1
   */
  @Override
  public Tensor of(Tensor logits, Tensor targets, Pass pass) {
    Tensor loss = ofOne(logits, targets, pass);
    for (Pass.Auxiliary other : pass.takeAuxiliaries()) {
      Tensor more = ofOne(other.output(), targets, pass);
      loss = new Addition().apply(loss, new Multiplication(other.weight()).apply(more, pass), pass);
    }
    return loss;
  }

  private Tensor ofOne(Tensor logits, Tensor targets, Pass pass) {
    boolean plain = classWeights.isEmpty() && targets.type() == ElementType.INT32;
    return plain
        ? new CrossEntropy(labelSmoothing).apply(logits, targets, pass)
        : weighted(logits, targets, pass);
  }

  private Tensor weighted(Tensor logits, Tensor targets, Pass pass) {
    WeightedCrossEntropy operation = new WeightedCrossEntropy(labelSmoothing);
    return operation.apply(logits, targets, weights(classWeights, operation, pass), pass);
  }

  /** Weights as a tensor of the pass; null for none. */
  static @Nullable Tensor weights(List<Float> values, Operation operation, Pass pass) {
    if (values.isEmpty()) {
      return null;
    }
    float[] each = new float[values.size()];
    for (int i = 0; i < each.length; i++) {
      each[i] = values.get(i);
    }
    Tensor weights = pass.allocate(operation, ElementType.FLOAT32, Shape.of(each.length));
    weights.write(each);
    return weights;
  }
}
