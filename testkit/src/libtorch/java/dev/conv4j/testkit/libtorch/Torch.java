package dev.conv4j.testkit.libtorch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import dev.conv4j.tensor.Tensor;
import java.util.function.Supplier;

/**
 * libtorch by way of DJL: arrays, gradients and losses.
 *
 * <p>What DJL's API cannot express, and what is compared in its place: label smoothing (soft
 * targets, which the same loss takes) and Nesterov's momentum (its definition, written with arrays;
 * DJL's own optimizer of that name is not implemented for libtorch).
 */
final class Torch implements AutoCloseable {
  private final Engine engine = Engine.getEngine("PyTorch");
  private final NDManager memory = engine.newBaseManager(Device.cpu());

  /** A copy of the values, without a gradient. */
  NDArray constant(Tensor tensor) {
    return memory.create(tensor.toArray(), new Shape(tensor.shape().extents()));
  }

  /** A copy of the values that {@link #backward} gives a gradient. */
  NDArray variable(Tensor tensor) {
    NDArray array = constant(tensor);
    array.setRequiresGradient(true);
    return array;
  }

  /** Labels, as libtorch's losses take them. */
  NDArray labels(int... labels) {
    return memory.create(labels).toType(DataType.INT64, false);
  }

  /** Computes a scalar and, going back from it, the gradients of all variables. */
  NDArray backward(Supplier<NDArray> loss) {
    try (GradientCollector collector = engine.newGradientCollector()) {
      NDArray value = loss.get();
      collector.backward(value);
      return value;
    }
  }

  /**
   * Written out: DJL's own loss multiplies by a number, and DJL gives a number's memory back to the
   * garbage collector at once, though libtorch reads it again on the way back.
   */
  static NDArray meanSquaredError(NDArray prediction, NDArray target) {
    return target.sub(prediction).square().mean();
  }

  static NDArray crossEntropy(NDArray logits, NDArray labels) {
    return new SoftmaxCrossEntropyLoss().evaluate(new NDList(labels), new NDList(logits));
  }

  /** The cross-entropy against {@code smoothing} of each target spread over all classes. */
  static NDArray crossEntropy(NDArray logits, NDArray labels, float smoothing) {
    int classes = (int) logits.getShape().get(1);
    NDArray targets = labels.oneHot(classes).mul(1 - smoothing).add(smoothing / classes);
    return new SoftmaxCrossEntropyLoss("loss", 1, -1, false, true)
        .evaluate(new NDList(targets), new NDList(logits));
  }

  @Override
  public void close() {
    memory.close();
  }
}
