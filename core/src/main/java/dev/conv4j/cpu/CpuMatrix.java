package dev.conv4j.cpu;

import static dev.conv4j.cpu.ArrayStorage.floats;

import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.MatrixKernels;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The matrix product: the right factor packed as a whole, the left one block by block of rows. */
final class CpuMatrix implements MatrixKernels {
  /** The most rows in one task: they stay in the second cache for a block of terms. */
  private static final int MOST_ROWS = 48;

  /** The number of tasks that the work is cut into where it is wide enough. */
  private static final int TASKS = 8;

  /** The fewest panels of columns in one task: each packs its rows by itself. */
  private static final int LEAST_PANELS = 8;

  /** Panels of columns that one task packs. */
  private static final int PACKED_PANELS = 8;

  private final Workers workers;
  private final Product product;
  private final HostMemory memory;

  CpuMatrix(Workers workers, MicroKernel micro, HostMemory memory) {
    this.workers = workers;
    this.product = new Product(micro);
    this.memory = memory;
  }

  @Override
  public void multiply(
      Tensor a, boolean transposeA, Tensor b, boolean transposeB, @Nullable Tensor bias, Tensor c) {
    int columns = c.shape().intExtent(1);
    int terms = a.shape().intExtent(transposeA ? 0 : 1);
    float @Nullable [] biases = bias == null ? null : floats(bias);
    try (HostMemory.Loan right = packRight(floats(b), transposeB, columns, terms)) {
      multiply(a, transposeA, right.floats(), biases, c, Finish.NOTHING);
    }
  }

  /**
   * The product with a right factor that is packed already.
   *
   * @param finish what is done to the block of a task in the end
   */
  void multiply(
      Tensor a,
      boolean transposeA,
      float[] right,
      float @Nullable [] bias,
      Tensor c,
      Finish finish) {
    int rows = c.shape().intExtent(0);
    int columns = c.shape().intExtent(1);
    int terms = a.shape().intExtent(transposeA ? 0 : 1);
    if (rows > 0 && columns > 0) {
      Left left = new Left(floats(a), transposeA ? 1 : terms, transposeA ? rows : 1);
      multiply(new Job(left, right, bias, floats(c), rows, columns, terms, finish));
    }
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
  HostMemory.Loan packRight(float[] b, boolean transposed, int columns, int terms) {
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
  private void multiply(Job job) {
    int rowBlocks = Math.ceilDiv(job.rows, MOST_ROWS);
    int rowBlock = product.paddedRows(Math.ceilDiv(job.rows, rowBlocks));
    int panels = Math.ceilDiv(job.columns, product.panelColumns());
    int columnBlocks = Math.clamp(panels / LEAST_PANELS, 1, Math.ceilDiv(TASKS, rowBlocks));
    int columnBlock = Math.ceilDiv(panels, columnBlocks) * product.panelColumns();
    int leftCount = rowBlock * Product.termBlock(job.terms);
    workers.run(
        Math.ceilDiv(job.rows, rowBlock) * columnBlocks,
        (long) job.rows * job.columns * job.terms,
        leftCount + product.panelColumns() + product.edgeTile(),
        (task, scratch) -> {
          int row = task / columnBlocks * rowBlock;
          int column = task % columnBlocks * columnBlock;
          job.multiplyBlock(
              row,
              Math.min(rowBlock, job.rows - row),
              column,
              Math.min(column + columnBlock, job.columns),
              scratch,
              leftCount);
        });
  }

  /** A product, its right factor packed. */
  private final class Job {
    private final Left left;
    private final float[] right;
    private final float @Nullable [] bias;
    private final float[] c;
    private final int rows;
    private final int columns;
    private final int terms;
    private final Finish finish;

    Job(
        Left left,
        float[] right,
        float @Nullable [] bias,
        float[] c,
        int rows,
        int columns,
        int terms,
        Finish finish) {
      this.left = left;
      this.right = right;
      this.bias = bias;
      this.c = c;
      this.rows = rows;
      this.columns = columns;
      this.terms = terms;
      this.finish = finish;
    }

    /**
     * Computes a block of the result.
     *
     * @param startAt where in the scratch memory there is room behind the packed rows
     */
    void multiplyBlock(int row, int count, int first, int end, float[] scratch, int startAt) {
      int block = Product.termBlock(terms);
      int term = 0;
      do {
        int termCount = Math.min(block, terms - term);
        int at = row * left.rowStride + term * left.termStride;
        product.packLeft(
            left.values, at, left.rowStride, left.termStride, count, termCount, scratch, 0);
        for (int column = first; column < end; column += product.panelColumns()) {
          multiplyPanel(row, count, column, term, termCount, scratch, startAt);
        }
        term += termCount;
      } while (term < terms);
      if (!finish.isNothing()) {
        for (int i = row; i < row + count; i++) {
          finish.apply(c, i * columns + first, end - first);
        }
      }
    }

    private void multiplyPanel(
        int row, int count, int column, int term, int termCount, float[] scratch, int startAt) {
      int used = Math.min(product.panelColumns(), columns - column);
      int cAt = row * columns + column;
      boolean starts = term == 0;
      if (starts) {
        start(column, used, scratch, startAt);
      }
      product.multiply(
          count,
          used,
          termCount,
          scratch,
          0,
          right,
          product.paddedColumns(columns) * term + column * termCount,
          starts ? scratch : c,
          starts ? startAt : cAt,
          starts ? 0 : columns,
          c,
          cAt,
          columns,
          scratch,
          startAt + product.panelColumns());
    }

    /** What the sums of one panel of columns start from. */
    private void start(int column, int used, float[] into, int at) {
      Arrays.fill(into, at, at + product.panelColumns(), 0);
      if (bias != null) {
        System.arraycopy(bias, column, into, at, used);
      }
    }
  }
}
