package dev.conv4j.gpu;

import dev.conv4j.DeviceException;
import dev.conv4j.gpu.runtime.Arguments;
import dev.conv4j.gpu.runtime.Capture;
import dev.conv4j.gpu.runtime.GpuBuffer;
import dev.conv4j.gpu.runtime.GpuFacts;
import dev.conv4j.gpu.runtime.GpuKernel;
import dev.conv4j.gpu.runtime.GpuProgram;
import dev.conv4j.gpu.runtime.GpuRuntime;
import dev.conv4j.gpu.runtime.GpuSource;
import dev.conv4j.gpu.runtime.Grid;
import dev.conv4j.gpu.runtime.NoRoomException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;

/** A small GPU with memory and copies, that computes nothing and can be lost. */
final class FakeRuntime implements GpuRuntime {
  private final long room;
  private final Map<Long, MemorySegment> blocks = new HashMap<>();
  private long made;
  private boolean lost;
  private int closed;

  /**
   * A GPU.
   *
   * @param room its bytes
   */
  FakeRuntime(long room) {
    this.room = room;
  }

  /** From now on everything fails. */
  void lose() {
    lost = true;
  }

  /** How often it was closed. */
  int closed() {
    return closed;
  }

  /** Buffers that nobody gave back. */
  int buffers() {
    return blocks.size();
  }

  private void requirePresent() {
    if (lost) {
      throw new DeviceException("fake:0", "", "the device was lost while copying", "");
    }
  }

  @Override
  public GpuFacts facts() {
    return new GpuFacts(
        "fake:0", "Fake", "fake 1", GpuFacts.Dialect.OPENCL, room, 1 << 15, 256, 1, false);
  }

  @Override
  public long freeBytes() {
    return room - blocks.values().stream().mapToLong(MemorySegment::byteSize).sum();
  }

  @Override
  public GpuBuffer allocate(long bytes) throws NoRoomException {
    requirePresent();
    if (bytes > freeBytes()) {
      throw new NoRoomException("the fake is full");
    }
    GpuBuffer buffer = new GpuBuffer(made, bytes, made++);
    blocks.put(buffer.number(), Arena.ofAuto().allocate(bytes));
    return buffer;
  }

  @Override
  public void free(GpuBuffer buffer) {
    blocks.remove(buffer.number());
  }

  private MemorySegment block(GpuBuffer buffer) {
    requirePresent();
    MemorySegment block = blocks.get(buffer.number());
    if (block == null) {
      throw new DeviceException("fake:0", "memory in use", "a buffer that was given back", "");
    }
    return block;
  }

  @Override
  public void write(MemorySegment from, GpuBuffer to) {
    block(to).copyFrom(from);
  }

  @Override
  public void read(GpuBuffer from, MemorySegment into) {
    into.copyFrom(block(from).asSlice(0, into.byteSize()));
  }

  @Override
  public void copy(GpuBuffer from, GpuBuffer to, long bytes) {
    block(to).copyFrom(block(from).asSlice(0, bytes));
  }

  @Override
  public GpuProgram compile(GpuSource source) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void launch(GpuKernel kernel, Grid grid, Arguments arguments) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void finish() {
    requirePresent();
  }

  @Override
  public Capture capture() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    closed++;
  }
}
