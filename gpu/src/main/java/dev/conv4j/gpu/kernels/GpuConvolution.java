package dev.conv4j.gpu.kernels;

import static dev.conv4j.gpu.kernels.Blocks.buffer;
import static dev.conv4j.gpu.kernels.Blocks.bufferOrNull;

import dev.conv4j.gpu.runtime.Arguments;
import dev.conv4j.gpu.runtime.GpuBuffer;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.ConvGeometry;
import dev.conv4j.tensor.spi.ConvolutionKernels;
import dev.conv4j.tensor.spi.ElementwiseKernels;
import org.jspecify.annotations.Nullable;

/** Convolutions: by Winograd's method, in tiles, or directly, as the geometry says. */
final class GpuConvolution implements ConvolutionKernels {
  /** Groups of work items that keep a large device busy. */
  private static final long GROUPS = 512;

  /** Pixels that are worth a group of work items. */
  private static final long LEAST_PIXELS = 512;

  private static final int MOST_SPLITS = 256;

  private final Tiles tiles;
  private final ElementwiseKernels elementwise;
  private final int winogradChannels;

  /**
   * Convolutions.
   *
   * @param winogradChannels Winograd's method is taken from so many channels on
   */
  GpuConvolution(Tiles tiles, ElementwiseKernels elementwise, int winogradChannels) {
    this.tiles = tiles;
    this.elementwise = elementwise;
    this.winogradChannels = winogradChannels;
  }

  /** How images of {@code x}'s shape are convolved, whatever their number. */
  FilterPlan forwardPlan(Shape x, Shape w, ConvGeometry geometry) {
    Shape y = geometry.outputShape(x, w.extent(0));
    return Winograd.pays(w, geometry, winogradChannels)
        ? Winograd.forward(x, y, geometry)
        : PackedFilters.of(Slide.forward(x, y, geometry));
  }

  @Override
  public void forward(Tensor x, Tensor w, @Nullable Tensor bias, Tensor y, ConvGeometry geometry) {
    forwardPlan(x.shape(), w.shape(), geometry)
        .packAndRun(
            tiles,
            buffer(x),
            buffer(w),
            buffer(y),
            x.shape().intExtent(0),
            new Finish(bufferOrNull(bias), null, false));
  }

  @Override
  public void inputGradient(Tensor dy, Tensor w, Tensor dx, ConvGeometry geometry) {
    int images = dx.shape().intExtent(0);
    if (Winograd.pays(w.shape(), geometry, winogradChannels)) {
      Winograd.backward(dx.shape(), dy.shape(), geometry)
          .packAndRun(tiles, buffer(dy), buffer(w), buffer(dx), images, Finish.NONE);
      return;
    }
    for (Slide part : Slide.backward(dx.shape(), dy.shape(), geometry)) {
      PackedFilters.of(part)
          .packAndRun(tiles, buffer(dy), buffer(w), buffer(dx), images, Finish.NONE);
    }
  }

  @Override
  public void weightGradient(Tensor dy, Tensor x, Tensor dw, ConvGeometry geometry) {
    int images = dy.shape().intExtent(0);
    Slide slide = Slide.forward(x.shape(), dy.shape(), geometry);
    long pixels = images * slide.pixels();
    if (pixels == 0) {
      elementwise.fill(dw, 0);
      return;
    }
    int channels = slide.channels();
    long taps = slide.terms();
    Tile tile = Tile.of(channels, taps, GROUPS);
    long covered = tile.count(channels, taps) * tile.rows() * Tile.COLUMNS;
    if (4L * channels * taps < covered) {
      tiles.launch(
          "weight_gradient_directly",
          Grids.rows(taps, dw.shape().extent(0), Grids.ITEMS),
          slide.addTo(Arguments.of(buffer(dy), buffer(x), buffer(dw)), images));
    } else {
      tiledWeightGradient(dy, x, dw, slide, tile);
    }
  }

  private void tiledWeightGradient(Tensor dy, Tensor x, Tensor dw, Slide slide, Tile tile) {
    int images = dy.shape().intExtent(0);
    long pixels = images * slide.pixels();
    long count = tile.count(slide.channels(), slide.terms());
    long wanted =
        Math.min(Math.ceilDiv(GROUPS, count * slide.groups()), Math.ceilDiv(pixels, LEAST_PIXELS));
    long each = tile.roundedTerms(Math.ceilDiv(pixels, Math.clamp(wanted, 1L, (long) MOST_SPLITS)));
    int splits = Math.toIntExact(Math.ceilDiv(pixels, each));
    long elements = dw.shape().count();
    if (splits == 1) {
      launchWeightGradient(dy, x, buffer(dw), slide, tile, splits, each);
      return;
    }
    try (Scratch shares = tiles.scratch(splits * elements)) {
      launchWeightGradient(dy, x, shares.buffer(), slide, tile, splits, each);
      tiles.addShares(shares.buffer(), buffer(dw), elements, splits, 1, Finish.NONE);
    }
  }

  private void launchWeightGradient(
      Tensor dy, Tensor x, GpuBuffer into, Slide slide, Tile tile, int splits, long each) {
    tiles.launch(
        tile,
        "weight_gradient",
        Grids.rows(
            tile.count(slide.channels(), slide.terms()),
            (long) slide.groups() * splits,
            Grids.ITEMS),
        slide.addTo(
            Arguments.of(buffer(dy), buffer(x), into).ints(splits).longs(each),
            dy.shape().intExtent(0)));
  }
}
