package dev.conv4j.gpu.cuda;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.conv4j.gpu.GpuStorage;
import dev.conv4j.gpu.cuda.Cudnn.Direction;
import dev.conv4j.gpu.cuda.LayoutKernels.Finish;
import dev.conv4j.gpu.runtime.GpuBuffer;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.ConvGeometry;
import dev.conv4j.tensor.spi.ConvolutionKernels;
import dev.conv4j.tensor.spi.Memory;
import java.lang.foreign.Arena;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Convolutions by cuDNN; the portable kernels take what it does not do deterministically. */
final class CudnnConvolution implements ConvolutionKernels {
  private static final CudnnLibrary.Factors FACTORS =
      new CudnnLibrary.Factors(
          Arena.global().allocateFrom(JAVA_FLOAT, 1), Arena.global().allocateFrom(JAVA_FLOAT, 0));

  private final CudaRuntime runtime;
  private final Memory memory;
  private final LayoutKernels layout;
  private final CudnnLibrary library;
  private final ConvolutionKernels portable;

  CudnnConvolution(
      CudaRuntime runtime,
      Memory memory,
      LayoutKernels layout,
      CudnnLibrary library,
      ConvolutionKernels portable) {
    this.runtime = runtime;
    this.memory = memory;
    this.layout = layout;
    this.library = library;
    this.portable = portable;
  }

  @Override
  public void forward(Tensor x, Tensor w, @Nullable Tensor bias, Tensor y, ConvGeometry geometry) {
    Optional<CudnnPlan> plan = plan(Direction.FORWARD, x, w, y, geometry);
    if (plan.isEmpty()) {
      portable.forward(x, w, bias, y, geometry);
      return;
    }
    Finish finish = new Finish(bias == null ? null : buffer(bias), null, false);
    run(plan.get(), buffer(x), buffer(w), buffer(y), finish);
  }

  @Override
  public void inputGradient(Tensor dy, Tensor w, Tensor dx, ConvGeometry geometry) {
    Optional<CudnnPlan> plan = plan(Direction.INPUT_GRADIENT, dx, w, dy, geometry);
    if (plan.isEmpty()) {
      portable.inputGradient(dy, w, dx, geometry);
      return;
    }
    run(plan.get(), buffer(w), buffer(dy), buffer(dx), Finish.NOTHING);
  }

  @Override
  public void weightGradient(Tensor dy, Tensor x, Tensor dw, ConvGeometry geometry) {
    Optional<CudnnPlan> plan = plan(Direction.WEIGHT_GRADIENT, x, dw, dy, geometry);
    if (plan.isEmpty()) {
      portable.weightGradient(dy, x, dw, geometry);
      return;
    }
    run(plan.get(), buffer(x), buffer(dy), buffer(dw), Finish.NOTHING);
  }

  /** How cuDNN computes this; empty if it does not. */
  Optional<CudnnPlan> plan(
      Direction direction, Tensor x, Tensor w, Tensor y, ConvGeometry geometry) {
    ConvolutionCase which =
        new ConvolutionCase(direction, x.shape(), w.shape(), y.shape(), geometry);
    try (var _ = runtime.enter()) {
      return library.plan(which);
    }
  }

  /** Computes from float32, channels first, to float32, channels first. */
  private void run(
      CudnnPlan plan, GpuBuffer first, GpuBuffer second, GpuBuffer result, Finish finish) {
    if (plan.form().converts()) {
      try (Scratch seconds = converted(plan, 1, second)) {
        runConverted(plan, first, seconds.buffer(), result, finish);
      }
    } else {
      runPlain(plan, first, second, result, finish);
    }
  }

  /** An operand in the form that the plan wants; the caller gives it back. */
  Scratch converted(CudnnPlan plan, int number, GpuBuffer values) {
    Scratch scratch = room(plan, number);
    layout.toChannelsLast(values, scratch.buffer(), plan.which().extent(number));
    return scratch;
  }

  private Scratch room(CudnnPlan plan, int number) {
    return Scratch.take(
        memory, plan.which().extent(number).count() * plan.form().factors().bytes());
  }

  /** Computes where the second operand has been brought into the plan's form. */
  void runConverted(
      CudnnPlan plan, GpuBuffer first, GpuBuffer second, GpuBuffer result, Finish finish) {
    try (Scratch firsts = converted(plan, 0, first);
        Scratch results = room(plan, 2)) {
      compute(plan, firsts.buffer(), second, results.buffer());
      layout.fromChannelsLast(results.buffer(), result, plan.which().extent(2), finish);
    }
  }

  /** Computes where nothing needs to be converted, and does what follows. */
  void runPlain(
      CudnnPlan plan, GpuBuffer first, GpuBuffer second, GpuBuffer result, Finish finish) {
    compute(plan, first, second, result);
    layout.finish(result, plan.which().extent(2), finish);
  }

  private void compute(CudnnPlan plan, GpuBuffer first, GpuBuffer second, GpuBuffer result) {
    try (Scratch workspace = Scratch.take(memory, plan.workspaceBytes());
        var _ = runtime.enter()) {
      runtime.require(first, bytes(plan, 0));
      runtime.require(second, bytes(plan, 1));
      runtime.require(result, bytes(plan, 2));
      runtime.require(workspace.buffer(), plan.workspaceBytes());
      library.run(
          plan,
          first.handle(),
          second.handle(),
          result.handle(),
          workspace.buffer().handle(),
          FACTORS);
    }
  }

  private static long bytes(CudnnPlan plan, int number) {
    return plan.which().extent(number).count() * plan.form().factors().bytes();
  }

  private static GpuBuffer buffer(Tensor tensor) {
    return GpuStorage.of(tensor).buffer();
  }
}
