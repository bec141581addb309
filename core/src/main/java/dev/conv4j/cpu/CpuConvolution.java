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
 * Convolution: forward and input gradient as a {@link Correlation}, the latter as a {@link
 * Spreading} where the filters are large beside the image, weight gradient as a {@link
 * WeightGradient}. Their plans depend on the shapes alone and are kept.
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
  private final Map<Key, Winograd> winogradForwards = new ConcurrentHashMap<>();
  private final Map<Key, Winograd> winogradInputGradients = new ConcurrentHashMap<>();
  private final Map<Key, WinogradGradient> winogradGradients = new ConcurrentHashMap<>();
  private final Map<Key, Correlation> forwards = new ConcurrentHashMap<>();
  private final Map<Key, List<Correlation>> inputGradients = new ConcurrentHashMap<>();
  private final Map<Key, Spreading> spreadings = new ConcurrentHashMap<>();
  private final Map<Key, WeightGradient> weightGradients = new ConcurrentHashMap<>();

  CpuConvolution(Workers workers, MicroKernel micro, HostMemory memory) {
    this.workers = workers;
    this.micro = micro;
    this.memory = memory;
  }

  @Override
  public void forward(Tensor x, Tensor w, @Nullable Tensor bias, Tensor y, ConvGeometry geometry) {
    if (ConvolutionChoice.of(w.shape(), geometry) == ConvolutionChoice.WINOGRAD) {
      Winograd plan =
          winogradForwards.computeIfAbsent(
              Key.of(x, w, geometry),
              key -> Winograd.forward(micro, x.shape(), w.shape(), y.shape(), geometry));
      run(plan, x, w, bias == null ? null : floats(bias), y);
      return;
    }
    Correlation plan =
        forwards.computeIfAbsent(
            Key.of(x, w, geometry),
            key -> Correlation.forward(micro, x.shape(), w.shape(), y.shape(), geometry));
    run(plan, x, w, bias == null ? null : floats(bias), y);
  }

  @Override
  public void inputGradient(Tensor dy, Tensor w, Tensor dx, ConvGeometry geometry) {
    if (ConvolutionChoice.of(w.shape(), geometry) == ConvolutionChoice.WINOGRAD) {
      Winograd plan =
          winogradInputGradients.computeIfAbsent(
              Key.of(dx, w, geometry),
              key -> Winograd.inputGradient(micro, dx.shape(), w.shape(), dy.shape(), geometry));
      run(plan, dy, w, null, dx);
      return;
    }
    if (Spreading.suits(micro, dx.shape(), w.shape(), dy.shape(), geometry)) {
      spread(dy, w, dx, geometry);
      return;
    }
    inputGradients
        .computeIfAbsent(
            Key.of(dx, w, geometry),
            key -> Correlation.inputGradient(micro, dx.shape(), w.shape(), dy.shape(), geometry))
        .forEach(plan -> run(plan, dy, w, null, dx));
  }

  private void spread(Tensor dy, Tensor w, Tensor dx, ConvGeometry geometry) {
    Spreading plan =
        spreadings.computeIfAbsent(
            Key.of(dx, w, geometry),
            key -> new Spreading(micro, dx.shape(), w.shape(), dy.shape(), geometry));
    try (HostMemory.Loan packed = memory.borrow(plan.packedCount())) {
      plan.packWeights(floats(w), packed.floats());
      plan.run(workers, dy.shape().intExtent(0), packed.floats(), floats(dy), floats(dx));
    }
  }

  private void run(Correlation plan, Tensor source, Tensor w, float @Nullable [] bias, Tensor out) {
    try (HostMemory.Loan packed = memory.borrow(plan.packedCount())) {
      plan.packWeights(floats(w), packed.floats());
      int images = source.shape().intExtent(0);
      plan.run(workers, images, packed.floats(), floats(source), bias, floats(out));
    }
  }

  private void run(Winograd plan, Tensor source, Tensor w, float @Nullable [] bias, Tensor out) {
    try (HostMemory.Loan packed = memory.borrow(plan.packedCount())) {
      plan.packWeights(workers, floats(w), packed.floats());
      int images = source.shape().intExtent(0);
      plan.run(workers, images, packed.floats(), floats(source), bias, floats(out));
    }
  }

  @Override
  public void weightGradient(Tensor dy, Tensor x, Tensor dw, ConvGeometry geometry) {
    if (ConvolutionChoice.of(dw.shape(), geometry) == ConvolutionChoice.WINOGRAD) {
      WinogradGradient plan =
          winogradGradients.computeIfAbsent(
              Key.of(x, dw, geometry),
              key -> new WinogradGradient(micro, x.shape(), dw.shape(), dy.shape(), geometry));
      int batch = x.shape().intExtent(0);
      try (HostMemory.Loan lent = memory.borrow(plan.memoryCount(batch))) {
        plan.run(workers, batch, floats(dy), floats(x), lent.floats(), floats(dw));
      }
      return;
    }
    WeightGradient plan =
        weightGradients.computeIfAbsent(
            Key.of(x, dw, geometry),
            key -> new WeightGradient(micro, x.shape(), dw.shape(), dy.shape(), geometry));
    int images = x.shape().intExtent(0);
    try (HostMemory.Loan partial = memory.borrow(plan.partialCount(images))) {
      plan.run(workers, images, floats(dy), floats(x), partial.floats(), floats(dw));
    }
  }
}
