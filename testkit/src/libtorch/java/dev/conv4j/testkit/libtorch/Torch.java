package dev.conv4j.testkit.libtorch;

import dev.conv4j.tensor.Size2d;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * libtorch by way of its C++ interface: tensors from conv4j's, and back. What this thread makes of
 * it while this is open is given back when it is closed.
 */
final class Torch implements AutoCloseable {
  private final PointerScope memory = new PointerScope();

  /** Sums are cut by the number of threads: with one they are the same on every machine. */
  Torch() {
    torch.set_num_threads(1);
  }

  /** What libtorch makes of a tensor. */
  @FunctionalInterface
  interface Function {
    Tensor apply(Tensor x);
  }

  /** A copy of the values, without a gradient. */
  static Tensor constant(dev.conv4j.tensor.Tensor tensor) {
    return Tensor.create(tensor.toArray(), tensor.shape().extents());
  }

  /** A copy of the values that {@code backward} gives a gradient. */
  static Tensor variable(dev.conv4j.tensor.Tensor tensor) {
    return constant(tensor).set_requires_grad(true);
  }

  /** Labels, as libtorch's losses take them. */
  static Tensor labels(int... labels) {
    return Tensor.create(Arrays.stream(labels).asLongStream().toArray());
  }

  /** An argument that may be left out. */
  static TensorOptional optional(@Nullable Tensor tensor) {
    return tensor == null ? new TensorOptional() : new TensorOptional(tensor);
  }

  /** The numbers in a row; left out if there are none. */
  static TensorOptional optional(List<Float> numbers) {
    float[] row = new float[numbers.size()];
    for (int i = 0; i < row.length; i++) {
      row[i] = numbers.get(i);
    }
    return optional(row.length == 0 ? null : Tensor.create(row));
  }

  /** Height and width. */
  static long[] extents(Size2d size) {
    return new long[] {size.height(), size.width()};
  }

  static long[] extents(Tensor tensor) {
    long[] extents = new long[Math.toIntExact(tensor.dim())];
    for (int axis = 0; axis < extents.length; axis++) {
      extents[axis] = tensor.size(axis);
    }
    return extents;
  }

  /** The values in row-major order. */
  static float[] values(Tensor tensor) {
    float[] values = new float[Math.toIntExact(tensor.numel())];
    Tensor whole = tensor.contiguous();
    try (FloatPointer data = whole.data_ptr_float()) {
      data.get(values);
    }
    return values;
  }

  @Override
  public void close() {
    memory.close();
  }
}
