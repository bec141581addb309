package dev.conv4j.gpu.kernels;

import static dev.conv4j.gpu.kernels.Blocks.buffer;
import static dev.conv4j.gpu.kernels.Blocks.bufferOrNull;

import dev.conv4j.gpu.runtime.Arguments;
import dev.conv4j.gpu.runtime.GpuBuffer;
import dev.conv4j.gpu.runtime.Grid;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.MatrixKernels;
import org.jspecify.annotations.Nullable;

/**
 * Products of matrices, a tile for each group of work items. Where few columns have many terms,
 * these are split among groups, by their number alone: a row's bits do not depend on how many rows
 * there are.
 */
final class GpuMatrix implements MatrixKernels {
  private static final int LEAST_TERMS = 1024;
  private static final int MOST_SPLITS = 8;
  private static final int MOST_SPLIT_COLUMNS = 4096;

  private final Tiles tiles;

  GpuMatrix(Tiles tiles) {
    this.tiles = tiles;
  }

  @Override
  public void multiply(
      Tensor a, boolean transposeA, Tensor b, boolean transposeB, @Nullable Tensor bias, Tensor c) {
    int k = a.shape().intExtent(transposeA ? 0 : 1);
    Finish finish = new Finish(bufferOrNull(bias), null, false);
    multiply(buffer(a), transposeA, buffer(b), transposeB, k, c, finish);
  }

  /** {@code c = op(a) · op(b)} over {@code k} terms, finished. */
  void multiply(
      GpuBuffer a,
      boolean transposeA,
      GpuBuffer b,
      boolean transposeB,
      int k,
      Tensor c,
      Finish finish) {
    int m = c.shape().intExtent(0);
    int n = c.shape().intExtent(1);
    if (c.shape().count() == 0) {
      return;
    }
    int splits = splits(k, n);
    int terms = Math.ceilDiv(k, splits);
    if (splits == 1) {
      launch(a, transposeA, b, transposeB, buffer(c), new int[] {m, n, k}, terms, 1, finish);
      return;
    }
    long count = c.shape().count();
    try (Scratch shares = tiles.scratch(splits * count)) {
      GpuBuffer into = shares.buffer();
      int[] sizes = {m, n, k};
      launch(a, transposeA, b, transposeB, into, sizes, terms, splits, Finish.NONE);
      tiles.addShares(into, buffer(c), count, splits, n, finish);
    }
  }

  private static int splits(int k, int n) {
    return n > MOST_SPLIT_COLUMNS ? 1 : Math.clamp(k / LEAST_TERMS, 1, MOST_SPLITS);
  }

  private void launch(
      GpuBuffer a,
      boolean transposeA,
      GpuBuffer b,
      boolean transposeB,
      GpuBuffer c,
      int[] sizes,
      int terms,
      int splits,
      Finish finish) {
    Tile tile = Tile.of(sizes[0], sizes[1], splits);
    tiles.launch(
        tile,
        "matrix_product",
        Grid.of(tile.count(sizes[0], sizes[1]), splits, 1, Grids.ITEMS),
        finish.addTo(
            Arguments.of(a, b, c).ints(sizes).ints(transposeA ? 1 : 0, transposeB ? 1 : 0, terms)));
  }
}
