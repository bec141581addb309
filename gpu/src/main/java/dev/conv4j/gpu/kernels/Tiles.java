package dev.conv4j.gpu.kernels;

import dev.conv4j.gpu.runtime.Arguments;
import dev.conv4j.gpu.runtime.GpuBuffer;
import dev.conv4j.gpu.runtime.GpuRuntime;
import dev.conv4j.gpu.runtime.Grid;
import dev.conv4j.tensor.spi.Memory;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** The programs that matrix products and convolutions share, and the memory that they borrow. */
final class Tiles {
  private final Memory memory;
  private final Program helpers;
  private final Map<Tile, Program> programs = new EnumMap<>(Tile.class);

  Tiles(GpuRuntime runtime, Memory memory) {
    this.memory = memory;
    helpers = new Program(runtime, KernelSources.DIRECT);
    for (Tile tile : Tile.values()) {
      programs.put(tile, new Program(runtime, KernelSources.tiles(tile)));
    }
  }

  /** Runs a kernel that is compiled for a tile. */
  void launch(Tile tile, String kernel, Grid grid, Arguments arguments) {
    Objects.requireNonNull(programs.get(tile)).launch(kernel, grid, arguments);
  }

  /** Runs a kernel that needs no tile. */
  void launch(String kernel, Grid grid, Arguments arguments) {
    helpers.launch(kernel, grid, arguments);
  }

  /** Room for {@code count} floats. */
  Scratch scratch(long count) {
    return new Scratch(memory, count);
  }

  /** Adds {@code splits} shares of a result in their order. */
  void addShares(
      GpuBuffer shares, GpuBuffer result, long count, int splits, int columns, Finish finish) {
    helpers.launch(
        "add_shares",
        Grid.covering(count, Grids.ITEMS),
        finish.addTo(Arguments.of(shares, result).longs(count).ints(splits, columns)));
  }
}
