package dev.conv4j.gpu.cuda;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.conv4j.DeviceException;
import dev.conv4j.Problem;
import dev.conv4j.gpu.GpuStorage;
import dev.conv4j.gpu.runtime.GpuBuffer;
import dev.conv4j.gpu.runtime.NoRoomException;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.Precision;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.MatrixKernels;
import dev.conv4j.tensor.spi.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Matrix products by cuBLAS, the algorithm by its heuristic. Sums are float32; the factors are as
 * exact as the precision says. cuBLAS keeps its order of sums as long as it has one stream and one
 * workspace, which it is given here.
 */
final class CublasMatrix implements MatrixKernels {
  /** What cuBLAS's documentation asks for on Hopper; older devices want less. */
  private static final long WORKSPACE_BYTES = 32L << 20;

  private static final MemorySegment ONE = Arena.global().allocateFrom(JAVA_FLOAT, 1);
  private static final MemorySegment ZERO = Arena.global().allocateFrom(JAVA_FLOAT, 0);

  private final CudaRuntime runtime;
  private final Memory memory;
  private final LayoutKernels layout;
  private final Cublas cublas;
  private final Precision precision;
  private final MatrixKernels portable;
  private final long handle;
  private final GpuBuffer workspace;
  private long stream = -1;

  /**
   * Opens cuBLAS for the device.
   *
   * @param portable takes what cuBLAS does not: products without terms, and extents beyond an int
   */
  CublasMatrix(
      CudaRuntime runtime,
      Memory memory,
      LayoutKernels layout,
      Cublas cublas,
      Precision precision,
      MatrixKernels portable) {
    this.runtime = runtime;
    this.memory = memory;
    this.layout = layout;
    this.cublas = cublas;
    this.precision = precision;
    this.portable = portable;
    workspace = workspace(runtime);
    try (var _ = runtime.enter();
        Arena arena = Arena.ofConfined()) {
      MemorySegment holder = arena.allocate(JAVA_LONG);
      check("opening cuBLAS", cublas.create.call(holder));
      handle = holder.get(JAVA_LONG, 0);
    }
    runtime.atLast(() -> cublas.destroy.call(handle));
    try (var _ = runtime.enter()) {
      check("opening cuBLAS", cublas.setMathMode.call(handle, Cublas.MATH_DEFAULT));
    }
  }

  private static GpuBuffer workspace(CudaRuntime runtime) {
    try {
      return runtime.allocate(WORKSPACE_BYTES);
    } catch (NoRoomException e) {
      throw new DeviceException(
          new Problem(
              runtime.facts().name(),
              "room for cuBLAS's %d MiB".formatted(WORKSPACE_BYTES >> 20),
              "%d MiB free".formatted(runtime.freeBytes() >> 20),
              "End the programs that hold the device's memory; nvidia-smi shows them"),
          e);
    }
  }

  @Override
  public void multiply(
      Tensor a, boolean transposeA, Tensor b, boolean transposeB, @Nullable Tensor bias, Tensor c) {
    long rows = c.shape().extent(0);
    long columns = c.shape().extent(1);
    long terms = a.shape().extent(transposeA ? 0 : 1);
    if (rows == 0 || columns == 0) {
      return;
    }
    if (terms == 0 || Math.max(Math.max(rows, columns), terms) > Integer.MAX_VALUE) {
      portable.multiply(a, transposeA, b, transposeB, bias, c);
      return;
    }
    Product product =
        new Product((int) rows, (int) columns, (int) terms, transposeA, transposeB, bias != null);
    GpuBuffer result = GpuStorage.of(c).buffer();
    if (bias != null) {
      layout.fillRows(GpuStorage.of(bias).buffer(), result, product.rows(), product.columns());
    }
    GpuBuffer left = GpuStorage.of(a).buffer();
    GpuBuffer right = GpuStorage.of(b).buffer();
    if (precision == Precision.BFLOAT16) {
      try (Scratch l = rounded(left, a.shape().count());
          Scratch r = rounded(right, b.shape().count())) {
        multiply(product, l.buffer(), r.buffer(), result, Cublas.TYPE_BFLOAT16);
      }
    } else {
      multiply(product, left, right, result, Cublas.TYPE_FLOAT32);
    }
  }

  /**
   * A product.
   *
   * @param adds whether it is added to what is there
   */
  private record Product(
      int rows, int columns, int terms, boolean transposeA, boolean transposeB, boolean adds) {}

  private Scratch rounded(GpuBuffer values, long count) {
    Scratch scratch = Scratch.take(memory, count * ElementType.BFLOAT16.bytes());
    layout.toBfloat16(values, scratch.buffer(), count);
    return scratch;
  }

  /**
   * cuBLAS counts columns first, and so sees each of our matrices transposed: it is asked for
   * {@code cᵀ = op(b)ᵀ · op(a)ᵀ}.
   */
  private void multiply(Product product, GpuBuffer a, GpuBuffer b, GpuBuffer c, int factorType) {
    int compute = precision == Precision.TF32 ? Cublas.COMPUTE_TF32 : Cublas.COMPUTE_FLOAT32;
    try (var _ = runtime.enter()) {
      runtime.require(a, 0);
      runtime.require(b, 0);
      runtime.require(c, Float.BYTES * (long) product.rows() * product.columns());
      useThreadsStream();
      check(
          "multiplying matrices",
          cublas.gemm.call(
              handle,
              product.transposeB() ? Cublas.TRANSPOSED : Cublas.AS_IT_IS,
              product.transposeA() ? Cublas.TRANSPOSED : Cublas.AS_IT_IS,
              product.columns(),
              product.rows(),
              product.terms(),
              ONE,
              b.handle(),
              factorType,
              product.transposeB() ? product.terms() : product.columns(),
              a.handle(),
              factorType,
              product.transposeA() ? product.rows() : product.terms(),
              product.adds() ? ONE : ZERO,
              c.handle(),
              Cublas.TYPE_FLOAT32,
              product.columns(),
              compute,
              Cublas.BY_HEURISTIC));
    }
  }

  /** A new stream makes cuBLAS forget its workspace. */
  private void useThreadsStream() {
    long wanted = runtime.context().threadsStream();
    if (wanted != stream) {
      check("giving cuBLAS its stream", cublas.setStream.call(handle, wanted));
      check(
          "giving cuBLAS its workspace",
          cublas.setWorkspace.call(handle, workspace.handle(), workspace.bytes()));
      stream = wanted;
    }
  }

  private void check(String doing, long status) {
    if (status != 0) {
      String reason = CStrings.at(cublas.statusName.call((int) status));
      String library = "cuBLAS is " + cublas.library.where();
      throw runtime.context().status().refusal(doing, reason, library);
    }
  }
}
