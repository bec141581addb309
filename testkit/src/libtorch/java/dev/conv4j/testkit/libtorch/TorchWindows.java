package dev.conv4j.testkit.libtorch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.conv4j.nn.AvgPool2d;
import dev.conv4j.nn.MaxPool2d;
import dev.conv4j.tensor.PaddingMode;
import dev.conv4j.tensor.Size2d;

/**
 * Pooling and padding as libtorch computes them. DJL has no dilated max-pooling, which is written
 * as the maximum of what each element of the windows sees, and no padding but with a constant; the
 * other kinds are pieces of the image, put together.
 */
final class TorchWindows {
  private static final int ROWS = 2;
  private static final int COLUMNS = 3;

  private TorchWindows() {}

  static NDArray max(MaxPool2d.Config pool, NDArray x) {
    if (pool.dilation().equals(Size2d.square(1))) {
      return JniUtils.maxPool(
          (PtNDArray) x,
          shape(pool.window()),
          shape(pool.stride()),
          shape(pool.padding()),
          pool.ceilMode());
    }
    int rows = outputs(pool, x, ROWS);
    int columns = outputs(pool, x, COLUMNS);
    NDArray padded = endless(pool, x, rows, columns);
    NDArray most = seen(pool, padded, 0, 0, rows, columns);
    for (int p = 0; p < pool.window().height(); p++) {
      for (int q = 0; q < pool.window().width(); q++) {
        if (p + q > 0) {
          most = NDArrays.maximum(most, seen(pool, padded, p, q, rows, columns));
        }
      }
    }
    return most;
  }

  /** PyTorch's formula; a size that is rounded up is tried by libtorch without dilation. */
  private static int outputs(MaxPool2d.Config pool, NDArray x, int axis) {
    boolean rows = axis == ROWS;
    int stride = rows ? pool.stride().height() : pool.stride().width();
    int padding = rows ? pool.padding().height() : pool.padding().width();
    int dilation = rows ? pool.dilation().height() : pool.dilation().width();
    int window = rows ? pool.window().height() : pool.window().width();
    int size = (int) x.getShape().get(axis);
    int room =
        size + 2 * padding - dilation * (window - 1) - 1 + (pool.ceilMode() ? stride - 1 : 0);
    int outputs = room / stride + 1;
    return pool.ceilMode() && (outputs - 1) * stride >= size + padding ? outputs - 1 : outputs;
  }

  /** The images among what is less than any number, as far as the last window reaches. */
  private static NDArray endless(MaxPool2d.Config pool, NDArray x, int rows, int columns) {
    Size2d padding = pool.padding();
    long bottom =
        (rows - 1L) * pool.stride().height()
            + pool.dilation().height() * (pool.window().height() - 1L)
            + 1
            - padding.height()
            - x.getShape().get(ROWS);
    long right =
        (columns - 1L) * pool.stride().width()
            + pool.dilation().width() * (pool.window().width() - 1L)
            + 1
            - padding.width()
            - x.getShape().get(COLUMNS);
    long[] sides = {padding.width(), Math.max(right, 0), padding.height(), Math.max(bottom, 0)};
    return JniUtils.pad((PtNDArray) x, sides, Float.NEGATIVE_INFINITY);
  }

  /** What element (p, q) of every window sees. */
  private static NDArray seen(
      MaxPool2d.Config pool, NDArray padded, int p, int q, int rows, int columns) {
    int top = p * pool.dilation().height();
    int left = q * pool.dilation().width();
    return padded.get(
        ":, :, %d:%d:%d, %d:%d:%d"
            .formatted(
                top,
                top + (rows - 1) * pool.stride().height() + 1,
                pool.stride().height(),
                left,
                left + (columns - 1) * pool.stride().width() + 1,
                pool.stride().width()));
  }

  /**
   * DJL passes over the setting that padding does not count. A mean of images divided by that of
   * ones is one of the images' pixels alone.
   */
  static NDArray average(AvgPool2d.Config pool, NDArray x) {
    NDArray counting = countingAverage(pool, x);
    return pool.countIncludePad()
        ? counting
        : counting.div(countingAverage(pool, x.getManager().ones(x.getShape())));
  }

  private static NDArray countingAverage(AvgPool2d.Config pool, NDArray x) {
    return JniUtils.avgPool(
        (PtNDArray) x,
        shape(pool.window()),
        shape(pool.stride()),
        shape(pool.padding()),
        pool.ceilMode(),
        true);
  }

  /** The images with rows above and below, and columns left and right. */
  static NDArray pad(NDArray x, int top, int bottom, int left, int right, PaddingMode mode) {
    if (mode == PaddingMode.ZEROS) {
      return JniUtils.pad((PtNDArray) x, new long[] {left, right, top, bottom}, 0);
    }
    NDArray taller = pad(x, ROWS, top, bottom, mode);
    return pad(taller, COLUMNS, left, right, mode);
  }

  private static NDArray pad(NDArray x, int axis, int before, int after, PaddingMode mode) {
    int size = (int) x.getShape().get(axis);
    NDList pieces = new NDList();
    switch (mode) {
      case REFLECT -> {
        add(pieces, x, axis, 1, before + 1, true);
        pieces.add(x);
        add(pieces, x, axis, size - 1 - after, size - 1, true);
      }
      case REPLICATE -> {
        for (int i = 0; i < before; i++) {
          add(pieces, x, axis, 0, 1, false);
        }
        pieces.add(x);
        for (int i = 0; i < after; i++) {
          add(pieces, x, axis, size - 1, size, false);
        }
      }
      case CIRCULAR -> {
        add(pieces, x, axis, size - before, size, false);
        pieces.add(x);
        add(pieces, x, axis, 0, after, false);
      }
      case ZEROS -> throw new IllegalArgumentException("zeros are no pieces");
    }
    return NDArrays.concat(pieces, axis);
  }

  private static void add(NDList pieces, NDArray x, int axis, int from, int to, boolean turned) {
    if (to > from) {
      String range = "%d:%d".formatted(from, to);
      NDArray piece = x.get(axis == ROWS ? ":, :, " + range : ":, :, :, " + range);
      pieces.add(turned ? piece.flip(axis) : piece);
    }
  }

  static Shape shape(Size2d size) {
    return new Shape(size.height(), size.width());
  }
}
