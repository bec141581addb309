package dev.conv4j.cpu;

import static dev.conv4j.cpu.ArrayStorage.floats;

import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.MatrixKernels;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The matrix product: the right factor packed as a whole, the left one block by block of rows. */
final class CpuMatrix implements MatrixKernels {
  /** Rows in one task. */
  private static final int ROW_BLOCK = 96;

  private final Workers workers;
  private final Product product;
  private final HostMemory memory;

  CpuMatrix(Workers workers, Product product, HostMemory memory) {
    this.workers = workers;
    this.product = product;
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
   * @param finish what is done to the rows of a task in the end
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
    Left left = new Left(floats(a), transposeA ? 1 : terms, transposeA ? rows : 1);
    workers.run(
        Math.ceilDiv(rows, ROW_BLOCK),
        (long) rows * columns * terms,
        product.paddedRows(ROW_BLOCK) * Math.min(Product.TERM_BLOCK, terms) + product.edgeTile(),
        (task, scratch) -> {
          int first = task * ROW_BLOCK;
          int count = Math.min(ROW_BLOCK, rows - first);
          startRows(floats(c), first, count, columns, bias);
          multiplyRows(left, first, count, columns, terms, right, floats(c), scratch);
          if (!finish.isNothing()) {
            finish.apply(floats(c), first * columns, count * columns);
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
  HostMemory.Loan packRight(float[] b, boolean transposed, int columns, int terms) {
    int padded = product.paddedColumns(columns);
    HostMemory.Loan packed = memory.borrow((long) padded * terms);
    int columnStride = transposed ? terms : 1;
    int termStride = transposed ? 1 : columns;
    workers.run(
        Math.ceilDiv(terms, Product.TERM_BLOCK),
        (long) padded * terms,
        0,
        (task, scratch) -> {
          int first = task * Product.TERM_BLOCK;
          int count = Math.min(Product.TERM_BLOCK, terms - first);
          product.packRight(
              b,
              first * termStride,
              columnStride,
              termStride,
              columns,
              count,
              packed.floats(),
              padded * first);
        });
    return packed;
  }

  private static void startRows(
      float[] c, int first, int count, int columns, float @Nullable [] bias) {
    for (int row = first; row < first + count; row++) {
      if (bias == null) {
        Arrays.fill(c, row * columns, (row + 1) * columns, 0);
      } else {
        System.arraycopy(bias, 0, c, row * columns, columns);
      }
    }
  }

  private void multiplyRows(
      Left left,
      int first,
      int count,
      int columns,
      int terms,
      float[] right,
      float[] c,
      float[] scratch) {
    int panel = product.panelColumns();
    int edgeAt = product.paddedRows(ROW_BLOCK) * Math.min(Product.TERM_BLOCK, terms);
    for (int term = 0; term < terms; term += Product.TERM_BLOCK) {
      int termCount = Math.min(Product.TERM_BLOCK, terms - term);
      product.packLeft(
          left.values,
          first * left.rowStride + term * left.termStride,
          left.rowStride,
          left.termStride,
          count,
          termCount,
          scratch,
          0);
      int rightAt = product.paddedColumns(columns) * term;
      for (int column = 0; column < columns; column += panel) {
        product.multiply(
            count,
            Math.min(panel, columns - column),
            termCount,
            scratch,
            0,
            right,
            rightAt + column * termCount,
            c,
            first * columns + column,
            columns,
            scratch,
            edgeAt);
      }
    }
  }
}
