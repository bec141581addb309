package dev.conv4j.gpu.kernels;

import dev.conv4j.gpu.runtime.Arguments;
import dev.conv4j.gpu.runtime.GpuBuffer;
import dev.conv4j.gpu.runtime.Grid;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Size2d;
import dev.conv4j.tensor.spi.ConvGeometry;

/**
 * A convolution with 3×3 filters one pixel apart, or its input gradient, by Winograd's F(4×4, 3×3):
 * a quarter of the multiplications, and four times the memory traffic, which pays with many
 * channels.
 *
 * @param source one image that is read, {@code [C, H, W]}
 * @param result one image that is written
 * @param padding how far before a tile the square begins that it sees
 * @param backward whether it is an input gradient
 */
record Winograd(Shape source, Shape result, Size2d padding, boolean backward)
    implements FilterPlan {
  /** With fewer channels the transforms cost more than the products save. */
  static final int LEAST_CHANNELS = 64;

  private static final int SQUARE = 36;
  private static final int TILE = 4;

  /** So many columns are expected where the tile of the products is chosen. */
  private static final long ENOUGH_TILES = 16;

  /** Floats of transformed images and products that a call borrows at most, if images are small. */
  private static final long MOST_FLOATS = 1L << 26;

  /** Whether it pays from so many channels on. */
  static boolean pays(Shape w, ConvGeometry g, int leastChannels) {
    return g.kernel().equals(Size2d.square(3))
        && g.stride().area() == 1
        && g.dilation().area() == 1
        && g.groups() == 1
        && w.extent(0) >= leastChannels
        && w.extent(1) >= leastChannels;
  }

  static Winograd forward(Shape x, Shape y, ConvGeometry g) {
    return new Winograd(x.item(), y.item(), g.padding(), false);
  }

  static Winograd backward(Shape x, Shape y, ConvGeometry g) {
    Size2d padding = g.padding();
    // A padding below 0 begins inside the image; Size2d does not mind.
    return new Winograd(
        y.item(), x.item(), new Size2d(2 - padding.height(), 2 - padding.width()), true);
  }

  private int channels() {
    return result.intExtent(0);
  }

  private int sources() {
    return source.intExtent(0);
  }

  private Tile tile() {
    return Tile.of(channels(), ENOUGH_TILES * Tile.COLUMNS, SQUARE);
  }

  private int paddedChannels() {
    return Math.toIntExact(tile().rounded(channels()));
  }

  private int paddedSources() {
    return Math.toIntExact(tile().roundedTerms(sources()));
  }

  @Override
  public boolean readsFiltersAsTheyAre() {
    return false;
  }

  @Override
  public long count() {
    return (long) SQUARE * paddedSources() * paddedChannels();
  }

  @Override
  public void pack(Tiles tiles, GpuBuffer w, GpuBuffer packed) {
    tiles.launch(
        "winograd_filters",
        Grids.rows(Math.ceilDiv(paddedChannels(), Grids.ITEMS), paddedSources(), Grids.ITEMS),
        Arguments.of(w, packed)
            .ints(channels(), sources(), paddedChannels(), paddedSources())
            .ints(backward ? 9 : 9 * sources(), backward ? 9 * channels() : 9, backward ? 1 : 0));
  }

  /** Computes as many images at a time as the borrowed memory allows. */
  @Override
  public void run(
      Tiles tiles,
      GpuBuffer images,
      GpuBuffer packed,
      GpuBuffer results,
      int count,
      Finish finish) {
    int tileRows = Math.ceilDiv(result.intExtent(1), TILE);
    int tileColumns = Math.ceilDiv(result.intExtent(2), TILE);
    long perImage = (long) tileRows * tileColumns;
    long floats = SQUARE * perImage * ((long) sources() + channels());
    int most = Math.clamp(MOST_FLOATS / Math.max(floats, 1), 1, Math.max(count, 1));
    for (int first = 0; first < count && perImage > 0; first += most) {
      int some = Math.min(most, count - first);
      int seen = Math.toIntExact(some * perImage);
      int pitch = Math.ceilDiv(seen, Tile.COLUMNS) * Tile.COLUMNS;
      try (Scratch squares = tiles.scratch((long) SQUARE * sources() * pitch);
          Scratch products = tiles.scratch((long) SQUARE * channels() * pitch)) {
        tiles.launch(
            "winograd_images",
            Grids.rows(Math.ceilDiv(pitch, Grids.ITEMS), sources(), Grids.ITEMS),
            Arguments.of(images, squares.buffer())
                .ints(seen, pitch, sources(), source.intExtent(1), source.intExtent(2))
                .ints(tileRows, tileColumns, padding.height(), padding.width())
                .longs(first * source.count()));
        tiles.launch(
            tile(),
            "batched_products",
            Grid.of(tile().count(channels(), pitch), SQUARE, 1, Grids.ITEMS),
            Arguments.of(packed, squares.buffer(), products.buffer())
                .ints(channels(), sources(), paddedChannels(), paddedSources(), pitch));
        Arguments arguments =
            Arguments.of(products.buffer(), results)
                .ints(seen, pitch, channels(), result.intExtent(1), result.intExtent(2))
                .ints(tileRows, tileColumns);
        tiles.launch(
            "winograd_results",
            Grids.rows(Math.ceilDiv(seen, Grids.ITEMS), channels(), Grids.ITEMS),
            finish.addTo(arguments).longs(first * result.count()));
      }
    }
  }
}
