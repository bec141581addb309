package dev.conv4j.gpu.cuda;

import static dev.conv4j.gpu.cuda.CudaStaging.PIECE_BYTES;

import dev.conv4j.gpu.runtime.GpuBuffer;
import java.lang.foreign.MemorySegment;

/** Copies between the host and the device, piece by piece, while the context is asked. */
final class CudaTransfers {
  private final CudaContext context;
  private final CudaBuffers buffers;
  private final CudaStaging outgoing;
  private final CudaStaging incoming;

  CudaTransfers(CudaContext context, CudaBuffers buffers) {
    this.context = context;
    this.buffers = buffers;
    this.outgoing = new CudaStaging(context);
    this.incoming = new CudaStaging(context);
  }

  /**
   * Copies to the start of a buffer; on return the host's memory is free, the copy not yet done.
   */
  void write(MemorySegment from, GpuBuffer to) {
    buffers.require(to, from.byteSize());
    for (long at = 0; at < from.byteSize(); at += PIECE_BYTES) {
      long bytes = Math.min(PIECE_BYTES, from.byteSize() - at);
      int piece = outgoing.claim();
      MemorySegment pinned = outgoing.piece(piece);
      MemorySegment.copy(from, at, pinned, 0, bytes);
      context.check(
          "copying to the device",
          context.driver().copyToDevice.call(to.handle() + at, pinned, bytes, context.stream()));
      outgoing.uses(piece);
    }
  }

  /** Copies the start of a buffer, and waits for it; one piece is copied out as the next comes. */
  void read(GpuBuffer from, MemorySegment into) {
    buffers.require(from, into.byteSize());
    int before = -1;
    long beforeAt = 0;
    for (long at = 0; at < into.byteSize(); at += PIECE_BYTES) {
      long bytes = Math.min(PIECE_BYTES, into.byteSize() - at);
      int piece = incoming.claim();
      context.check(
          "copying from the device",
          context
              .driver()
              .copyToHost
              .call(incoming.piece(piece), from.handle() + at, bytes, context.stream()));
      incoming.uses(piece);
      if (before >= 0) {
        arrive(before, into, beforeAt);
      }
      before = piece;
      beforeAt = at;
    }
    if (before >= 0) {
      arrive(before, into, beforeAt);
    }
  }

  private void arrive(int piece, MemorySegment into, long at) {
    incoming.await(piece);
    long bytes = Math.min(PIECE_BYTES, into.byteSize() - at);
    MemorySegment.copy(incoming.piece(piece), 0, into, at, bytes);
  }

  /** Copies on the device. */
  void copy(GpuBuffer from, GpuBuffer to, long bytes) {
    buffers.require(from, bytes);
    buffers.require(to, bytes);
    context.check(
        "copying on the device",
        context
            .driver()
            .copyOnDevice
            .call(to.handle(), from.handle(), bytes, context.threadsStream()));
  }

  void close() {
    outgoing.close();
    incoming.close();
  }
}
