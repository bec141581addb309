// A stub of NCCL: what a group sends and receives is matched when it ends.

#include "stub.h"

#include <string.h>

#ifdef WITH_HEADER
#include <nccl.h>
_Static_assert(ncclUint8 == 1 && ncclSuccess == 0, "");
#else
typedef int ncclResult_t;
typedef int ncclDataType_t;
typedef struct ncclComm *ncclComm_t;
typedef struct CUstream_st *cudaStream_t;
#endif

#define INVALID_ARGUMENT 4
#define MOST 8

#define ENTER(function)                  \
  {                                      \
    int wanted = stub_enter(function);   \
    if (wanted) {                        \
      return (ncclResult_t)wanted;       \
    }                                    \
  }
#define REQUIRE(right, function, expectation)       \
  if (!stub_check(right, function, expectation)) {  \
    return (ncclResult_t)INVALID_ARGUMENT;          \
  }
#define OBJECT(name, handle, kind, function)          \
  object *name = stub_object(handle, kind, function); \
  if (!name) {                                        \
    return (ncclResult_t)INVALID_ARGUMENT;            \
  }

// numbers of a communicator: rank, size
struct transfer {
  void *buffer;
  size_t bytes;
  int rank, peer;
  object *stream;
};

struct copy {
  void *to;
  const void *from;
  size_t bytes;
};

static struct transfer sends[MOST], receipts[MOST];
static int sent, received, open;

ncclResult_t ncclGetVersion(int *version) {
  ENTER("ncclGetVersion");
  *version = 22902;
  return 0;
}

const char *ncclGetErrorString(ncclResult_t result) {
  stub_enter("ncclGetErrorString");
  return (int)result == 2 ? "unhandled system error" : "another error";
}

ncclResult_t ncclCommInitAll(ncclComm_t *comm, int ndev, const int *devlist) {
  ENTER("ncclCommInitAll");
  REQUIRE(ndev > 1 && ndev <= (int)stub_get("devices", 2), "ncclCommInitAll", "several devices");
  for (int rank = 0; rank < ndev; rank++) {
    REQUIRE(devlist[rank] >= 0 && devlist[rank] < (int)stub_get("devices", 2), "ncclCommInitAll",
        "numbers of devices");
    for (int other = 0; other < rank; other++) {
      REQUIRE(devlist[other] != devlist[rank], "ncclCommInitAll", "different devices");
    }
    object *member = stub_new(COMMUNICATOR);
    member->numbers[0] = rank;
    member->numbers[1] = ndev;
    comm[rank] = (ncclComm_t)member;
  }
  return 0;
}

ncclResult_t ncclCommDestroy(ncclComm_t comm) {
  ENTER("ncclCommDestroy");
  OBJECT(member, comm, COMMUNICATOR, "ncclCommDestroy");
  stub_delete(member);
  return 0;
}

ncclResult_t ncclCommAbort(ncclComm_t comm) {
  ENTER("ncclCommAbort");
  OBJECT(member, comm, COMMUNICATOR, "ncclCommAbort");
  stub_delete(member);
  return 0;
}

ncclResult_t ncclGroupStart(void) {
  ENTER("ncclGroupStart");
  REQUIRE(!open, "ncclGroupStart", "no group within a group");
  open = 1;
  sent = received = 0;
  return 0;
}

static ncclResult_t note(struct transfer *into, int *count, void *buffer, size_t bytes,
    ncclDataType_t type, int peer, ncclComm_t comm, cudaStream_t stream, const char *function) {
  OBJECT(member, comm, COMMUNICATOR, function);
  OBJECT(order, stream, STREAM, function);
  REQUIRE(open, function, "a group");
  REQUIRE((int)type == 1 && bytes > 0, function, "bytes");
  REQUIRE(peer >= 0 && peer < member->numbers[1] && peer != member->numbers[0], function,
      "another member of the group");
  REQUIRE(stub_device((uint64_t)(uintptr_t)buffer, bytes, function), function, "device memory");
  REQUIRE(*count < MOST, function, "a small group");
  into[(*count)++] = (struct transfer){buffer, bytes, member->numbers[0], peer, order};
  return 0;
}

ncclResult_t ncclSend(const void *sendbuff, size_t count, ncclDataType_t datatype, int peer,
    ncclComm_t comm, cudaStream_t stream) {
  ENTER("ncclSend");
  return note(sends, &sent, (void *)(uintptr_t)sendbuff, count, datatype, peer, comm, stream,
      "ncclSend");
}

ncclResult_t ncclRecv(void *recvbuff, size_t count, ncclDataType_t datatype, int peer,
    ncclComm_t comm, cudaStream_t stream) {
  ENTER("ncclRecv");
  return note(receipts, &received, recvbuff, count, datatype, peer, comm, stream, "ncclRecv");
}

static void copy(void *arguments) {
  struct copy *it = arguments;
  memcpy(it->to, it->from, it->bytes);
}

ncclResult_t ncclGroupEnd(void) {
  ENTER("ncclGroupEnd");
  REQUIRE(open, "ncclGroupEnd", "a group that began");
  open = 0;
  REQUIRE(sent == received, "ncclGroupEnd", "a receiver for each sender");
  for (int i = 0; i < sent; i++) {
    struct transfer *from = &sends[i], *to = &receipts[i];
    REQUIRE(from->peer == to->rank && to->peer == from->rank && from->bytes == to->bytes,
        "ncclGroupEnd", "a receiver that knows the sender and its bytes");
    REQUIRE(from->stream != to->stream, "ncclGroupEnd", "streams of two devices");
    struct copy it = {to->buffer, from->buffer, from->bytes};
    stub_submit(to->stream, copy, &it, sizeof it);
  }
  return 0;
}
