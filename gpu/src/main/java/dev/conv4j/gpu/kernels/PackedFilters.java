package dev.conv4j.gpu.kernels;

import dev.conv4j.gpu.runtime.Arguments;
import dev.conv4j.gpu.runtime.GpuBuffer;
import dev.conv4j.gpu.runtime.Grid;
import org.jspecify.annotations.Nullable;

/**
 * How one {@link Slide} is computed, and its filters in the form in which that reads them.
 *
 * @param tile null for the kernel without tiles, which reads filters without padding
 */
record PackedFilters(Slide slide, @Nullable Tile tile) implements FilterPlan {
  /** With fewer channels a tile would stay nearly empty. */
  private static final int LEAST_CHANNELS = 9;

  /** What a batch is taken to be where the size of a tile is chosen. */
  private static final long IMAGES = 64;

  /** The way to compute it; it does not depend on how many images there are. */
  static PackedFilters of(Slide slide) {
    int channels = slide.channels();
    if (channels < LEAST_CHANNELS) {
      return new PackedFilters(slide, null);
    }
    return new PackedFilters(slide, Tile.of(channels, IMAGES * slide.pixels(), slide.groups()));
  }

  private int paddedChannels() {
    return tile == null ? slide.channels() : Math.toIntExact(tile.rounded(slide.channels()));
  }

  private int paddedTerms() {
    return tile == null ? slide.terms() : Math.toIntExact(tile.roundedTerms(slide.terms()));
  }

  @Override
  public boolean readsFiltersAsTheyAre() {
    return tile == null && slide.readsFiltersAsTheyAre();
  }

  @Override
  public long count() {
    return (long) slide.groups() * paddedTerms() * paddedChannels();
  }

  @Override
  public void pack(Tiles tiles, GpuBuffer w, GpuBuffer packed) {
    if (count() > 0) {
      tiles.launch(
          "pack_filters",
          Grids.rows(
              Math.ceilDiv(paddedChannels(), Grids.ITEMS),
              (long) slide.groups() * paddedTerms(),
              Grids.ITEMS),
          slide.packing(Arguments.of(w, packed), paddedChannels(), paddedTerms()));
    }
  }

  @Override
  public void run(
      Tiles tiles,
      GpuBuffer source,
      GpuBuffer packed,
      GpuBuffer result,
      int images,
      Finish finish) {
    if (images == 0 || slide.pixels() == 0) {
      return;
    }
    Arguments arguments =
        slide.addTo(
            finish.addTo(
                Arguments.of(source, packed, result).ints(paddedChannels(), paddedTerms())),
            images);
    if (tile == null) {
      long planes = (long) images * slide.groups() * slide.channels();
      tiles.launch("slide_directly", Grids.planes(planes, slide.pixels(), 1), arguments);
    } else {
      long count = tile.count(slide.channels(), images * slide.pixels());
      Grid grid = Grids.rows(count, slide.groups(), Grids.ITEMS);
      tiles.launch(tile, "slide", grid, arguments);
    }
  }
}
