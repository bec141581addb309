// What the stub libraries of CUDA share. A stub checks what it is called with, keeps the device's
// memory in the host's, and computes plainly. The first thing that is wrong is noted; a test reads
// it. The prototypes are those of NVIDIA's documentation.

#ifndef STUB_H
#define STUB_H

#include <stddef.h>
#include <stdint.h>

// Kinds of things that are handed out by a handle.
enum {
  CONTEXT = 1,
  STREAM,
  EVENT,
  MODULE,
  FUNCTION,
  GRAPH,
  GRAPH_EXEC,
  PROGRAM,
  CUBLAS,
  CUDNN,
  TENSOR,
  FILTER,
  CONVOLUTION,
  COMMUNICATOR
};

typedef struct object {
  int kind;
  int numbers[16];
  char *text;
  struct object *other;
  struct command *first, *last;
} object;

typedef struct command {
  void (*run)(void *);
  void *arguments;
  struct command *next;
} command;

// Counts the call. The status that the test wants this call to end with, or 0.
int stub_enter(const char *function);

// A number that the test has set, or the default.
int64_t stub_get(const char *name, int64_t otherwise);
void stub_set(const char *name, int64_t value);

// Notes that something is wrong and returns 0, unless it is right.
int stub_check(int right, const char *function, const char *expectation);

object *stub_new(int kind);
void stub_delete(object *thing);

// The thing with this handle, if it is one of this kind; else notes that it is not.
object *stub_object(void *handle, int kind, const char *function);

// Whether device memory of so many bytes is in use there; else notes that it is not.
int stub_device(uint64_t address, size_t bytes, const char *function);

// Does it now, or notes it where the stream captures. The arguments are copied.
void stub_submit(object *stream, void (*run)(void *), const void *arguments, size_t bytes);

float stub_widened(uint16_t bfloat16);
uint16_t stub_rounded(float value);

#endif
