package dev.conv4j.benchmarks.libtorch;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.conv4j.benchmarks.ProductCase;
import java.util.List;

/** A product of matrices in libtorch's hands. */
final class LibtorchProduct extends LibtorchWorkload {
  private final NDArray left;
  private final NDArray right;

  LibtorchProduct(Engine engine, ProductCase work, int threads) {
    super(engine, threads);
    Shape shape = new Shape(work.shape().extents());
    left = memory.create(work.left(), shape);
    right = memory.create(work.right(), shape);
  }

  @Override
  public List<float[]> results() {
    try (NDArray product = left.matMul(right)) {
      return List.of(product.toFloatArray());
    }
  }

  @Override
  public void run() {
    left.matMul(right).close();
  }
}
