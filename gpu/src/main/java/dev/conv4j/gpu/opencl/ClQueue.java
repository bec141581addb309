package dev.conv4j.gpu.opencl;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.conv4j.DeviceException;
import dev.conv4j.gpu.runtime.Arguments;
import dev.conv4j.gpu.runtime.Arguments.Argument;
import dev.conv4j.gpu.runtime.Arguments.Int;
import dev.conv4j.gpu.runtime.Arguments.Pointer;
import dev.conv4j.gpu.runtime.Arguments.Real;
import dev.conv4j.gpu.runtime.Grid;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Asks the device to run kernels and to copy, one thing after the other. */
final class ClQueue {
  /** After so many commands the driver is told to begin, if it has not yet. */
  private static final int FLUSH_EVERY = 32;

  private final ClContext context;
  private final ClBuffers buffers;
  private final ClProfile profile;
  private final long mostItems;

  // Written and read with the context's order held.
  private final MemorySegment groups = Arena.ofAuto().allocate(JAVA_LONG, 3);
  private final MemorySegment items = Arena.ofAuto().allocate(JAVA_LONG, 3);
  private final MemorySegment value = Arena.ofAuto().allocate(JAVA_LONG);
  private final MemorySegment event = Arena.ofAuto().allocate(JAVA_LONG);
  private int sinceFlush;

  ClQueue(ClContext context, ClBuffers buffers, ClProfile profile, long mostItems) {
    this.context = context;
    this.buffers = buffers;
    this.profile = profile;
    this.mostItems = mostItems;
  }

  /**
   * Asks for commands, in their order.
   *
   * @throws DeviceException if one of them cannot be; those before it were asked for
   */
  void ask(List<ClCommand> commands) {
    context.order().lock();
    try {
      for (ClCommand command : commands) {
        switch (command) {
          case ClCommand.Launch launch -> launch(launch);
          case ClCommand.Copy copy -> copy(copy);
        }
      }
      sinceFlush += commands.size();
      if (sinceFlush >= FLUSH_EVERY) {
        sinceFlush = 0;
        context.check("starting what was asked", context.cl().flush.call(context.queue()));
      }
    } finally {
      context.order().unlock();
    }
  }

  /**
   * Looks at a command before the driver does.
   *
   * @throws DeviceException if it cannot be done
   */
  void require(ClCommand command) {
    context.order().lock();
    try {
      switch (command) {
        case ClCommand.Launch launch -> {
          requireFit(launch);
          for (Argument argument : launch.arguments()) {
            if (argument instanceof Pointer(var buffer) && buffer != null) {
              buffers.require(buffer, 0);
            }
          }
        }
        case ClCommand.Copy copy -> {
          buffers.require(copy.from(), copy.bytes());
          buffers.require(copy.to(), copy.bytes());
        }
      }
    } finally {
      context.order().unlock();
    }
  }

  private void requireFit(ClCommand.Launch launch) {
    ClKernel kernel = launch.kernel();
    if (launch.arguments().size() != kernel.parameters()) {
      throw new DeviceException(
          context.name() + ", kernel " + kernel.name(),
          kernel.parameters() + " arguments",
          Integer.toString(launch.arguments().size()),
          "");
    }
    Grid grid = launch.grid();
    long most = Math.max(grid.groupsX(), Math.max(grid.groupsY(), grid.groupsZ()));
    if (most > Integer.MAX_VALUE) {
      throw new DeviceException(
          context.name() + ", kernel " + kernel.name(),
          "at most " + Integer.MAX_VALUE + " groups along an axis",
          Long.toString(most),
          "");
    }
    long together = (long) grid.itemsX() * grid.itemsY() * grid.itemsZ();
    if (together > mostItems) {
      throw new DeviceException(
          context.name() + ", kernel " + kernel.name(),
          "at most " + mostItems + " work items in a group",
          Long.toString(together),
          "");
    }
  }

  private void launch(ClCommand.Launch launch) {
    require(launch);
    ClKernel kernel = launch.kernel();
    String doing = "running the kernel " + kernel.name();
    int number = 0;
    for (Argument argument : launch.arguments()) {
      context.check(doing, set(kernel.handle(), number, argument));
      number++;
    }
    Grid grid = launch.grid();
    size(0, grid.groupsX(), grid.itemsX());
    size(1, grid.groupsY(), grid.itemsY());
    size(2, grid.groupsZ(), grid.itemsZ());
    context.check(
        doing,
        context
            .cl()
            .enqueueNdRangeKernel
            .call(
                context.queue(),
                kernel.handle(),
                3,
                MemorySegment.NULL,
                groups,
                items,
                0,
                MemorySegment.NULL,
                context.profiling() ? event : MemorySegment.NULL));
    if (context.profiling()) {
      profile.add(kernel.name(), event.get(JAVA_LONG, 0));
    }
  }

  /** OpenCL counts the work items of all groups together. */
  private void size(int axis, long inGroups, int inItems) {
    groups.setAtIndex(JAVA_LONG, axis, inGroups * inItems);
    items.setAtIndex(JAVA_LONG, axis, inItems);
  }

  private long set(long kernel, int number, Argument argument) {
    long bytes;
    switch (argument) {
      case Pointer(var buffer) -> {
        value.set(JAVA_LONG, 0, buffer == null ? 0 : buffer.handle());
        bytes = Long.BYTES;
      }
      case Int(int integer) -> {
        value.set(JAVA_INT, 0, integer);
        bytes = Integer.BYTES;
      }
      case Arguments.Int64(long whole) -> {
        value.set(JAVA_LONG, 0, whole);
        bytes = Long.BYTES;
      }
      case Real(float real) -> {
        value.set(JAVA_FLOAT, 0, real);
        bytes = Float.BYTES;
      }
    }
    return context.cl().setKernelArg.call(kernel, number, bytes, value);
  }

  private void copy(ClCommand.Copy copy) {
    require(copy);
    context.check(
        "copying on the device",
        context
            .cl()
            .enqueueCopyBuffer
            .call(
                context.queue(),
                copy.from().handle(),
                copy.to().handle(),
                0L,
                0L,
                copy.bytes(),
                0,
                MemorySegment.NULL,
                MemorySegment.NULL));
  }
}
