package dev.conv4j.gpu.kernels;

import dev.conv4j.gpu.runtime.GpuBuffer;

/**
 * How a convolution, or a part of its input gradient, is computed: filters are packed once, then
 * any number of images can be run. Depends on the geometry alone, so that an image's bits do not
 * depend on the images beside it.
 */
sealed interface FilterPlan permits PackedFilters, Winograd {

  /** Whether the filters need not be packed. */
  boolean readsFiltersAsTheyAre();

  /** Floats that the packed filters take. */
  long count();

  /** Packs filters. */
  void pack(Tiles tiles, GpuBuffer w, GpuBuffer packed);

  /** Computes it for this many images. */
  void run(
      Tiles tiles, GpuBuffer source, GpuBuffer packed, GpuBuffer result, int images, Finish finish);

  /** Packs filters into borrowed memory if need be, and computes it. */
  default void packAndRun(
      Tiles tiles, GpuBuffer source, GpuBuffer w, GpuBuffer result, int images, Finish finish) {
    if (images == 0) {
      return;
    }
    if (readsFiltersAsTheyAre()) {
      run(tiles, source, w, result, images, finish);
      return;
    }
    try (Scratch packed = tiles.scratch(count())) {
      pack(tiles, w, packed.buffer());
      run(tiles, source, packed.buffer(), result, images, finish);
    }
  }
}
