// A stub of the CUDA driver.

#include "stub.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef WITH_HEADER
#include <cuda.h>
_Static_assert(CUDA_ERROR_OUT_OF_MEMORY == 2 && CUDA_ERROR_NO_DEVICE == 100, "");
_Static_assert(CUDA_ERROR_NOT_FOUND == 500 && CUDA_ERROR_ECC_UNCORRECTABLE == 214, "");
_Static_assert(CUDA_ERROR_DEVICE_UNAVAILABLE == 46 && CUDA_ERROR_NVLINK_UNCORRECTABLE == 220, "");
_Static_assert(CUDA_ERROR_ILLEGAL_ADDRESS == 700 && CUDA_ERROR_LAUNCH_TIMEOUT == 702, "");
_Static_assert(CUDA_ERROR_ASSERT == 710 && CUDA_ERROR_HARDWARE_STACK_ERROR == 714, "");
_Static_assert(CUDA_ERROR_ILLEGAL_INSTRUCTION == 715 && CUDA_ERROR_MISALIGNED_ADDRESS == 716, "");
_Static_assert(CUDA_ERROR_INVALID_ADDRESS_SPACE == 717 && CUDA_ERROR_INVALID_PC == 718, "");
_Static_assert(CUDA_ERROR_LAUNCH_FAILED == 719, "");
_Static_assert(CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_BLOCK == 1, "");
_Static_assert(CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK == 8, "");
_Static_assert(CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT == 16, "");
_Static_assert(CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR == 75, "");
_Static_assert(CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR == 76, "");
_Static_assert(CU_STREAM_NON_BLOCKING == 1 && CU_EVENT_DISABLE_TIMING == 2, "");
_Static_assert(CU_STREAM_CAPTURE_MODE_THREAD_LOCAL == 1, "");
#else
typedef int CUresult;
typedef int CUdevice;
typedef int CUdevice_attribute;
typedef int CUstreamCaptureMode;
typedef unsigned long long CUdeviceptr;
typedef struct CUctx_st *CUcontext;
typedef struct CUstream_st *CUstream;
typedef struct CUevent_st *CUevent;
typedef struct CUmod_st *CUmodule;
typedef struct CUfunc_st *CUfunction;
typedef struct CUgraph_st *CUgraph;
typedef struct CUgraphExec_st *CUgraphExec;
#endif

#define INVALID_VALUE 1
#define OUT_OF_MEMORY 2
#define INVALID_IMAGE 200
#define NOT_FOUND 500

#define MOST 4096
#define TEXT 4096

static struct {
  char name[64];
  int64_t value;
} settings[64];
static object *objects[MOST];
static struct {
  char *address;
  size_t bytes;
} blocks[MOST];
static struct {
  char name[64];
  int calls, fails, status;
} functions[512];
static char violation[TEXT];
static char launched[TEXT];
static size_t allocated;
static int pinned;
static __thread object *current;
static object *primary;
static int retained;

// ---- What tests and the other stubs use.

static int find(const char *name) {
  for (int i = 0; i < 512; i++) {
    if (functions[i].name[0] == 0) {
      strcpy(functions[i].name, name);
    }
    if (strcmp(functions[i].name, name) == 0) {
      return i;
    }
  }
  abort();
}

int stub_enter(const char *function) {
  int i = find(function);
  functions[i].calls++;
  if (functions[i].fails > 0 && --functions[i].fails == 0) {
    return functions[i].status;
  }
  return 0;
}

// The call with this number from now, 1 for the next, ends with this status.
void stub_fail(const char *function, int number, int status) {
  int i = find(function);
  functions[i].fails = number;
  functions[i].status = status;
}

int stub_calls(const char *function) { return functions[find(function)].calls; }

static int64_t *setting(const char *name, int make) {
  for (int i = 0; i < 64; i++) {
    if (strcmp(settings[i].name, name) == 0) {
      return &settings[i].value;
    }
    if (settings[i].name[0] == 0) {
      if (!make) {
        return NULL;
      }
      strcpy(settings[i].name, name);
      return &settings[i].value;
    }
  }
  abort();
}

int64_t stub_get(const char *name, int64_t otherwise) {
  int64_t *value = setting(name, 0);
  return value ? *value : otherwise;
}

void stub_set(const char *name, int64_t value) { *setting(name, 1) = value; }

int stub_check(int right, const char *function, const char *expectation) {
  if (!right && violation[0] == 0) {
    snprintf(violation, TEXT, "%s: expected %s", function, expectation);
  }
  return right;
}

// The first thing that was wrong, or the empty text.
const char *stub_violation(void) { return violation; }

// The last kernel that was launched: its name, its grid, its arguments.
const char *stub_launched(void) { return launched; }

// How much that was handed out was not given back: things, device memory, pinned memory.
int64_t stub_left(void) {
  int64_t left = retained + pinned + (int64_t)allocated;
  for (int i = 0; i < MOST; i++) {
    left += objects[i] && objects[i] != primary;
  }
  return left;
}

// Forgets what was set and noted; calls stay counted.
void stub_reset(void) {
  memset(settings, 0, sizeof settings);
  violation[0] = 0;
  launched[0] = 0;
  for (int i = 0; i < 512; i++) {
    functions[i].fails = 0;
  }
}

object *stub_new(int kind) {
  for (int i = 0; i < MOST; i++) {
    if (!objects[i]) {
      objects[i] = calloc(1, sizeof(object));
      objects[i]->kind = kind;
      return objects[i];
    }
  }
  abort();
}

void stub_delete(object *thing) {
  for (int i = 0; i < MOST; i++) {
    if (objects[i] == thing) {
      objects[i] = NULL;
      free(thing->text);
      free(thing);
      return;
    }
  }
}

object *stub_object(void *handle, int kind, const char *function) {
  for (int i = 0; i < MOST; i++) {
    if (objects[i] == handle && handle && objects[i]->kind == kind) {
      return handle;
    }
  }
  stub_check(0, function, "a handle that was given out for this");
  return NULL;
}

int stub_device(uint64_t address, size_t bytes, const char *function) {
  for (int i = 0; i < MOST; i++) {
    uint64_t start = (uint64_t)(uintptr_t)blocks[i].address;
    if (start && address >= start && bytes <= blocks[i].bytes
        && address - start <= blocks[i].bytes - bytes) {
      return 1;
    }
  }
  return stub_check(0, function, "device memory that is in use and large enough");
}

void stub_submit(object *stream, void (*run)(void *), const void *arguments, size_t bytes) {
  command *next = calloc(1, sizeof *next);
  next->run = run;
  next->arguments = malloc(bytes);
  memcpy(next->arguments, arguments, bytes);
  if (!stream->numbers[0]) {
    run(next->arguments);
    free(next->arguments);
    free(next);
  } else if (stream->first) {
    stream->last = stream->last->next = next;
  } else {
    stream->first = stream->last = next;
  }
}

float stub_widened(uint16_t bfloat16) {
  uint32_t bits = (uint32_t)bfloat16 << 16;
  float value;
  memcpy(&value, &bits, 4);
  return value;
}

uint16_t stub_rounded(float value) {
  uint32_t bits;
  memcpy(&bits, &value, 4);
  return (uint16_t)((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
}

// ---- The driver.

#define ENTER(function)                          \
  {                                              \
    int wanted = stub_enter(function);           \
    if (wanted) {                                \
      return (CUresult)wanted;                   \
    }                                            \
  }
#define REQUIRE(right, function, expectation)        \
  if (!stub_check(right, function, expectation)) {   \
    return (CUresult)INVALID_VALUE;                  \
  }
#define REQUIRE_CONTEXT(function) \
  REQUIRE(retained && current == primary, function, "the context to be this thread's")
#define OBJECT(name, handle, kind, function)          \
  object *name = stub_object(handle, kind, function); \
  if (!name) {                                        \
    return (CUresult)400;                             \
  }

CUresult cuInit(unsigned int flags) {
  ENTER("cuInit");
  REQUIRE(flags == 0, "cuInit", "flags 0");
  return 0;
}

CUresult cuDriverGetVersion(int *version) {
  ENTER("cuDriverGetVersion");
  *version = (int)stub_get("driver_version", 13000);
  return 0;
}

CUresult cuGetErrorName(CUresult error, const char **text) {
  ENTER("cuGetErrorName");
  switch ((int)error) {
    case 1: *text = "CUDA_ERROR_INVALID_VALUE"; return 0;
    case 2: *text = "CUDA_ERROR_OUT_OF_MEMORY"; return 0;
    case 214: *text = "CUDA_ERROR_ECC_UNCORRECTABLE"; return 0;
    case 700: *text = "CUDA_ERROR_ILLEGAL_ADDRESS"; return 0;
    case 719: *text = "CUDA_ERROR_LAUNCH_FAILED"; return 0;
    default: *text = NULL; return (CUresult)INVALID_VALUE;
  }
}

CUresult cuGetErrorString(CUresult error, const char **text) {
  ENTER("cuGetErrorString");
  *text = (int)error == 700 ? "an illegal memory access was encountered" : "";
  return 0;
}

CUresult cuDeviceGetCount(int *count) {
  ENTER("cuDeviceGetCount");
  *count = (int)stub_get("devices", 2);
  return 0;
}

CUresult cuDeviceGet(CUdevice *device, int ordinal) {
  ENTER("cuDeviceGet");
  REQUIRE(ordinal >= 0 && ordinal < stub_get("devices", 2), "cuDeviceGet", "a device's index");
  *device = 40 + ordinal;
  return 0;
}

#define REQUIRE_DEVICE(device, function) \
  REQUIRE(device >= 40 && device < 40 + stub_get("devices", 2), function, "a device")

CUresult cuDeviceGetName(char *name, int length, CUdevice device) {
  ENTER("cuDeviceGetName");
  REQUIRE_DEVICE(device, "cuDeviceGetName");
  REQUIRE(length == 256, "cuDeviceGetName", "room for 256 bytes");
  snprintf(name, (size_t)length, "Stub %d", device - 40);
  return 0;
}

CUresult cuDeviceTotalMem_v2(size_t *bytes, CUdevice device) {
  ENTER("cuDeviceTotalMem_v2");
  REQUIRE_DEVICE(device, "cuDeviceTotalMem_v2");
  *bytes = (size_t)stub_get("total", 1 << 30);
  return 0;
}

CUresult cuDeviceGetAttribute(int *value, CUdevice_attribute attribute, CUdevice device) {
  ENTER("cuDeviceGetAttribute");
  REQUIRE_DEVICE(device, "cuDeviceGetAttribute");
  switch ((int)attribute) {
    case 1: *value = 1024; return 0;
    case 8: *value = 49152; return 0;
    case 16: *value = 132; return 0;
    case 75: *value = (int)stub_get("major", 9); return 0;
    case 76: *value = 0; return 0;
    default:
      stub_check(0, "cuDeviceGetAttribute", "an attribute that is used");
      return (CUresult)INVALID_VALUE;
  }
}

CUresult cuDevicePrimaryCtxRetain(CUcontext *context, CUdevice device) {
  ENTER("cuDevicePrimaryCtxRetain");
  REQUIRE_DEVICE(device, "cuDevicePrimaryCtxRetain");
  if (!primary) {
    primary = stub_new(CONTEXT);
  }
  retained++;
  *context = (CUcontext)primary;
  return 0;
}

CUresult cuDevicePrimaryCtxRelease_v2(CUdevice device) {
  ENTER("cuDevicePrimaryCtxRelease_v2");
  REQUIRE_DEVICE(device, "cuDevicePrimaryCtxRelease_v2");
  REQUIRE(retained > 0, "cuDevicePrimaryCtxRelease_v2", "a context that was retained");
  retained--;
  return 0;
}

CUresult cuCtxSetCurrent(CUcontext context) {
  ENTER("cuCtxSetCurrent");
  OBJECT(thing, context, CONTEXT, "cuCtxSetCurrent");
  current = thing;
  return 0;
}

CUresult cuMemGetInfo_v2(size_t *free, size_t *total) {
  ENTER("cuMemGetInfo_v2");
  REQUIRE_CONTEXT("cuMemGetInfo_v2");
  *total = (size_t)stub_get("total", 1 << 30);
  *free = *total - allocated;
  return 0;
}

CUresult cuMemAlloc_v2(CUdeviceptr *address, size_t bytes) {
  ENTER("cuMemAlloc_v2");
  REQUIRE_CONTEXT("cuMemAlloc_v2");
  REQUIRE(bytes > 0, "cuMemAlloc_v2", "a size");
  if (bytes > (size_t)stub_get("total", 1 << 30) - allocated) {
    return (CUresult)OUT_OF_MEMORY;
  }
  for (int i = 0; i < MOST; i++) {
    if (!blocks[i].address) {
      blocks[i].address = malloc(bytes);
      blocks[i].bytes = bytes;
      memset(blocks[i].address, 0xff, bytes); // NaN
      allocated += bytes;
      *address = (CUdeviceptr)(uintptr_t)blocks[i].address;
      return 0;
    }
  }
  abort();
}

CUresult cuMemFree_v2(CUdeviceptr address) {
  ENTER("cuMemFree_v2");
  REQUIRE_CONTEXT("cuMemFree_v2");
  for (int i = 0; i < MOST; i++) {
    if (blocks[i].address && (uintptr_t)blocks[i].address == address) {
      allocated -= blocks[i].bytes;
      free(blocks[i].address);
      blocks[i].address = NULL;
      return 0;
    }
  }
  stub_check(0, "cuMemFree_v2", "memory that was given out");
  return (CUresult)INVALID_VALUE;
}

CUresult cuMemHostAlloc(void **memory, size_t bytes, unsigned int flags) {
  ENTER("cuMemHostAlloc");
  REQUIRE_CONTEXT("cuMemHostAlloc");
  REQUIRE(bytes == 8 << 20 && flags == 0, "cuMemHostAlloc", "8 MiB, no flags");
  *memory = malloc(bytes);
  pinned++;
  return 0;
}

CUresult cuMemFreeHost(void *memory) {
  ENTER("cuMemFreeHost");
  REQUIRE(pinned > 0, "cuMemFreeHost", "pinned memory");
  pinned--;
  free(memory);
  return 0;
}

struct copy {
  void *to;
  const void *from;
  size_t bytes;
};

static void copy(void *arguments) {
  struct copy *it = arguments;
  memcpy(it->to, it->from, it->bytes);
}

CUresult cuMemcpyHtoDAsync_v2(
    CUdeviceptr to, const void *from, size_t bytes, CUstream stream) {
  ENTER("cuMemcpyHtoDAsync_v2");
  REQUIRE_CONTEXT("cuMemcpyHtoDAsync_v2");
  OBJECT(queue, stream, STREAM, "cuMemcpyHtoDAsync_v2");
  if (!stub_device(to, bytes, "cuMemcpyHtoDAsync_v2")) {
    return (CUresult)INVALID_VALUE;
  }
  struct copy it = {(void *)(uintptr_t)to, from, bytes};
  stub_submit(queue, copy, &it, sizeof it);
  return 0;
}

CUresult cuMemcpyDtoHAsync_v2(void *to, CUdeviceptr from, size_t bytes, CUstream stream) {
  ENTER("cuMemcpyDtoHAsync_v2");
  REQUIRE_CONTEXT("cuMemcpyDtoHAsync_v2");
  OBJECT(queue, stream, STREAM, "cuMemcpyDtoHAsync_v2");
  if (!stub_device(from, bytes, "cuMemcpyDtoHAsync_v2")) {
    return (CUresult)INVALID_VALUE;
  }
  struct copy it = {to, (const void *)(uintptr_t)from, bytes};
  stub_submit(queue, copy, &it, sizeof it);
  return 0;
}

CUresult cuMemcpyDtoDAsync_v2(CUdeviceptr to, CUdeviceptr from, size_t bytes, CUstream stream) {
  ENTER("cuMemcpyDtoDAsync_v2");
  REQUIRE_CONTEXT("cuMemcpyDtoDAsync_v2");
  OBJECT(queue, stream, STREAM, "cuMemcpyDtoDAsync_v2");
  if (!stub_device(from, bytes, "cuMemcpyDtoDAsync_v2")
      || !stub_device(to, bytes, "cuMemcpyDtoDAsync_v2")) {
    return (CUresult)INVALID_VALUE;
  }
  struct copy it = {(void *)(uintptr_t)to, (const void *)(uintptr_t)from, bytes};
  stub_submit(queue, copy, &it, sizeof it);
  return 0;
}

CUresult cuStreamCreate(CUstream *stream, unsigned int flags) {
  ENTER("cuStreamCreate");
  REQUIRE_CONTEXT("cuStreamCreate");
  REQUIRE(flags == 1, "cuStreamCreate", "a stream that does not block");
  *stream = (CUstream)stub_new(STREAM);
  return 0;
}

static void forget(object *queue) {
  while (queue->first) {
    command *next = queue->first->next;
    free(queue->first->arguments);
    free(queue->first);
    queue->first = next;
  }
}

CUresult cuStreamDestroy_v2(CUstream stream) {
  ENTER("cuStreamDestroy_v2");
  OBJECT(queue, stream, STREAM, "cuStreamDestroy_v2");
  REQUIRE(!queue->numbers[0], "cuStreamDestroy_v2", "a stream that does not capture");
  forget(queue);
  stub_delete(queue);
  return 0;
}

CUresult cuStreamSynchronize(CUstream stream) {
  ENTER("cuStreamSynchronize");
  REQUIRE_CONTEXT("cuStreamSynchronize");
  OBJECT(queue, stream, STREAM, "cuStreamSynchronize");
  REQUIRE(!queue->numbers[0], "cuStreamSynchronize", "a stream that does not capture");
  return 0;
}

CUresult cuEventCreate(CUevent *event, unsigned int flags) {
  ENTER("cuEventCreate");
  REQUIRE_CONTEXT("cuEventCreate");
  REQUIRE(flags == 2, "cuEventCreate", "an event without time");
  *event = (CUevent)stub_new(EVENT);
  return 0;
}

CUresult cuEventRecord(CUevent event, CUstream stream) {
  ENTER("cuEventRecord");
  OBJECT(mark, event, EVENT, "cuEventRecord");
  OBJECT(queue, stream, STREAM, "cuEventRecord");
  mark->other = queue;
  return 0;
}

CUresult cuEventSynchronize(CUevent event) {
  ENTER("cuEventSynchronize");
  OBJECT(mark, event, EVENT, "cuEventSynchronize");
  (void)mark;
  return 0;
}

CUresult cuEventDestroy_v2(CUevent event) {
  ENTER("cuEventDestroy_v2");
  OBJECT(mark, event, EVENT, "cuEventDestroy_v2");
  stub_delete(mark);
  return 0;
}

CUresult cuModuleLoadData(CUmodule *module, const void *image) {
  ENTER("cuModuleLoadData");
  REQUIRE_CONTEXT("cuModuleLoadData");
  if (strncmp(image, "STUB sm_", 8) != 0) {
    return (CUresult)INVALID_IMAGE;
  }
  object *made = stub_new(MODULE);
  made->text = strdup(image);
  *module = (CUmodule)made;
  return 0;
}

CUresult cuModuleUnload(CUmodule module) {
  ENTER("cuModuleUnload");
  OBJECT(code, module, MODULE, "cuModuleUnload");
  for (int i = 0; i < MOST; i++) {
    if (objects[i] && objects[i]->kind == FUNCTION && objects[i]->other == code) {
      stub_delete(objects[i]);
    }
  }
  stub_delete(code);
  return 0;
}

// The parameters of a kernel as the preprocessed source has them, from after its opening bracket.
static const char *parameters(const char *source, const char *name) {
  size_t length = strlen(name);
  for (const char *at = strstr(source, name); at; at = strstr(at + 1, name)) {
    const char *before = at - 1;
    while (before > source && (*before == ' ' || *before == '\n')) {
      before--;
    }
    size_t reach = at - source > 80 ? 80 : (size_t)(at - source);
    if (at[length] == '(' && reach > 20 && before < at - 1
        && strncmp(before - 3, "void", 4) == 0) {
      char declared[81] = {0};
      memcpy(declared, at - reach, reach);
      if (strstr(declared, "__global__")) {
        return at + length + 1;
      }
    }
  }
  return NULL;
}

// What kinds of parameters there are: p for a pointer, l, i and f.
static char *kinds(const char *list) {
  char *kinds = calloc(1, 65);
  int count = 0;
  while (*list != ')') {
    size_t length = strcspn(list, ",)");
    char one[256] = {0};
    memcpy(one, list, length);
    kinds[count++] =
        strchr(one, '*') ? 'p' : strstr(one, "long") ? 'l' : strstr(one, "float") ? 'f' : 'i';
    list += length + (list[length] == ',');
  }
  return kinds;
}

CUresult cuModuleGetFunction(CUfunction *function, CUmodule module, const char *name) {
  ENTER("cuModuleGetFunction");
  REQUIRE_CONTEXT("cuModuleGetFunction");
  OBJECT(code, module, MODULE, "cuModuleGetFunction");
  const char *list = parameters(code->text, name);
  if (!list) {
    return (CUresult)NOT_FOUND;
  }
  char *each = kinds(list);
  object *made = stub_new(FUNCTION);
  made->other = code;
  made->text = malloc(strlen(name) + strlen(each) + 2);
  sprintf(made->text, "%s %s", each, name);
  free(each);
  *function = (CUfunction)made;
  return 0;
}

CUresult cuFuncGetParamInfo(CUfunction function, size_t index, size_t *offset, size_t *size) {
  ENTER("cuFuncGetParamInfo");
  OBJECT(kernel, function, FUNCTION, "cuFuncGetParamInfo");
  if (index >= strcspn(kernel->text, " ")) {
    return (CUresult)INVALID_VALUE;
  }
  *offset = index * 8;
  *size = strchr("pl", kernel->text[index]) ? 8 : 4;
  return 0;
}

// The kernels that stand around the libraries, and two others, done plainly.
struct launch {
  char name[64];
  uint64_t values[64];
  uint64_t outer;
};

static float real(uint64_t bits) {
  float value;
  memcpy(&value, &bits, 4);
  return value;
}

static float followed(
    float value, const float *bias, int64_t channel, const float *residual, int64_t at, int rectify) {
  float sum = value + (bias ? bias[channel] : 0) + (residual ? residual[at] : 0);
  return rectify && sum <= 0 ? 0 : sum;
}

static void launch(void *arguments) {
  struct launch *it = arguments;
  uint64_t *v = it->values;
  float *a = (float *)(uintptr_t)v[0], *b = (float *)(uintptr_t)v[1];
  if (!strcmp(it->name, "fill")) {
    for (int64_t i = 0; i < (int64_t)v[1]; i++) {
      a[i] = real(v[2]);
    }
  } else if (!strcmp(it->name, "add")) {
    float *y = (float *)(uintptr_t)v[2];
    for (int64_t i = 0; i < (int64_t)v[3]; i++) {
      y[i] = a[i] + b[i];
    }
  } else if (!strcmp(it->name, "to_bfloat16")) {
    for (int64_t i = 0; i < (int64_t)v[2]; i++) {
      ((uint16_t *)b)[i] = stub_rounded(a[i]);
    }
  } else if (!strcmp(it->name, "fill_rows")) {
    for (int64_t i = 0; i < (int64_t)v[3]; i++) {
      b[i] = a[i % (int)v[2]];
    }
  } else if (!strcmp(it->name, "finish")) {
    int64_t channels = (int)v[3], plane = (int)v[4];
    for (int64_t i = 0; i < (int64_t)v[5]; i++) {
      a[i] =
          followed(a[i], b, i / plane % channels, (float *)(uintptr_t)v[2], i, (int)v[6]);
    }
  } else if (!strcmp(it->name, "to_channels_last")) {
    int64_t channels = (int)v[2], plane = (int)v[3];
    int64_t images = (int64_t)it->outer / ((plane + 31) / 32);
    for (int64_t i = 0; i < images * channels * plane; i++) {
      int64_t n = i / (channels * plane), c = i / plane % channels, p = i % plane;
      ((uint16_t *)b)[(n * plane + p) * channels + c] = stub_rounded(a[i]);
    }
  } else if (!strcmp(it->name, "from_channels_last")) {
    int64_t channels = (int)v[4], plane = (int)v[5];
    int64_t images = (int64_t)it->outer / ((plane + 31) / 32);
    for (int64_t i = 0; i < images * channels * plane; i++) {
      int64_t n = i / (channels * plane), c = i / plane % channels, p = i % plane;
      float value = stub_widened(((uint16_t *)a)[(n * plane + p) * channels + c]);
      ((float *)(uintptr_t)v[3])[i] =
          followed(value, b, c, (float *)(uintptr_t)v[2], i, (int)v[6]);
    }
  }
}

CUresult cuLaunchKernel(
    CUfunction function,
    unsigned int groupsX,
    unsigned int groupsY,
    unsigned int groupsZ,
    unsigned int itemsX,
    unsigned int itemsY,
    unsigned int itemsZ,
    unsigned int sharedBytes,
    CUstream stream,
    void **values,
    void **extra) {
  ENTER("cuLaunchKernel");
  REQUIRE_CONTEXT("cuLaunchKernel");
  OBJECT(kernel, function, FUNCTION, "cuLaunchKernel");
  OBJECT(queue, stream, STREAM, "cuLaunchKernel");
  REQUIRE(
      groupsX && groupsY && groupsZ && groupsY < 65536 && groupsZ < 65536,
      "cuLaunchKernel",
      "a grid within the limits");
  REQUIRE(
      itemsX && itemsY && itemsZ && itemsX * itemsY * itemsZ <= 1024,
      "cuLaunchKernel",
      "groups within the limits");
  REQUIRE(sharedBytes == 0 && !extra, "cuLaunchKernel", "no shared memory, nothing extra");
  struct launch it = {{0}, {0}, groupsX};
  size_t count = strcspn(kernel->text, " ");
  strcpy(it.name, kernel->text + count + 1);
  int length =
      snprintf(launched, TEXT, "%s %u×%u×%u of %u×%u×%u:", it.name, groupsX, groupsY, groupsZ,
          itemsX, itemsY, itemsZ);
  for (size_t i = 0; i < count; i++) {
    char kind = kernel->text[i];
    memcpy(&it.values[i], values[i], strchr("pl", kind) ? 8 : 4);
    if (kind == 'p') {
      if (it.values[i] && !stub_device(it.values[i], 1, "cuLaunchKernel")) {
        return (CUresult)INVALID_VALUE;
      }
      length += snprintf(launched + length, TEXT - (size_t)length, it.values[i] ? " p" : " null");
    } else if (kind == 'f') {
      length += snprintf(launched + length, TEXT - (size_t)length, " %g", real(it.values[i]));
    } else {
      length += snprintf(launched + length, TEXT - (size_t)length, " %lld",
          kind == 'l' ? (long long)it.values[i] : (long long)(int)it.values[i]);
    }
  }
  stub_submit(queue, launch, &it, sizeof it);
  return 0;
}

CUresult cuStreamBeginCapture_v2(CUstream stream, CUstreamCaptureMode mode) {
  ENTER("cuStreamBeginCapture_v2");
  OBJECT(queue, stream, STREAM, "cuStreamBeginCapture_v2");
  REQUIRE((int)mode == 1, "cuStreamBeginCapture_v2", "the mode thread-local");
  queue->numbers[0] = 1;
  return 0;
}

CUresult cuStreamEndCapture(CUstream stream, CUgraph *graph) {
  ENTER("cuStreamEndCapture");
  OBJECT(queue, stream, STREAM, "cuStreamEndCapture");
  REQUIRE(queue->numbers[0], "cuStreamEndCapture", "a stream that captures");
  object *made = stub_new(GRAPH);
  made->first = queue->first;
  queue->first = NULL;
  queue->numbers[0] = 0;
  *graph = (CUgraph)made;
  return 0;
}

CUresult cuGraphInstantiateWithFlags(
    CUgraphExec *ready, CUgraph graph, unsigned long long flags) {
  ENTER("cuGraphInstantiateWithFlags");
  OBJECT(noted, graph, GRAPH, "cuGraphInstantiateWithFlags");
  REQUIRE(flags == 0, "cuGraphInstantiateWithFlags", "no flags");
  object *made = stub_new(GRAPH_EXEC);
  made->first = noted->first;
  noted->first = NULL;
  *ready = (CUgraphExec)made;
  return 0;
}

CUresult cuGraphLaunch(CUgraphExec ready, CUstream stream) {
  ENTER("cuGraphLaunch");
  REQUIRE_CONTEXT("cuGraphLaunch");
  OBJECT(step, ready, GRAPH_EXEC, "cuGraphLaunch");
  OBJECT(queue, stream, STREAM, "cuGraphLaunch");
  REQUIRE(!queue->numbers[0], "cuGraphLaunch", "a stream that does not capture");
  for (command *each = step->first; each; each = each->next) {
    each->run(each->arguments);
  }
  return 0;
}

CUresult cuGraphExecDestroy(CUgraphExec ready) {
  ENTER("cuGraphExecDestroy");
  OBJECT(step, ready, GRAPH_EXEC, "cuGraphExecDestroy");
  forget(step);
  stub_delete(step);
  return 0;
}

CUresult cuGraphDestroy(CUgraph graph) {
  ENTER("cuGraphDestroy");
  OBJECT(noted, graph, GRAPH, "cuGraphDestroy");
  forget(noted);
  stub_delete(noted);
  return 0;
}
