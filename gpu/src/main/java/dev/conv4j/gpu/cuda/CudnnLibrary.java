package dev.conv4j.gpu.cuda;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.conv4j.DeviceException;
import dev.conv4j.gpu.cuda.ConvolutionForms.Form;
import dev.conv4j.gpu.cuda.Cudnn.Convolution;
import dev.conv4j.gpu.foreign.NativeFunction;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.spi.ConvGeometry;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * cuDNN, open for a device: its handle, its descriptors, and the plan of each case. An algorithm is
 * the first of the heuristic's that is deterministic and modest in memory; none is ever timed.
 *
 * <p>All methods are called inside a call of the runtime.
 */
final class CudnnLibrary {
  /** An algorithm that wants more scratch memory than this is passed over. */
  private static final long MOST_WORKSPACE = 1L << 30;

  // cudnnConvolution*AlgoPerf_t: algorithm, status, time, memory, determinism, math, reserved.
  private static final long PERF_BYTES = 48;
  private static final long PERF_STATUS = 4;
  private static final long PERF_MEMORY = 16;
  private static final long PERF_DETERMINISM = 24;
  private static final long PERF_MATH = 28;

  private final CudaContext context;
  private final Cudnn cudnn;
  private final List<Form> forms;
  private final long handle;
  private final Map<ConvolutionCase, Optional<CudnnPlan>> plans = new HashMap<>();
  private final List<Runnable> descriptors = new ArrayList<>();
  private long stream = -1;

  /**
   * Opens cuDNN.
   *
   * @param forms what to ask for, in this order
   * @throws DeviceException if it is too old, or does not work with this device
   */
  CudnnLibrary(CudaContext context, Cudnn cudnn, List<Form> forms) {
    this.context = context;
    this.cudnn = cudnn;
    this.forms = forms;
    if (cudnn.version.call() < Cudnn.OLDEST) {
      throw new DeviceException(
          context.name(),
          "cuDNN 9.0 or later",
          "%s (%s)".formatted(version(), cudnn.library.where()),
          "Install a newer one: pip install --upgrade nvidia-cudnn-cu13 (or -cu12)");
    }
    try (Arena arena = Arena.ofConfined()) {
      handle = created(arena, cudnn.create);
    }
  }

  /** The library's version, such as {@code 9.15.0}. */
  String version() {
    long version = cudnn.version.call();
    long unit = version < Cudnn.OLDEST ? 1000 : 10_000;
    return "%d.%d.%d".formatted(version / unit, version % unit / 100, version % 100);
  }

  /** How to compute a case; empty if cuDNN does not, or not deterministically. */
  Optional<CudnnPlan> plan(ConvolutionCase which) {
    return plans.computeIfAbsent(which, this::draw);
  }

  private Optional<CudnnPlan> draw(ConvolutionCase which) {
    if (which.fits()) {
      for (Form form : forms) {
        Optional<CudnnPlan> plan = draw(which, form);
        if (plan.isPresent()) {
          return plan;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<CudnnPlan> draw(ConvolutionCase which, Form form) {
    try (Arena arena = Arena.ofConfined()) {
      Optional<Long> convolution = convolution(arena, which.geometry(), form);
      if (convolution.isEmpty()) {
        return Optional.empty();
      }
      CudnnPlan.Descriptors operands =
          new CudnnPlan.Descriptors(
              operand(arena, which, 0, form),
              operand(arena, which, 1, form),
              operand(arena, which, 2, form));
      return choose(arena, which, form, operands, convolution.get());
    }
  }

  /** The convolution's descriptor; empty if cuDNN does not know this geometry. */
  private Optional<Long> convolution(Arena arena, ConvGeometry geometry, Form form) {
    long descriptor = descriptor(arena, cudnn.createConvolution, cudnn.destroyConvolution);
    long status =
        cudnn.setConvolution.call(
            descriptor,
            geometry.padding().height(),
            geometry.padding().width(),
            geometry.stride().height(),
            geometry.stride().width(),
            geometry.dilation().height(),
            geometry.dilation().width(),
            Cudnn.CROSS_CORRELATION,
            Cudnn.TYPE_FLOAT32);
    if (status != 0) {
      return Optional.empty();
    }
    check("describing a convolution", cudnn.setGroups.call(descriptor, geometry.groups()));
    check("describing a convolution", cudnn.setMath.call(descriptor, form.math()));
    return Optional.of(descriptor);
  }

  private long operand(Arena arena, ConvolutionCase which, int number, Form form) {
    Shape shape = which.operand(number);
    int outer = (int) shape.extent(0);
    int channels = (int) shape.extent(1);
    int height = (int) shape.extent(2);
    int width = (int) shape.extent(3);
    if (which.isFilter(number)) {
      long descriptor = descriptor(arena, cudnn.createFilter, cudnn.destroyFilter);
      check(
          "describing filters",
          cudnn.setFilter.call(
              descriptor, form.type(), form.order(), outer, channels, height, width));
      return descriptor;
    }
    long descriptor = descriptor(arena, cudnn.createTensor, cudnn.destroyTensor);
    check(
        "describing a tensor",
        cudnn.setTensor.call(
            descriptor, form.order(), form.type(), outer, channels, height, width));
    return descriptor;
  }

  private Optional<CudnnPlan> choose(
      Arena arena,
      ConvolutionCase which,
      Form form,
      CudnnPlan.Descriptors operands,
      long convolution) {
    Convolution functions = cudnn.convolution(which.direction());
    MemorySegment count = arena.allocate(JAVA_INT);
    MemorySegment found = arena.allocate(Cudnn.MOST_ALGORITHMS * PERF_BYTES, Long.BYTES);
    long status =
        functions
            .algorithms()
            .call(
                handle,
                operands.first(),
                operands.second(),
                convolution,
                operands.result(),
                Cudnn.MOST_ALGORITHMS,
                count,
                found);
    int proposals = status == 0 ? count.get(JAVA_INT, 0) : 0;
    for (int i = 0; i < proposals; i++) {
      MemorySegment proposal = found.asSlice(i * PERF_BYTES, PERF_BYTES);
      int math = form.mathOf(proposal.get(JAVA_INT, PERF_MATH));
      if (proposal.get(JAVA_INT, PERF_STATUS) == 0
          && proposal.get(JAVA_INT, PERF_DETERMINISM) == Cudnn.DETERMINISTIC
          && proposal.get(JAVA_LONG, PERF_MEMORY) <= MOST_WORKSPACE
          && math >= 0) {
        check("describing a convolution", cudnn.setMath.call(convolution, math));
        int algorithm = proposal.get(JAVA_INT, 0);
        long bytes = workspace(arena, functions, operands, convolution, algorithm);
        if (bytes >= 0 && bytes <= MOST_WORKSPACE) {
          return Optional.of(new CudnnPlan(which, form, operands, convolution, algorithm, bytes));
        }
      }
    }
    return Optional.empty();
  }

  /** Scratch memory for an algorithm; -1 if it does not do the case after all. */
  private long workspace(
      Arena arena,
      Convolution functions,
      CudnnPlan.Descriptors operands,
      long convolution,
      int algorithm) {
    MemorySegment bytes = arena.allocate(JAVA_LONG);
    long status =
        functions
            .workspace()
            .call(
                handle,
                operands.first(),
                operands.second(),
                convolution,
                operands.result(),
                algorithm,
                bytes);
    return status == 0 ? bytes.get(JAVA_LONG, 0) : -1;
  }

  /** Computes on this thread's stream; all addresses are the device's. */
  void run(CudnnPlan plan, long first, long second, long result, long workspace, Factors factors) {
    long wanted = context.threadsStream();
    if (wanted != stream) {
      check("giving cuDNN its stream", cudnn.setStream.call(handle, wanted));
      stream = wanted;
    }
    check(
        "a convolution",
        cudnn
            .convolution(plan.which().direction())
            .run()
            .call(
                handle,
                factors.one(),
                plan.operands().first(),
                first,
                plan.operands().second(),
                second,
                plan.convolution(),
                plan.algorithm(),
                workspace,
                plan.workspaceBytes(),
                factors.zero(),
                plan.operands().result(),
                result));
  }

  /** What the result is multiplied by, and what was there before: 1 and 0, on the host. */
  record Factors(MemorySegment one, MemorySegment zero) {}

  private long descriptor(Arena arena, NativeFunction create, NativeFunction destroy) {
    long descriptor = created(arena, create);
    descriptors.add(() -> destroy.call(descriptor));
    return descriptor;
  }

  private long created(Arena arena, NativeFunction create) {
    MemorySegment holder = arena.allocate(JAVA_LONG);
    check("opening cuDNN", create.call(holder));
    return holder.get(JAVA_LONG, 0);
  }

  private void check(String doing, long status) {
    if (status != 0) {
      String reason = CStrings.at(cudnn.errorString.call((int) status));
      String library = "cuDNN is %s, %s".formatted(version(), cudnn.library.where());
      throw context.status().refusal(doing, reason, library);
    }
  }

  /** Gives everything back. */
  void close() {
    descriptors.forEach(Runnable::run);
    descriptors.clear();
    plans.clear();
    cudnn.destroy.call(handle);
  }
}
