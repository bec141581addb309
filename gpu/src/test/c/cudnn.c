// A stub of cuDNN 9, convolutions only.

#include "stub.h"

#include <string.h>

#ifdef WITH_HEADER
#include <cudnn.h>
_Static_assert(CUDNN_TENSOR_NCHW == 0 && CUDNN_TENSOR_NHWC == 1, "");
_Static_assert(CUDNN_DATA_FLOAT == 0 && CUDNN_DATA_BFLOAT16 == 9, "");
_Static_assert(CUDNN_CROSS_CORRELATION == 1 && CUDNN_DETERMINISTIC == 1, "");
_Static_assert(CUDNN_DEFAULT_MATH == 0 && CUDNN_TENSOR_OP_MATH == 1 && CUDNN_FMA_MATH == 3, "");
_Static_assert(CUDNN_CONVOLUTION_FWD_ALGO_COUNT <= 8, "");
#else
typedef int cudnnStatus_t;
typedef int cudnnDataType_t;
typedef int cudnnTensorFormat_t;
typedef int cudnnConvolutionMode_t;
typedef int cudnnMathType_t;
typedef int cudnnDeterminism_t;
typedef int cudnnConvolutionFwdAlgo_t;
typedef int cudnnConvolutionBwdDataAlgo_t;
typedef int cudnnConvolutionBwdFilterAlgo_t;
typedef struct CUstream_st *cudaStream_t;
typedef struct cudnnContext *cudnnHandle_t;
typedef struct cudnnTensorStruct *cudnnTensorDescriptor_t;
typedef struct cudnnFilterStruct *cudnnFilterDescriptor_t;
typedef struct cudnnConvolutionStruct *cudnnConvolutionDescriptor_t;
typedef struct {
  int algo, status;
  float time;
  size_t memory;
  int determinism, mathType, reserved[3];
} proposal;
typedef proposal cudnnConvolutionFwdAlgoPerf_t;
typedef proposal cudnnConvolutionBwdDataAlgoPerf_t;
typedef proposal cudnnConvolutionBwdFilterAlgoPerf_t;
#endif

#define LAID_OUT(type)                                                              \
  _Static_assert(sizeof(type) == 48 && offsetof(type, status) == 4, "");            \
  _Static_assert(offsetof(type, memory) == 16 && offsetof(type, determinism) == 24, ""); \
  _Static_assert(offsetof(type, mathType) == 28, "")
LAID_OUT(cudnnConvolutionFwdAlgoPerf_t);
LAID_OUT(cudnnConvolutionBwdDataAlgoPerf_t);
LAID_OUT(cudnnConvolutionBwdFilterAlgoPerf_t);

#define BAD_PARAM 2000
#define NOT_SUPPORTED 3000

// The one algorithm that is deterministic and modest.
#define RIGHT_ALGORITHM 1
#define WORKSPACE 4096

#define ENTER(function)                    \
  {                                        \
    int wanted = stub_enter(function);     \
    if (wanted) {                          \
      return (cudnnStatus_t)wanted;        \
    }                                      \
  }
#define OBJECT(name, handle, kind, function)                   \
  object *name = stub_object((void *)handle, kind, function);  \
  if (!name) {                                                 \
    return (cudnnStatus_t)BAD_PARAM;                           \
  }
#define REQUIRE(right, function, expectation)      \
  if (!stub_check(right, function, expectation)) { \
    return (cudnnStatus_t)BAD_PARAM;               \
  }

size_t cudnnGetVersion(void) {
  stub_enter("cudnnGetVersion");
  return (size_t)stub_get("cudnn_version", 91502);
}

const char *cudnnGetErrorString(cudnnStatus_t status) {
  stub_enter("cudnnGetErrorString");
  return (int)status == 5000 ? "CUDNN_STATUS_EXECUTION_FAILED" : "CUDNN_STATUS_OTHER";
}

cudnnStatus_t cudnnCreate(cudnnHandle_t *handle) {
  ENTER("cudnnCreate");
  *handle = (cudnnHandle_t)stub_new(CUDNN);
  return 0;
}

cudnnStatus_t cudnnDestroy(cudnnHandle_t handle) {
  ENTER("cudnnDestroy");
  OBJECT(dnn, handle, CUDNN, "cudnnDestroy");
  stub_delete(dnn);
  return 0;
}

cudnnStatus_t cudnnSetStream(cudnnHandle_t handle, cudaStream_t stream) {
  ENTER("cudnnSetStream");
  OBJECT(dnn, handle, CUDNN, "cudnnSetStream");
  dnn->other = stub_object(stream, STREAM, "cudnnSetStream");
  return (cudnnStatus_t)(dnn->other ? 0 : BAD_PARAM);
}

// ---- Descriptors. numbers of tensors and filters: order, type, four extents.

cudnnStatus_t cudnnCreateTensorDescriptor(cudnnTensorDescriptor_t *descriptor) {
  ENTER("cudnnCreateTensorDescriptor");
  *descriptor = (cudnnTensorDescriptor_t)stub_new(TENSOR);
  return 0;
}

cudnnStatus_t cudnnDestroyTensorDescriptor(cudnnTensorDescriptor_t descriptor) {
  ENTER("cudnnDestroyTensorDescriptor");
  OBJECT(it, descriptor, TENSOR, "cudnnDestroyTensorDescriptor");
  stub_delete(it);
  return 0;
}

static int describe(
    object *it, int order, int type, int n, int c, int h, int w, const char *function) {
  int given[] = {order, type, n, c, h, w};
  memcpy(it->numbers, given, sizeof given);
  return stub_check(n > 0 && c > 0 && h > 0 && w > 0, function, "extents")
      && stub_check(
          (order == 0 && type == 0) || (order == 1 && type == 9), function,
          "float32 with channels first, or bfloat16 with channels last");
}

cudnnStatus_t cudnnSetTensor4dDescriptor(
    cudnnTensorDescriptor_t descriptor,
    cudnnTensorFormat_t order,
    cudnnDataType_t type,
    int n,
    int c,
    int h,
    int w) {
  ENTER("cudnnSetTensor4dDescriptor");
  OBJECT(it, descriptor, TENSOR, "cudnnSetTensor4dDescriptor");
  int right = describe(it, (int)order, (int)type, n, c, h, w, "cudnnSetTensor4dDescriptor");
  return (cudnnStatus_t)(right ? 0 : BAD_PARAM);
}

cudnnStatus_t cudnnCreateFilterDescriptor(cudnnFilterDescriptor_t *descriptor) {
  ENTER("cudnnCreateFilterDescriptor");
  *descriptor = (cudnnFilterDescriptor_t)stub_new(FILTER);
  return 0;
}

cudnnStatus_t cudnnDestroyFilterDescriptor(cudnnFilterDescriptor_t descriptor) {
  ENTER("cudnnDestroyFilterDescriptor");
  OBJECT(it, descriptor, FILTER, "cudnnDestroyFilterDescriptor");
  stub_delete(it);
  return 0;
}

cudnnStatus_t cudnnSetFilter4dDescriptor(
    cudnnFilterDescriptor_t descriptor,
    cudnnDataType_t type,
    cudnnTensorFormat_t order,
    int k,
    int c,
    int h,
    int w) {
  ENTER("cudnnSetFilter4dDescriptor");
  OBJECT(it, descriptor, FILTER, "cudnnSetFilter4dDescriptor");
  int right = describe(it, (int)order, (int)type, k, c, h, w, "cudnnSetFilter4dDescriptor");
  return (cudnnStatus_t)(right ? 0 : BAD_PARAM);
}

// numbers of a convolution: padding, stride, dilation (height, width each), groups, math

cudnnStatus_t cudnnCreateConvolutionDescriptor(cudnnConvolutionDescriptor_t *descriptor) {
  ENTER("cudnnCreateConvolutionDescriptor");
  *descriptor = (cudnnConvolutionDescriptor_t)stub_new(CONVOLUTION);
  return 0;
}

cudnnStatus_t cudnnDestroyConvolutionDescriptor(cudnnConvolutionDescriptor_t descriptor) {
  ENTER("cudnnDestroyConvolutionDescriptor");
  OBJECT(it, descriptor, CONVOLUTION, "cudnnDestroyConvolutionDescriptor");
  stub_delete(it);
  return 0;
}

cudnnStatus_t cudnnSetConvolution2dDescriptor(
    cudnnConvolutionDescriptor_t descriptor,
    int paddingH,
    int paddingW,
    int strideH,
    int strideW,
    int dilationH,
    int dilationW,
    cudnnConvolutionMode_t mode,
    cudnnDataType_t sums) {
  ENTER("cudnnSetConvolution2dDescriptor");
  OBJECT(it, descriptor, CONVOLUTION, "cudnnSetConvolution2dDescriptor");
  REQUIRE((int)mode == 1 && (int)sums == 0, "cudnnSetConvolution2dDescriptor",
      "cross-correlation, sums of float32");
  int given[] = {paddingH, paddingW, strideH, strideW, dilationH, dilationW, 1, -1};
  memcpy(it->numbers, given, sizeof given);
  return 0;
}

cudnnStatus_t cudnnSetConvolutionGroupCount(cudnnConvolutionDescriptor_t descriptor, int groups) {
  ENTER("cudnnSetConvolutionGroupCount");
  OBJECT(it, descriptor, CONVOLUTION, "cudnnSetConvolutionGroupCount");
  it->numbers[6] = groups;
  return 0;
}

cudnnStatus_t cudnnSetConvolutionMathType(
    cudnnConvolutionDescriptor_t descriptor, cudnnMathType_t math) {
  ENTER("cudnnSetConvolutionMathType");
  OBJECT(it, descriptor, CONVOLUTION, "cudnnSetConvolutionMathType");
  it->numbers[7] = (int)math;
  return 0;
}

// ---- The three convolutions. x and y are tensors, w filters.

static int extent(int image, const int *conv, int axis, int kernel) {
  return (image + 2 * conv[axis] - conv[4 + axis] * (kernel - 1) - 1) / conv[2 + axis] + 1;
}

static int fit(const object *x, const object *w, const object *y, const object *conv,
    const char *function) {
  const int *i = x->numbers, *f = w->numbers, *o = y->numbers, *c = conv->numbers;
  return stub_check(i[0] == f[0] && i[0] == o[0] && i[1] == f[1] && i[1] == o[1], function,
             "operands of one form")
      && stub_check(i[3] == f[3] * c[6] && f[2] % c[6] == 0 && o[2] == i[2] && o[3] == f[2]
              && o[4] == extent(i[4], c, 0, f[4]) && o[5] == extent(i[5], c, 1, f[5]),
          function, "shapes that belong together");
}

static int64_t at(const int *shape, int n, int c, int h, int w) {
  return shape[0] == 0
      ? (((int64_t)n * shape[3] + c) * shape[4] + h) * shape[5] + w
      : (((int64_t)n * shape[4] + h) * shape[5] + w) * shape[3] + c;
}

struct task {
  int direction;
  int x[6], w[6], y[6], conv[8];
  char *xs, *ws, *ys;
};

static float get(const char *from, int type, int64_t index) {
  return type == 9 ? stub_widened(((const uint16_t *)from)[index]) : ((const float *)from)[index];
}

static int64_t size(const int *shape) {
  return (int64_t)shape[2] * shape[3] * shape[4] * shape[5];
}

// Every product of a pixel, a weight and an output goes where the direction says.
static void convolve(void *arguments) {
  struct task *t = arguments;
  int type = t->x[1], *conv = t->conv;
  const int *result = t->direction == 0 ? t->y : t->direction == 1 ? t->x : t->w;
  char *to = t->direction == 0 ? t->ys : t->direction == 1 ? t->xs : t->ws;
  int64_t count = size(result);
  static float sums[1 << 22];
  if (!stub_check(count <= 1 << 22, "cudnnConvolution", "a small case in a test")) {
    return;
  }
  memset(sums, 0, (size_t)count * sizeof(float));
  int group = t->w[2] / conv[6];
  for (int n = 0; n < t->y[2]; n++)
    for (int k = 0; k < t->y[3]; k++)
      for (int i = 0; i < t->y[4]; i++)
        for (int j = 0; j < t->y[5]; j++)
          for (int c = 0; c < t->w[3]; c++)
            for (int a = 0; a < t->w[4]; a++)
              for (int b = 0; b < t->w[5]; b++) {
                int row = i * conv[2] + a * conv[4] - conv[0];
                int column = j * conv[3] + b * conv[5] - conv[1];
                if (row < 0 || column < 0 || row >= t->x[4] || column >= t->x[5]) {
                  continue;
                }
                int64_t x = at(t->x, n, k / group * t->w[3] + c, row, column);
                int64_t w = at(t->w, k, c, a, b);
                int64_t y = at(t->y, n, k, i, j);
                if (t->direction == 0) {
                  sums[y] += get(t->xs, type, x) * get(t->ws, type, w);
                } else if (t->direction == 1) {
                  sums[x] += get(t->ys, type, y) * get(t->ws, type, w);
                } else {
                  sums[w] += get(t->ys, type, y) * get(t->xs, type, x);
                }
              }
  for (int64_t i = 0; i < count; i++) {
    if (type == 9) {
      ((uint16_t *)to)[i] = stub_rounded(sums[i]);
    } else {
      ((float *)to)[i] = sums[i];
    }
  }
}

static int memory(const object *shape, const void *address, const char *function) {
  size_t bytes = (size_t)size(shape->numbers) * (shape->numbers[1] == 9 ? 2 : 4);
  return stub_device((uint64_t)(uintptr_t)address, bytes, function);
}

static int run(
    int direction,
    object *dnn,
    const void *alpha,
    object *x,
    const void *xs,
    object *w,
    const void *ws,
    object *y,
    const void *ys,
    object *conv,
    int algorithm,
    const void *workspace,
    size_t bytes,
    const void *beta,
    const char *function) {
  if (!stub_check(dnn->other != NULL, function, "a stream")
      || !stub_check(*(const float *)alpha == 1 && *(const float *)beta == 0, function, "1 and 0")
      || !stub_check(algorithm == RIGHT_ALGORITHM, function,
          "the algorithm that is deterministic and modest")
      || !stub_check(bytes == WORKSPACE, function, "the workspace that was said")
      || !stub_device((uint64_t)(uintptr_t)workspace, bytes, function)
      || !fit(x, w, y, conv, function) || !memory(x, xs, function) || !memory(w, ws, function)
      || !memory(y, ys, function)) {
    return BAD_PARAM;
  }
  stub_set("cudnn_math", conv->numbers[7]);
  stub_set("cudnn_type", x->numbers[1]);
  struct task it = {.direction = direction, .xs = (char *)xs, .ws = (char *)ws, .ys = (char *)ys};
  memcpy(it.x, x->numbers, sizeof it.x);
  memcpy(it.w, w->numbers, sizeof it.w);
  memcpy(it.y, y->numbers, sizeof it.y);
  memcpy(it.conv, conv->numbers, sizeof it.conv);
  stub_submit(dnn->other, convolve, &it, sizeof it);
  return 0;
}

// The proposals: one that does not do it, one that is not deterministic, one that wants too much
// memory, the right one.
#define PROPOSE(proposals, wanted, count, math)                 \
  {                                                             \
    memset(proposals, 0, 4 * sizeof proposals[0]);              \
    for (int i = 0; i < 4 && i < wanted; i++) {                 \
      proposals[i].algo = i == 3 ? RIGHT_ALGORITHM : 4 + i;     \
      proposals[i].status = i == 0 ? NOT_SUPPORTED : 0;         \
      proposals[i].time = -1;                                   \
      proposals[i].memory = i == 2 ? (size_t)1 << 40 : WORKSPACE; \
      proposals[i].determinism = i != 1;                        \
      proposals[i].mathType = math == 3 ? 0 : math;             \
    }                                                           \
    *count = 4;                                                 \
  }

static int refuses(const object *x, const object *conv) {
  return (x->numbers[1] == 9 && stub_get("refuse_bfloat16", 0)) || stub_get("refuse", 0)
      || conv->numbers[7] < 0;
}

cudnnStatus_t cudnnGetConvolutionForwardAlgorithm_v7(
    cudnnHandle_t handle,
    const cudnnTensorDescriptor_t xDesc,
    const cudnnFilterDescriptor_t wDesc,
    const cudnnConvolutionDescriptor_t convDesc,
    const cudnnTensorDescriptor_t yDesc,
    const int wanted,
    int *count,
    cudnnConvolutionFwdAlgoPerf_t *proposals) {
  static const char NAME[] = "cudnnGetConvolutionForwardAlgorithm_v7";
  ENTER(NAME);
  OBJECT(dnn, handle, CUDNN, NAME);
  OBJECT(x, xDesc, TENSOR, NAME);
  OBJECT(w, wDesc, FILTER, NAME);
  OBJECT(conv, convDesc, CONVOLUTION, NAME);
  OBJECT(y, yDesc, TENSOR, NAME);
  (void)dnn;
  if (!fit(x, w, y, conv, NAME) || refuses(x, conv)) {
    return (cudnnStatus_t)NOT_SUPPORTED;
  }
  PROPOSE(proposals, wanted, count, conv->numbers[7]);
  return 0;
}

cudnnStatus_t cudnnGetConvolutionBackwardDataAlgorithm_v7(
    cudnnHandle_t handle,
    const cudnnFilterDescriptor_t wDesc,
    const cudnnTensorDescriptor_t yDesc,
    const cudnnConvolutionDescriptor_t convDesc,
    const cudnnTensorDescriptor_t xDesc,
    const int wanted,
    int *count,
    cudnnConvolutionBwdDataAlgoPerf_t *proposals) {
  static const char NAME[] = "cudnnGetConvolutionBackwardDataAlgorithm_v7";
  ENTER(NAME);
  OBJECT(dnn, handle, CUDNN, NAME);
  OBJECT(x, xDesc, TENSOR, NAME);
  OBJECT(w, wDesc, FILTER, NAME);
  OBJECT(conv, convDesc, CONVOLUTION, NAME);
  OBJECT(y, yDesc, TENSOR, NAME);
  (void)dnn;
  if (!fit(x, w, y, conv, NAME) || refuses(x, conv)) {
    return (cudnnStatus_t)NOT_SUPPORTED;
  }
  PROPOSE(proposals, wanted, count, conv->numbers[7]);
  return 0;
}

cudnnStatus_t cudnnGetConvolutionBackwardFilterAlgorithm_v7(
    cudnnHandle_t handle,
    const cudnnTensorDescriptor_t xDesc,
    const cudnnTensorDescriptor_t yDesc,
    const cudnnConvolutionDescriptor_t convDesc,
    const cudnnFilterDescriptor_t wDesc,
    const int wanted,
    int *count,
    cudnnConvolutionBwdFilterAlgoPerf_t *proposals) {
  static const char NAME[] = "cudnnGetConvolutionBackwardFilterAlgorithm_v7";
  ENTER(NAME);
  OBJECT(dnn, handle, CUDNN, NAME);
  OBJECT(x, xDesc, TENSOR, NAME);
  OBJECT(w, wDesc, FILTER, NAME);
  OBJECT(conv, convDesc, CONVOLUTION, NAME);
  OBJECT(y, yDesc, TENSOR, NAME);
  (void)dnn;
  if (!fit(x, w, y, conv, NAME) || refuses(x, conv)) {
    return (cudnnStatus_t)NOT_SUPPORTED;
  }
  PROPOSE(proposals, wanted, count, conv->numbers[7]);
  return 0;
}

cudnnStatus_t cudnnGetConvolutionForwardWorkspaceSize(
    cudnnHandle_t handle,
    const cudnnTensorDescriptor_t xDesc,
    const cudnnFilterDescriptor_t wDesc,
    const cudnnConvolutionDescriptor_t convDesc,
    const cudnnTensorDescriptor_t yDesc,
    cudnnConvolutionFwdAlgo_t algorithm,
    size_t *bytes) {
  static const char NAME[] = "cudnnGetConvolutionForwardWorkspaceSize";
  ENTER(NAME);
  OBJECT(dnn, handle, CUDNN, NAME);
  OBJECT(x, xDesc, TENSOR, NAME);
  OBJECT(w, wDesc, FILTER, NAME);
  OBJECT(conv, convDesc, CONVOLUTION, NAME);
  OBJECT(y, yDesc, TENSOR, NAME);
  (void)dnn;
  REQUIRE(fit(x, w, y, conv, NAME) && (int)algorithm == RIGHT_ALGORITHM, NAME, "what was proposed");
  *bytes = WORKSPACE;
  return 0;
}

cudnnStatus_t cudnnGetConvolutionBackwardDataWorkspaceSize(
    cudnnHandle_t handle,
    const cudnnFilterDescriptor_t wDesc,
    const cudnnTensorDescriptor_t yDesc,
    const cudnnConvolutionDescriptor_t convDesc,
    const cudnnTensorDescriptor_t xDesc,
    cudnnConvolutionBwdDataAlgo_t algorithm,
    size_t *bytes) {
  static const char NAME[] = "cudnnGetConvolutionBackwardDataWorkspaceSize";
  ENTER(NAME);
  OBJECT(dnn, handle, CUDNN, NAME);
  OBJECT(x, xDesc, TENSOR, NAME);
  OBJECT(w, wDesc, FILTER, NAME);
  OBJECT(conv, convDesc, CONVOLUTION, NAME);
  OBJECT(y, yDesc, TENSOR, NAME);
  (void)dnn;
  REQUIRE(fit(x, w, y, conv, NAME) && (int)algorithm == RIGHT_ALGORITHM, NAME, "what was proposed");
  *bytes = WORKSPACE;
  return 0;
}

cudnnStatus_t cudnnGetConvolutionBackwardFilterWorkspaceSize(
    cudnnHandle_t handle,
    const cudnnTensorDescriptor_t xDesc,
    const cudnnTensorDescriptor_t yDesc,
    const cudnnConvolutionDescriptor_t convDesc,
    const cudnnFilterDescriptor_t wDesc,
    cudnnConvolutionBwdFilterAlgo_t algorithm,
    size_t *bytes) {
  static const char NAME[] = "cudnnGetConvolutionBackwardFilterWorkspaceSize";
  ENTER(NAME);
  OBJECT(dnn, handle, CUDNN, NAME);
  OBJECT(x, xDesc, TENSOR, NAME);
  OBJECT(w, wDesc, FILTER, NAME);
  OBJECT(conv, convDesc, CONVOLUTION, NAME);
  OBJECT(y, yDesc, TENSOR, NAME);
  (void)dnn;
  REQUIRE(fit(x, w, y, conv, NAME) && (int)algorithm == RIGHT_ALGORITHM, NAME, "what was proposed");
  *bytes = WORKSPACE;
  return 0;
}

cudnnStatus_t cudnnConvolutionForward(
    cudnnHandle_t handle,
    const void *alpha,
    const cudnnTensorDescriptor_t xDesc,
    const void *xs,
    const cudnnFilterDescriptor_t wDesc,
    const void *ws,
    const cudnnConvolutionDescriptor_t convDesc,
    cudnnConvolutionFwdAlgo_t algorithm,
    void *workspace,
    size_t bytes,
    const void *beta,
    const cudnnTensorDescriptor_t yDesc,
    void *ys) {
  static const char NAME[] = "cudnnConvolutionForward";
  ENTER(NAME);
  OBJECT(dnn, handle, CUDNN, NAME);
  OBJECT(x, xDesc, TENSOR, NAME);
  OBJECT(w, wDesc, FILTER, NAME);
  OBJECT(conv, convDesc, CONVOLUTION, NAME);
  OBJECT(y, yDesc, TENSOR, NAME);
  return (cudnnStatus_t)run(0, dnn, alpha, x, xs, w, ws, y, ys, conv, (int)algorithm, workspace,
      bytes, beta, NAME);
}

cudnnStatus_t cudnnConvolutionBackwardData(
    cudnnHandle_t handle,
    const void *alpha,
    const cudnnFilterDescriptor_t wDesc,
    const void *ws,
    const cudnnTensorDescriptor_t yDesc,
    const void *ys,
    const cudnnConvolutionDescriptor_t convDesc,
    cudnnConvolutionBwdDataAlgo_t algorithm,
    void *workspace,
    size_t bytes,
    const void *beta,
    const cudnnTensorDescriptor_t xDesc,
    void *xs) {
  static const char NAME[] = "cudnnConvolutionBackwardData";
  ENTER(NAME);
  OBJECT(dnn, handle, CUDNN, NAME);
  OBJECT(x, xDesc, TENSOR, NAME);
  OBJECT(w, wDesc, FILTER, NAME);
  OBJECT(conv, convDesc, CONVOLUTION, NAME);
  OBJECT(y, yDesc, TENSOR, NAME);
  return (cudnnStatus_t)run(1, dnn, alpha, x, xs, w, ws, y, ys, conv, (int)algorithm, workspace,
      bytes, beta, NAME);
}

cudnnStatus_t cudnnConvolutionBackwardFilter(
    cudnnHandle_t handle,
    const void *alpha,
    const cudnnTensorDescriptor_t xDesc,
    const void *xs,
    const cudnnTensorDescriptor_t yDesc,
    const void *ys,
    const cudnnConvolutionDescriptor_t convDesc,
    cudnnConvolutionBwdFilterAlgo_t algorithm,
    void *workspace,
    size_t bytes,
    const void *beta,
    const cudnnFilterDescriptor_t wDesc,
    void *ws) {
  static const char NAME[] = "cudnnConvolutionBackwardFilter";
  ENTER(NAME);
  OBJECT(dnn, handle, CUDNN, NAME);
  OBJECT(x, xDesc, TENSOR, NAME);
  OBJECT(w, wDesc, FILTER, NAME);
  OBJECT(conv, convDesc, CONVOLUTION, NAME);
  OBJECT(y, yDesc, TENSOR, NAME);
  return (cudnnStatus_t)run(2, dnn, alpha, x, xs, w, ws, y, ys, conv, (int)algorithm, workspace,
      bytes, beta, NAME);
}
