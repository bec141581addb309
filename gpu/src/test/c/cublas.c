// A stub of cuBLAS, which counts columns first.

#include "stub.h"

#include <string.h>

#ifdef WITH_HEADER
#include <cublas_v2.h>
_Static_assert(CUBLAS_OP_N == 0 && CUBLAS_OP_T == 1 && CUBLAS_DEFAULT_MATH == 0, "");
_Static_assert(CUDA_R_32F == 0 && CUDA_R_16BF == 14 && CUBLAS_GEMM_DEFAULT == -1, "");
_Static_assert(CUBLAS_COMPUTE_32F == 68 && CUBLAS_COMPUTE_32F_FAST_TF32 == 77, "");
#else
typedef int cublasStatus_t;
typedef int cublasMath_t;
typedef int cublasOperation_t;
typedef int cublasComputeType_t;
typedef int cublasGemmAlgo_t;
typedef int cudaDataType;
typedef struct CUstream_st *cudaStream_t;
typedef struct cublasContext *cublasHandle_t;
#endif

#define INVALID_VALUE 7

// numbers of a handle: has a workspace, how it multiplies
#define ENTER(function)                     \
  {                                         \
    int wanted = stub_enter(function);      \
    if (wanted) {                           \
      return (cublasStatus_t)wanted;        \
    }                                       \
  }
#define OBJECT(name, handle, function)                  \
  object *name = stub_object(handle, CUBLAS, function); \
  if (!name) {                                          \
    return (cublasStatus_t)1;                           \
  }
#define REQUIRE(right, function, expectation)       \
  if (!stub_check(right, function, expectation)) {  \
    return (cublasStatus_t)INVALID_VALUE;           \
  }

cublasStatus_t cublasCreate_v2(cublasHandle_t *handle) {
  ENTER("cublasCreate_v2");
  *handle = (cublasHandle_t)stub_new(CUBLAS);
  return 0;
}

cublasStatus_t cublasDestroy_v2(cublasHandle_t handle) {
  ENTER("cublasDestroy_v2");
  OBJECT(blas, handle, "cublasDestroy_v2");
  stub_delete(blas);
  return 0;
}

const char *cublasGetStatusName(cublasStatus_t status) {
  stub_enter("cublasGetStatusName");
  return (int)status == 13 ? "CUBLAS_STATUS_EXECUTION_FAILED" : "CUBLAS_STATUS_OTHER";
}

cublasStatus_t cublasSetStream_v2(cublasHandle_t handle, cudaStream_t stream) {
  ENTER("cublasSetStream_v2");
  OBJECT(blas, handle, "cublasSetStream_v2");
  blas->other = stub_object(stream, STREAM, "cublasSetStream_v2");
  blas->numbers[0] = 0;
  return (cublasStatus_t)(blas->other ? 0 : INVALID_VALUE);
}

cublasStatus_t cublasSetWorkspace_v2(cublasHandle_t handle, void *workspace, size_t bytes) {
  ENTER("cublasSetWorkspace_v2");
  OBJECT(blas, handle, "cublasSetWorkspace_v2");
  REQUIRE(bytes == 32 << 20, "cublasSetWorkspace_v2", "32 MiB");
  if (!stub_device((uint64_t)(uintptr_t)workspace, bytes, "cublasSetWorkspace_v2")) {
    return (cublasStatus_t)INVALID_VALUE;
  }
  blas->numbers[0] = 1;
  return 0;
}

cublasStatus_t cublasSetMathMode(cublasHandle_t handle, cublasMath_t mode) {
  ENTER("cublasSetMathMode");
  OBJECT(blas, handle, "cublasSetMathMode");
  REQUIRE((int)mode == 0, "cublasSetMathMode", "the default mode");
  blas->numbers[1] = 1;
  return 0;
}

struct product {
  int transposeA, transposeB, m, n, k;
  float alpha, beta;
  const void *a, *b;
  int type, lda, ldb, ldc, compute;
  float *c;
};

static float factor(const void *from, int type, int64_t at, int compute) {
  if (type == 14) {
    return stub_widened(((const uint16_t *)from)[at]);
  }
  float value = ((const float *)from)[at];
  if (compute == 77) { // tf32: 10 bits after the point
    uint32_t bits;
    memcpy(&bits, &value, 4);
    bits = (bits + 0xfff + ((bits >> 13) & 1)) & ~0x1fffu;
    memcpy(&value, &bits, 4);
  }
  return value;
}

static void multiply(void *arguments) {
  struct product *it = arguments;
  for (int column = 0; column < it->n; column++) {
    for (int row = 0; row < it->m; row++) {
      float sum = 0;
      for (int i = 0; i < it->k; i++) {
        int64_t inA = it->transposeA ? (int64_t)row * it->lda + i : (int64_t)i * it->lda + row;
        int64_t inB = it->transposeB ? (int64_t)i * it->ldb + column : (int64_t)column * it->ldb + i;
        sum += factor(it->a, it->type, inA, it->compute) * factor(it->b, it->type, inB, it->compute);
      }
      float *c = it->c + (int64_t)column * it->ldc + row;
      *c = it->alpha * sum + (it->beta == 0 ? 0 : it->beta * *c);
    }
  }
}

cublasStatus_t cublasGemmEx(
    cublasHandle_t handle,
    cublasOperation_t transposeA,
    cublasOperation_t transposeB,
    int m,
    int n,
    int k,
    const void *alpha,
    const void *a,
    cudaDataType typeA,
    int lda,
    const void *b,
    cudaDataType typeB,
    int ldb,
    const void *beta,
    void *c,
    cudaDataType typeC,
    int ldc,
    cublasComputeType_t compute,
    cublasGemmAlgo_t algorithm) {
  ENTER("cublasGemmEx");
  OBJECT(blas, handle, "cublasGemmEx");
  REQUIRE(blas->other && blas->numbers[0] && blas->numbers[1], "cublasGemmEx",
      "a stream, a workspace and a mode");
  REQUIRE(m > 0 && n > 0 && k > 0, "cublasGemmEx", "something to do");
  REQUIRE((int)transposeA < 2 && (int)transposeB < 2, "cublasGemmEx", "operations");
  REQUIRE(lda >= (transposeA ? k : m) && ldb >= (transposeB ? n : k) && ldc >= m,
      "cublasGemmEx", "leading extents");
  REQUIRE((int)typeA == (int)typeB && (typeA == 0 || typeA == 14) && typeC == 0,
      "cublasGemmEx", "factors of one type, sums of float32");
  REQUIRE((int)compute == 68 || ((int)compute == 77 && typeA == 0), "cublasGemmEx",
      "float32 or tf32");
  REQUIRE((int)algorithm == -1, "cublasGemmEx", "the heuristic's algorithm");
  size_t size = typeA == 14 ? 2 : 4;
  if (!stub_device((uint64_t)(uintptr_t)a, (size_t)lda * (size_t)(transposeA ? m : k) * size,
          "cublasGemmEx, a")
      || !stub_device((uint64_t)(uintptr_t)b, (size_t)ldb * (size_t)(transposeB ? k : n) * size,
          "cublasGemmEx, b")
      || !stub_device((uint64_t)(uintptr_t)c, (size_t)ldc * (size_t)n * 4, "cublasGemmEx, c")) {
    return (cublasStatus_t)INVALID_VALUE;
  }
  struct product it = {(int)transposeA, (int)transposeB, m, n, k, *(const float *)alpha,
      *(const float *)beta, a, b, (int)typeA, lda, ldb, ldc, (int)compute, c};
  stub_submit(blas->other, multiply, &it, sizeof it);
  return 0;
}
