package dev.conv4j.gpu.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.conv4j.DeviceException;
import dev.conv4j.gpu.runtime.Arguments;
import dev.conv4j.gpu.runtime.Arguments.Argument;
import dev.conv4j.gpu.runtime.Grid;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Starts kernels, while the context is asked. */
final class CudaLaunch {
  private static final int MOST_ARGUMENTS = 64;
  private static final long MOST_GROUPS_Y = 65_535;

  private final CudaContext context;
  private final CudaBuffers buffers;
  private final int mostItems;

  // A slot for each argument, and the address of each slot.
  private final MemorySegment values = Arena.ofAuto().allocate(JAVA_LONG, MOST_ARGUMENTS);
  private final MemorySegment slots = Arena.ofAuto().allocate(ADDRESS, MOST_ARGUMENTS);

  CudaLaunch(CudaContext context, CudaBuffers buffers, int mostItems) {
    this.context = context;
    this.buffers = buffers;
    this.mostItems = mostItems;
    for (int i = 0; i < MOST_ARGUMENTS; i++) {
      slots.setAtIndex(ADDRESS, i, values.asSlice((long) i * Long.BYTES));
    }
  }

  void launch(CudaKernel kernel, Grid grid, Arguments arguments) {
    String place = context.name() + ", kernel " + kernel.name();
    requireFit(place, grid);
    requireFit(place, kernel.parameters(), arguments.all());
    put(place, arguments.all());
    context.check(
        "running the kernel " + kernel.name(),
        context
            .driver()
            .launchKernel
            .call(
                kernel.handle(),
                (int) grid.groupsX(),
                (int) grid.groupsY(),
                (int) grid.groupsZ(),
                grid.itemsX(),
                grid.itemsY(),
                grid.itemsZ(),
                0,
                context.threadsStream(),
                slots,
                MemorySegment.NULL));
  }

  private void requireFit(String place, Grid grid) {
    long together = (long) grid.itemsX() * grid.itemsY() * grid.itemsZ();
    if (together > mostItems) {
      throw new DeviceException(
          place, "at most " + mostItems + " work items in a group", Long.toString(together), "");
    }
    if (grid.groupsX() > Integer.MAX_VALUE
        || grid.groupsY() > MOST_GROUPS_Y
        || grid.groupsZ() > MOST_GROUPS_Y) {
      throw new DeviceException(
          place,
          "at most 2^31 - 1, 65,535 and 65,535 groups",
          "%d, %d and %d".formatted(grid.groupsX(), grid.groupsY(), grid.groupsZ()),
          "Use a smaller batch");
    }
  }

  private static void requireFit(
      String place, @Nullable List<Integer> parameters, List<Argument> arguments) {
    if (parameters == null) {
      return;
    }
    boolean fits = parameters.size() == arguments.size();
    for (int i = 0; fits && i < parameters.size(); i++) {
      fits = parameters.get(i) == bytes(arguments.get(i));
    }
    if (!fits) {
      throw new DeviceException(
          place,
          "arguments of %s bytes".formatted(parameters),
          "arguments of %s bytes".formatted(arguments.stream().map(CudaLaunch::bytes).toList()),
          "");
    }
  }

  private static int bytes(Argument argument) {
    return switch (argument) {
      case Arguments.Pointer _, Arguments.Int64 _ -> Long.BYTES;
      case Arguments.Int _, Arguments.Real _ -> Integer.BYTES;
    };
  }

  private void put(String place, List<Argument> arguments) {
    if (arguments.size() > MOST_ARGUMENTS) {
      throw new DeviceException(
          place, "at most " + MOST_ARGUMENTS + " arguments", arguments.size() + "", "");
    }
    long at = 0;
    for (Argument argument : arguments) {
      switch (argument) {
        case Arguments.Pointer(var buffer) -> {
          if (buffer != null) {
            buffers.require(buffer, 0);
          }
          values.set(JAVA_LONG, at, buffer == null ? 0 : buffer.handle());
        }
        case Arguments.Int(int value) -> values.set(JAVA_INT, at, value);
        case Arguments.Int64(long value) -> values.set(JAVA_LONG, at, value);
        case Arguments.Real(float value) -> values.set(JAVA_FLOAT, at, value);
      }
      at += Long.BYTES;
    }
  }
}
