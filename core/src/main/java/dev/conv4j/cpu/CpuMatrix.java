package dev.conv4j.cpu;

import static dev.conv4j.cpu.ArrayStorage.floats;

import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.MatrixKernels;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The matrix product: the right factor packed as a whole, the left one block by block of rows. A
 * few rows by a transposed matrix, which is what a linear layer does with a few images, are dot
 * products that read the matrix once, where it stands.
 */
final class CpuMatrix implements MatrixKernels {
  /** The most rows in one task: they stay in the second cache for a block of terms. */
  private static final int MOST_ROWS = 48;

  /** The number of tasks that the work is cut into where it is wide enough. */
  private static final int TASKS = 8;

  /** The fewest panels of columns in one task: each packs its rows by itself. */
  private static final int LEAST_PANELS = 8;

  /** Panels of columns that one task packs. */
  private static final int PACKED_PANELS = 8;

  /** With more rows than these, packing the right factor pays. */
  private static final int FEW_ROWS = 8;

  /** Columns in one task where there are few rows. */
  private static final int FEW_COLUMNS = 4 * Dots.ROWS;

  private final Workers workers;
  private final Product product;
  private final Dots dots;
  private final HostMemory memory;

  CpuMatrix(Workers workers, MicroKernel micro, HostMemory memory) {
    this.workers = workers;
    this.product = new Product(micro);
    this.dots = micro.dots();
    this.memory = memory;
  }

  @Override
  public void multiply(
      Tensor a, boolean transposeA, Tensor b, boolean transposeB, @Nullable Tensor bias, Tensor c) {
    int rows = c.shape().intExtent(0);
    int columns = c.shape().intExtent(1);
    int terms = a.shape().intExtent(transposeA ? 0 : 1);
    if (rows == 0 || columns == 0) {
      return;
    }
    float @Nullable [] biases = bias == null ? null : floats(bias);
    if (!transposeA && transposeB && rows <= FEW_ROWS && columns >= Dots.ROWS) {
      multiplyFew(floats(a), floats(b), biases, floats(c), rows, columns, terms);
      return;
    }
    Left left = new Left(floats(a), transposeA ? 1 : terms, transposeA ? rows : 1);
    try (HostMemory.Loan right = packRight(floats(b), transposeB, columns, terms)) {
      multiply(left, right.floats(), biases, floats(c), rows, columns, terms);
    }
  }

  /**
   * Each element a dot product. The last columns begin early rather than end late, so that some are
   * computed twice, to the same bits.
   */
  private void multiplyFew(
      float[] a, float[] b, float @Nullable [] bias, float[] c, int rows, int columns, int terms) {
    workers.run(
        Math.ceilDiv(columns, FEW_COLUMNS),
        (long) rows * columns * terms,
        dots.room(),
        (task, scratch) -> {
          int end = Math.min((task + 1) * FEW_COLUMNS, columns);
          for (int next = task * FEW_COLUMNS; next < end; next += Dots.ROWS) {
            int column = Math.min(next, columns - Dots.ROWS);
            for (int row = 0; row < rows; row++) {
              dots.multiply(terms, a, row * terms, b, column * terms, terms, scratch, 0);
              for (int i = column; i < column + Dots.ROWS; i++) {
                c[row * columns + i] = scratch[i - column] + (bias == null ? 0 : bias[i]);
              }
            }
          }
        });
  }

  /** The left factor in its array, transposed or not. */
  private static final class Left {
    private final float[] values;
    private final int rowStride;
    private final int termStride;

    Left(float[] values, int rowStride, int termStride) {
      this.values = values;
      this.rowStride = rowStride;
      this.termStride = termStride;
    }
  }

  /** Packs the right factor block by block of terms, and in a block panel by panel of columns. */
  private HostMemory.Loan packRight(float[] b, boolean transposed, int columns, int terms) {
    int padded = product.paddedColumns(columns);
    int block = Product.termBlock(terms);
    int width = PACKED_PANELS * product.panelColumns();
    int pieces = Math.ceilDiv(columns, width);
    HostMemory.Loan packed = memory.borrow((long) padded * terms);
    int columnStride = transposed ? terms : 1;
    int termStride = transposed ? 1 : columns;
    workers.run(
        terms == 0 ? 0 : Math.ceilDiv(terms, block) * pieces,
        (long) padded * terms,
        0,
        (task, scratch) -> {
          int term = task / pieces * block;
          int column = task % pieces * width;
          int count = Math.min(block, terms - term);
          product.packRight(
              b,
              term * termStride + column * columnStride,
              columnStride,
              termStride,
              Math.min(width, columns - column),
              count,
              packed.floats(),
              padded * term + column * count);
        });
    return packed;
  }

  /** Cuts the result into blocks of rows and, where these are few, of columns. */
  private void multiply(
      Left left,
      float[] right,
      float @Nullable [] bias,
      float[] c,
      int rows,
      int columns,
      int terms) {
    int rowBlocks = Math.ceilDiv(rows, MOST_ROWS);
    int rowBlock = product.paddedRows(Math.ceilDiv(rows, rowBlocks));
    int panels = Math.ceilDiv(columns, product.panelColumns());
    int columnBlocks = Math.clamp(panels / LEAST_PANELS, 1, Math.ceilDiv(TASKS, rowBlocks));
    int columnBlock = Math.ceilDiv(panels, columnBlocks) * product.panelColumns();
    int startAt = rowBlock * Product.termBlock(terms);
    workers.run(
        Math.ceilDiv(rows, rowBlock) * columnBlocks,
        (long) rows * columns * terms,
        startAt + product.panelColumns() + product.edgeTile(),
        (task, scratch) -> {
          int row = task / columnBlocks * rowBlock;
          int count = Math.min(rowBlock, rows - row);
          int first = task % columnBlocks * columnBlock;
          int end = Math.min(first + columnBlock, columns);
          int term = 0;
          do {
            int termCount = Math.min(Product.termBlock(terms), terms - term);
            int at = row * left.rowStride + term * left.termStride;
            product.packLeft(
                left.values, at, left.rowStride, left.termStride, count, termCount, scratch, 0);
            int rightAt = product.paddedColumns(columns) * term;
            for (int column = first; column < end; column += product.panelColumns()) {
              int used = Math.min(product.panelColumns(), columns - column);
              int cAt = row * columns + column;
              boolean starts = term == 0;
              if (starts) {
                start(bias, column, used, scratch, startAt);
              }
              product.multiply(
                  count,
                  used,
                  termCount,
                  scratch,
                  0,
                  right,
                  rightAt + column * termCount,
                  starts ? scratch : c,
                  starts ? startAt : cAt,
                  starts ? 0 : columns,
                  c,
                  cAt,
                  columns,
                  scratch,
                  startAt + product.panelColumns());
            }
            term += termCount;
          } while (term < terms);
        });
  }

  /** What the sums of one panel of columns start from. */
  private void start(float @Nullable [] bias, int column, int used, float[] into, int at) {
    Arrays.fill(into, at, at + product.panelColumns(), 0);
    if (bias != null) {
      System.arraycopy(bias, column, into, at, used);
    }
  }
}
