package dev.conv4j.gpu.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.conv4j.gpu.foreign.Library;
import dev.conv4j.gpu.foreign.NativeFunction;
import java.lang.foreign.ValueLayout;

/** The functions of cuBLAS that are used, as "cuBLAS" documents them since version 11. */
final class Cublas {
  private static final ValueLayout.OfInt STATUS = JAVA_INT;
  private static final ValueLayout.OfLong HANDLE = JAVA_LONG;

  // cublasOperation_t
  static final int AS_IT_IS = 0;
  static final int TRANSPOSED = 1;

  // cudaDataType_t
  static final int TYPE_FLOAT32 = 0;
  static final int TYPE_BFLOAT16 = 14;

  // cublasComputeType_t
  static final int COMPUTE_FLOAT32 = 68;
  static final int COMPUTE_TF32 = 77;

  // cublasMath_t
  static final int MATH_DEFAULT = 0;

  /** CUBLAS_GEMM_DEFAULT: the library's heuristic, never a measurement. */
  static final int BY_HEURISTIC = -1;

  final Library library;
  final NativeFunction statusName;
  final NativeFunction create;
  final NativeFunction destroy;
  final NativeFunction setStream;
  final NativeFunction setWorkspace;
  final NativeFunction setMathMode;
  final NativeFunction gemm;

  /** Finds all functions; none is called. */
  Cublas(Library library) {
    this.library = library;
    statusName = library.function("cublasGetStatusName", JAVA_LONG, JAVA_INT);
    create = library.function("cublasCreate_v2", STATUS, ADDRESS);
    destroy = library.function("cublasDestroy_v2", STATUS, HANDLE);
    setStream = library.function("cublasSetStream_v2", STATUS, HANDLE, HANDLE);
    setWorkspace = library.function("cublasSetWorkspace_v2", STATUS, HANDLE, JAVA_LONG, JAVA_LONG);
    setMathMode = library.function("cublasSetMathMode", STATUS, HANDLE, JAVA_INT);
    gemm =
        library.function(
            "cublasGemmEx",
            STATUS,
            HANDLE,
            JAVA_INT, // operation on a
            JAVA_INT, // operation on b
            JAVA_INT, // m
            JAVA_INT, // n
            JAVA_INT, // k
            ADDRESS, // alpha, on the host
            JAVA_LONG, // a, on the device
            JAVA_INT, // type of a
            JAVA_INT, // leading extent of a
            JAVA_LONG, // b
            JAVA_INT,
            JAVA_INT,
            ADDRESS, // beta, on the host
            JAVA_LONG, // c
            JAVA_INT,
            JAVA_INT,
            JAVA_INT, // how it multiplies
            JAVA_INT); // which algorithm
  }
}
