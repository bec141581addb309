package dev.conv4j.gpu.opencl;

import static dev.conv4j.gpu.opencl.ClStaging.PIECE_BYTES;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.conv4j.gpu.foreign.NativeFunction;
import dev.conv4j.gpu.runtime.GpuBuffer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Copies between the host and the device, piece by piece. Writes go one at a time, and so do reads,
 * but a read that waits for the device holds nobody else up.
 */
final class ClTransfers {
  private final ClContext context;
  private final ClBuffers buffers;
  private final ClStaging outgoing;
  private final ClStaging incoming;

  ClTransfers(ClContext context, ClBuffers buffers) {
    this.context = context;
    this.buffers = buffers;
    this.outgoing = new ClStaging(context);
    this.incoming = new ClStaging(context);
  }

  /**
   * Copies to the start of a buffer; on return the host's memory is free, the copy not yet done.
   */
  void write(MemorySegment from, GpuBuffer to) {
    synchronized (outgoing) {
      for (long at = 0; at < from.byteSize(); at += PIECE_BYTES) {
        long bytes = Math.min(PIECE_BYTES, from.byteSize() - at);
        int piece = outgoing.claim();
        MemorySegment.copy(from, at, outgoing.piece(piece), 0, bytes);
        ask(context.cl().enqueueWriteBuffer, outgoing, piece, to, at, bytes);
      }
      context.check("copying to the device", context.cl().flush.call(context.queue()));
    }
  }

  /** A piece on its way to the host. */
  private record Coming(int piece, long at, long bytes) {}

  /** Copies the start of a buffer, and waits for it. */
  void read(GpuBuffer from, MemorySegment into) {
    synchronized (incoming) {
      Deque<Coming> coming = new ArrayDeque<>();
      for (long at = 0; at < into.byteSize(); at += PIECE_BYTES) {
        long bytes = Math.min(PIECE_BYTES, into.byteSize() - at);
        if (coming.size() == 2) {
          arrive(coming.remove(), into);
        }
        int piece = incoming.claim();
        ask(context.cl().enqueueReadBuffer, incoming, piece, from, at, bytes);
        coming.add(new Coming(piece, at, bytes));
      }
      while (!coming.isEmpty()) {
        arrive(coming.remove(), into);
      }
    }
  }

  private void arrive(Coming piece, MemorySegment into) {
    incoming.await(piece.piece());
    MemorySegment.copy(incoming.piece(piece.piece()), 0, into, piece.at(), piece.bytes());
  }

  private void ask(
      NativeFunction function,
      ClStaging staging,
      int piece,
      GpuBuffer buffer,
      long at,
      long bytes) {
    context.order().lock();
    try (Arena arena = Arena.ofConfined()) {
      buffers.require(buffer, at + bytes);
      MemorySegment event = arena.allocate(JAVA_LONG);
      context.check(
          "copying",
          function.call(
              context.queue(),
              buffer.handle(),
              0,
              at,
              bytes,
              staging.piece(piece),
              0,
              MemorySegment.NULL,
              event));
      staging.uses(piece, event.get(JAVA_LONG, 0));
    } finally {
      context.order().unlock();
    }
  }

  void close() {
    outgoing.close();
    incoming.close();
  }
}
