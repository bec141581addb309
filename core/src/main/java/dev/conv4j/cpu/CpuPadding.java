package dev.conv4j.cpu;

import static dev.conv4j.cpu.ArrayStorage.floats;

import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.PadGeometry;
import dev.conv4j.tensor.spi.PaddingKernels;
import java.util.Arrays;

/** Padding, plane by plane and row by row. */
final class CpuPadding implements PaddingKernels {
  private final Workers workers;

  CpuPadding(Workers workers) {
    this.workers = workers;
  }

  @Override
  public void pad(Tensor x, Tensor y, PadGeometry geometry) {
    float[] xs = floats(x);
    float[] ys = floats(y);
    Frame frame = new Frame(x.shape(), y.shape(), geometry);
    frame.planes.forEach(
        workers, frame.planes.outSize(), (xAt, yAt) -> frame.pad(xs, xAt, ys, yAt));
  }

  @Override
  public void padGradient(Tensor dy, Tensor dx, PadGeometry geometry) {
    float[] dys = floats(dy);
    float[] dxs = floats(dx);
    Frame frame = new Frame(dx.shape(), dy.shape(), geometry);
    frame.planes.forEach(
        workers, frame.planes.outSize(), (xAt, yAt) -> frame.gather(dys, yAt, dxs, xAt));
  }

  /** One channel of one image, and what is around it. */
  private static final class Frame {
    private final PadGeometry geometry;
    private final Planes planes;
    private final int height;
    private final int width;
    private final int outHeight;
    private final int outWidth;

    Frame(Shape x, Shape y, PadGeometry geometry) {
      this.geometry = geometry;
      this.planes = new Planes(x, y);
      this.height = x.intExtent(2);
      this.width = x.intExtent(3);
      this.outHeight = y.intExtent(2);
      this.outWidth = y.intExtent(3);
    }

    void pad(float[] xs, int xAt, float[] ys, int yAt) {
      for (int i = 0; i < outHeight; i++, yAt += outWidth) {
        int row = row(i);
        if (row < 0) {
          Arrays.fill(ys, yAt, yAt + outWidth, 0);
          continue;
        }
        int from = xAt + row * width;
        System.arraycopy(xs, from, ys, yAt + geometry.left(), width);
        for (int j = 0; j < geometry.left(); j++) {
          ys[yAt + j] = seen(xs, from, j);
        }
        for (int j = geometry.left() + width; j < outWidth; j++) {
          ys[yAt + j] = seen(xs, from, j);
        }
      }
    }

    private float seen(float[] xs, int from, int j) {
      int column = column(j);
      return column < 0 ? 0 : xs[from + column];
    }

    void gather(float[] dys, int yAt, float[] dxs, int xAt) {
      Arrays.fill(dxs, xAt, xAt + planes.size(), 0);
      for (int i = 0; i < outHeight; i++, yAt += outWidth) {
        int row = row(i);
        if (row < 0) {
          continue;
        }
        int to = xAt + row * width;
        for (int j = 0; j < geometry.left(); j++) {
          add(dys[yAt + j], dxs, to, j);
        }
        int inside = yAt + geometry.left();
        for (int j = 0; j < width; j++) {
          dxs[to + j] += dys[inside + j];
        }
        for (int j = geometry.left() + width; j < outWidth; j++) {
          add(dys[yAt + j], dxs, to, j);
        }
      }
    }

    private void add(float gradient, float[] dxs, int to, int j) {
      int column = column(j);
      if (column >= 0) {
        dxs[to + column] += gradient;
      }
    }

    /** The row that is seen in row i of the output, or less than 0. */
    private int row(int i) {
      return (int) geometry.mode().source(i - geometry.top(), height);
    }

    private int column(int j) {
      return (int) geometry.mode().source(j - geometry.left(), width);
    }
  }
}
