package dev.conv4j.benchmarks.libtorch;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import dev.conv4j.benchmarks.ConvolutionCase;
import java.util.List;

/** A convolution in libtorch's hands. */
final class LibtorchConvolution extends LibtorchWorkload {
  private static final Shape DENSE = new Shape(1, 1);

  private final Engine engine;
  private final boolean gradients;
  private final Shape stride;
  private final Shape padding;
  private final int groups;
  private final NDArray x;
  private final NDArray w;
  private final NDArray dy;

  LibtorchConvolution(Engine engine, ConvolutionCase work, int threads) {
    super(engine, threads);
    this.engine = engine;
    gradients = work.gradients();
    stride = new Shape(work.stride(), work.stride());
    padding = new Shape(work.padding(), work.padding());
    groups = work.groups();
    x = memory.create(work.pixels(), new Shape(work.input().extents()));
    w = memory.create(work.filters(), new Shape(work.weight().extents()));
    dy = memory.create(work.outputGradient(), new Shape(work.output().extents()));
  }

  @Override
  public List<float[]> results() {
    try (NDManager scope = memory.newSubManager()) {
      return compute(scope).stream().map(NDArray::toFloatArray).toList();
    }
  }

  @Override
  public void run() {
    try (NDManager scope = memory.newSubManager()) {
      compute(scope);
    }
  }

  private List<NDArray> compute(NDManager scope) {
    if (!gradients) {
      x.tempAttach(scope);
      return List.of(forward(x, w));
    }
    try (GradientCollector _ = engine.newGradientCollector()) {
      NDArray image = leaf(x, scope);
      NDArray filters = leaf(w, scope);
      NDArray y = forward(image, filters);
      JniUtils.backward((PtNDArray) y, (PtNDArray) dy, false, false);
      NDArray dx = image.getGradient();
      NDArray dw = filters.getGradient();
      dx.attach(scope);
      dw.attach(scope);
      return List.of(y, dx, dw);
    }
  }

  private NDArray forward(NDArray image, NDArray filters) {
    return Conv2d.conv2d(image, filters, null, stride, padding, DENSE, groups).singletonOrThrow();
  }

  /** The same numbers without a gradient from the run before, to which the new one were added. */
  private static NDArray leaf(NDArray values, NDManager scope) {
    NDArray leaf = values.stopGradient();
    leaf.attach(scope);
    leaf.setRequiresGradient(true);
    return leaf;
  }
}
