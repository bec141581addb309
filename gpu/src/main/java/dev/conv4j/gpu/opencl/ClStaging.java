package dev.conv4j.gpu.opencl;

import static dev.conv4j.gpu.opencl.ClConstants.MAP_READ;
import static dev.conv4j.gpu.opencl.ClConstants.MAP_WRITE;
import static dev.conv4j.gpu.opencl.ClConstants.MEM_ALLOC_HOST_PTR;
import static dev.conv4j.gpu.opencl.ClConstants.MEM_READ_WRITE;

import java.lang.foreign.MemorySegment;

/**
 * A ring of pieces of host memory that the device reaches by itself: what is copied goes through
 * them, so that a copy to the device need not be waited for. A piece is used again once the copy
 * that used it last is done. The memory is taken when it is needed first.
 *
 * <p>One thread at a time may use it.
 */
final class ClStaging {
  private static final int PIECES = 8;

  /** The size of a piece. */
  static final long PIECE_BYTES = 1L << 20;

  private final ClContext context;
  private final long[] events = new long[PIECES];
  private int next;
  private long pinned;
  private MemorySegment memory = MemorySegment.NULL;

  ClStaging(ClContext context) {
    this.context = context;
  }

  /** The number of the next piece, free to be used. */
  int claim() {
    if (pinned == 0) {
      take();
    }
    int piece = next;
    next = (next + 1) % PIECES;
    await(piece);
    return piece;
  }

  /** The memory of a piece. */
  MemorySegment piece(int number) {
    return memory.asSlice(number * PIECE_BYTES, PIECE_BYTES);
  }

  /** Notes the copy that uses a piece. */
  void uses(int piece, long event) {
    events[piece] = event;
  }

  /** Waits for the copy that uses a piece, if there is one. */
  void await(int piece) {
    long event = events[piece];
    events[piece] = 0;
    if (event != 0) {
      context.await("copying", event);
    }
  }

  @SuppressWarnings("restricted") // the driver gives an address; its size is what was asked for
  private void take() {
    OpenCl cl = context.cl();
    long bytes = PIECES * PIECE_BYTES;
    long flags = MEM_READ_WRITE | MEM_ALLOC_HOST_PTR;
    String doing = "taking host memory for copies";
    long buffer =
        context.create(doing, cl.createBuffer, context.handle(), flags, bytes, MemorySegment.NULL);
    long address;
    try {
      address =
          context.create(
              doing,
              cl.enqueueMapBuffer,
              context.queue(),
              buffer,
              1,
              MAP_READ | MAP_WRITE,
              0L,
              bytes,
              0,
              MemorySegment.NULL,
              MemorySegment.NULL);
    } catch (RuntimeException e) {
      cl.releaseMemObject.call(buffer);
      throw e;
    }
    memory = MemorySegment.ofAddress(address).reinterpret(bytes);
    pinned = buffer;
  }

  /** Gives the memory back; nothing may be under way. */
  void close() {
    OpenCl cl = context.cl();
    for (long event : events) {
      if (event != 0) {
        cl.releaseEvent.call(event);
      }
    }
    if (pinned != 0) {
      cl.enqueueUnmapMemObject.call(
          context.queue(), pinned, memory.address(), 0, MemorySegment.NULL, MemorySegment.NULL);
      cl.finish.call(context.queue());
      cl.releaseMemObject.call(pinned);
      pinned = 0;
    }
  }
}
