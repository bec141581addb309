package dev.conv4j.cpu;

import static dev.conv4j.cpu.ArrayStorage.floats;

import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.ConvGeometry;
import dev.conv4j.tensor.spi.ConvolutionKernels;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Convolution by the algorithms that {@link ConvolutionChoice} names. Their plans depend on the
 * shapes alone and are kept.
 */
final class CpuConvolution implements ConvolutionKernels {

  /** What a plan depends on; the batch is no part of it. */
  private record Key(Shape image, Shape filters, ConvGeometry geometry) {
    static Key of(Tensor x, Tensor w, ConvGeometry geometry) {
      return new Key(x.shape().item(), w.shape(), geometry);
    }
  }

  private final Workers workers;
  private final MicroKernel micro;
  private final HostMemory memory;
  private final Map<Key, SlidingPlan> forwards = new ConcurrentHashMap<>();
  private final Map<Key, List<SlidingPlan>> inputGradients = new ConcurrentHashMap<>();
  private final Map<Key, WeightGradientPlan> weightGradients = new ConcurrentHashMap<>();

  CpuConvolution(Workers workers, MicroKernel micro, HostMemory memory) {
    this.workers = workers;
    this.micro = micro;
    this.memory = memory;
  }

  @Override
  public void forward(Tensor x, Tensor w, @Nullable Tensor bias, Tensor y, ConvGeometry geometry) {
    SlidingPlan plan = forwardPlan(x.shape().item(), w.shape(), geometry);
    run(plan, x, w, bias == null ? null : floats(bias), y);
  }

  /** The plan of a convolution over images of this shape, which is without the batch. */
  SlidingPlan forwardPlan(Shape image, Shape w, ConvGeometry geometry) {
    return forwards.computeIfAbsent(
        new Key(image, w, geometry), key -> newForwardPlan(image.batched(1), w, geometry));
  }

  private SlidingPlan newForwardPlan(Shape x, Shape w, ConvGeometry geometry) {
    Shape y = geometry.outputShape(x, w.extent(0));
    return switch (ConvolutionChoice.of(w, geometry)) {
      case WINOGRAD -> Winograd.forward(micro, x, w, y, geometry);
      case DEPTHWISE -> Depthwise.forward(micro, x, y, geometry);
      case PATCHES, PATCHES_FORWARD -> PatchProduct.forward(micro, x, w, y, geometry);
      case SLIDING -> Correlation.forward(micro, x, w, y, geometry);
    };
  }

  @Override
  public void inputGradient(Tensor dy, Tensor w, Tensor dx, ConvGeometry geometry) {
    inputGradients
        .computeIfAbsent(
            Key.of(dx, w, geometry),
            key -> inputGradientPlans(dx.shape(), w.shape(), dy.shape(), geometry))
        .forEach(plan -> run(plan, dy, w, null, dx));
  }

  private List<SlidingPlan> inputGradientPlans(Shape x, Shape w, Shape y, ConvGeometry geometry) {
    return switch (ConvolutionChoice.of(w, geometry)) {
      case WINOGRAD -> List.of(Winograd.inputGradient(micro, x, w, y, geometry));
      case DEPTHWISE -> List.copyOf(Depthwise.inputGradient(micro, x, y, geometry));
      case PATCHES -> List.of(PatchProduct.inputGradient(micro, x, w, y, geometry));
      case SLIDING, PATCHES_FORWARD ->
          Spreading.suits(micro, x, w, y, geometry)
              ? List.of(new Spreading(micro, x, w, y, geometry))
              : List.copyOf(Correlation.inputGradient(micro, x, w, y, geometry));
    };
  }

  private void run(SlidingPlan plan, Tensor source, Tensor w, float @Nullable [] bias, Tensor out) {
    int images = source.shape().intExtent(0);
    plan.runOnce(workers, memory, images, floats(w), floats(source), bias, floats(out));
  }

  @Override
  public void weightGradient(Tensor dy, Tensor x, Tensor dw, ConvGeometry geometry) {
    WeightGradientPlan plan =
        weightGradients.computeIfAbsent(
            Key.of(x, dw, geometry),
            key ->
                switch (ConvolutionChoice.of(dw.shape(), geometry)) {
                  case WINOGRAD ->
                      new WinogradGradient(micro, x.shape(), dw.shape(), dy.shape(), geometry);
                  case DEPTHWISE -> new DepthwiseGradient(micro, x.shape(), dy.shape(), geometry);
                  case PATCHES ->
                      new PatchGradient(micro, x.shape(), dw.shape(), dy.shape(), geometry);
                  case SLIDING, PATCHES_FORWARD ->
                      new WeightGradient(micro, x.shape(), dw.shape(), dy.shape(), geometry);
                });
    int images = x.shape().intExtent(0);
    try (HostMemory.Loan lent = memory.borrow(plan.memoryCount(images))) {
      plan.run(workers, images, floats(dy), floats(x), lent.floats(), floats(dw));
    }
  }
}
