package dev.conv4j.gpu.cuda;

import java.lang.foreign.MemorySegment;

/**
 * A ring of pieces of pinned host memory. What is copied goes through them, so that a copy to the
 * device need not be waited for. A piece is used again once the copy that used it last is done. The
 * memory is taken when it is needed first.
 *
 * <p>One thread at a time may use it, and only while the context is asked.
 */
final class CudaStaging {
  private static final int PIECES = 8;

  /** The size of a piece. */
  static final long PIECE_BYTES = 1L << 20;

  private static final String DOING = "copying";

  private final CudaContext context;
  private final long[] events = new long[PIECES];
  private int next;
  private MemorySegment memory = MemorySegment.NULL;

  CudaStaging(CudaContext context) {
    this.context = context;
  }

  /** The number of the next piece, free to be used. */
  int claim() {
    if (memory.equals(MemorySegment.NULL)) {
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

  /** Notes that the copy asked for last uses a piece. */
  void uses(int piece) {
    context.check(DOING, context.driver().eventRecord.call(events[piece], context.stream()));
  }

  /** Waits for the copy that used a piece last. */
  void await(int piece) {
    context.check(DOING, context.driver().eventSynchronize.call(events[piece]));
  }

  @SuppressWarnings("restricted") // the driver gives an address; its size is what was asked for
  private void take() {
    CudaDriver driver = context.driver();
    String doing = "taking pinned host memory for copies";
    for (int i = 0; i < PIECES; i++) {
      if (events[i] == 0) {
        events[i] = context.made(doing, driver.eventCreate, CudaDriver.EVENT_WITHOUT_TIME);
      }
    }
    long bytes = PIECES * PIECE_BYTES;
    long address = context.made(doing, driver.hostAllocate, bytes, 0);
    memory = MemorySegment.ofAddress(address).reinterpret(bytes);
  }

  /** Gives the memory back; nothing may be under way. */
  void close() {
    for (long event : events) {
      if (event != 0) {
        context.driver().eventDestroy.call(event);
      }
    }
    if (!memory.equals(MemorySegment.NULL)) {
      context.driver().hostFree.call(memory);
      memory = MemorySegment.NULL;
    }
  }
}
