// A stub of NVRTC: its machine code is the preprocessed source, behind a mark with the architecture.

#include "stub.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef WITH_HEADER
#include <nvrtc.h>
_Static_assert(NVRTC_ERROR_COMPILATION == 6, "");
#else
typedef int nvrtcResult;
typedef struct _nvrtcProgram *nvrtcProgram;
#endif

#define INVALID_INPUT 3
#define INVALID_PROGRAM 4
#define INVALID_OPTION 5
#define COMPILATION_FAILED 6

#define ENTER(function)                   \
  {                                       \
    int wanted = stub_enter(function);    \
    if (wanted) {                         \
      return (nvrtcResult)wanted;         \
    }                                     \
  }
#define OBJECT(name, handle, function)                   \
  object *name = stub_object(handle, PROGRAM, function); \
  if (!name) {                                           \
    return (nvrtcResult)INVALID_PROGRAM;                 \
  }

// What the C preprocessor makes of a source; NULL if it refuses.
static char *preprocessed(const char *source) {
  char file[] = "/tmp/conv4j-stub-XXXXXX", line[128];
  int handle = mkstemp(file);
  if (handle < 0 || write(handle, source, strlen(source)) != (ssize_t)strlen(source)) {
    abort();
  }
  close(handle);
  snprintf(line, sizeof line, "cc -E -P -x c %s 2>/dev/null", file);
  FILE *from = popen(line, "r");
  size_t room = 1 << 20;
  char *result = calloc(1, room);
  size_t length = fread(result, 1, room - 1, from);
  int status = pclose(from);
  unlink(file);
  if (status != 0 || length == room - 1) {
    free(result);
    return NULL;
  }
  return result;
}

static const char LOG[] = "stub(1): error: #error is refused";

nvrtcResult nvrtcVersion(int *major, int *minor) {
  ENTER("nvrtcVersion");
  *major = 13;
  *minor = 1;
  return 0;
}

const char *nvrtcGetErrorString(nvrtcResult result) {
  stub_enter("nvrtcGetErrorString");
  return (int)result == INVALID_INPUT ? "NVRTC_ERROR_INVALID_INPUT" : "NVRTC_ERROR";
}

nvrtcResult nvrtcGetNumSupportedArchs(int *count) {
  ENTER("nvrtcGetNumSupportedArchs");
  *count = 3;
  return 0;
}

nvrtcResult nvrtcGetSupportedArchs(int *architectures) {
  ENTER("nvrtcGetSupportedArchs");
  architectures[0] = 75;
  architectures[1] = 80;
  architectures[2] = 90;
  return 0;
}

nvrtcResult nvrtcCreateProgram(
    nvrtcProgram *program,
    const char *source,
    const char *name,
    int headers,
    const char *const *texts,
    const char *const *names) {
  ENTER("nvrtcCreateProgram");
  if (!stub_check(strlen(name) > 3 && strlen(source) > 0, "nvrtcCreateProgram", "texts")
      || !stub_check(headers == 0 && !texts && !names, "nvrtcCreateProgram", "no headers")) {
    return (nvrtcResult)INVALID_INPUT;
  }
  object *made = stub_new(PROGRAM);
  made->text = strdup(source);
  *program = (nvrtcProgram)made;
  return 0;
}

nvrtcResult nvrtcDestroyProgram(nvrtcProgram *program) {
  ENTER("nvrtcDestroyProgram");
  OBJECT(code, *program, "nvrtcDestroyProgram");
  stub_delete(code);
  *program = NULL;
  return 0;
}

nvrtcResult nvrtcCompileProgram(nvrtcProgram program, int count, const char *const *options) {
  ENTER("nvrtcCompileProgram");
  OBJECT(code, program, "nvrtcCompileProgram");
  int right = count == 2 && sscanf(options[0], "--gpu-architecture=sm_%d", &code->numbers[0]) == 1
      && strcmp(options[1], "--std=c++17") == 0;
  if (!stub_check(right, "nvrtcCompileProgram", "an architecture and a standard")) {
    return (nvrtcResult)INVALID_OPTION;
  }
  char *result = preprocessed(code->text);
  if (!result) {
    return (nvrtcResult)COMPILATION_FAILED;
  }
  free(code->text);
  code->text = result;
  return 0;
}

nvrtcResult nvrtcGetCUBINSize(nvrtcProgram program, size_t *bytes) {
  ENTER("nvrtcGetCUBINSize");
  OBJECT(code, program, "nvrtcGetCUBINSize");
  *bytes = strlen(code->text) + 20;
  return 0;
}

nvrtcResult nvrtcGetCUBIN(nvrtcProgram program, char *cubin) {
  ENTER("nvrtcGetCUBIN");
  OBJECT(code, program, "nvrtcGetCUBIN");
  memset(cubin, 0, strlen(code->text) + 20);
  sprintf(cubin, "STUB sm_%d\n%s", code->numbers[0], code->text);
  return 0;
}

nvrtcResult nvrtcGetProgramLogSize(nvrtcProgram program, size_t *bytes) {
  ENTER("nvrtcGetProgramLogSize");
  OBJECT(code, program, "nvrtcGetProgramLogSize");
  (void)code;
  *bytes = sizeof LOG;
  return 0;
}

nvrtcResult nvrtcGetProgramLog(nvrtcProgram program, char *log) {
  ENTER("nvrtcGetProgramLog");
  OBJECT(code, program, "nvrtcGetProgramLog");
  (void)code;
  memcpy(log, LOG, sizeof LOG);
  return 0;
}
