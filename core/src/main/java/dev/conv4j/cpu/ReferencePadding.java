package dev.conv4j.cpu;

import static dev.conv4j.cpu.ArrayStorage.doubles;

import dev.conv4j.tensor.PaddingMode;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.PadGeometry;
import dev.conv4j.tensor.spi.PaddingKernels;
import java.util.Arrays;

/** Padding by its definition. */
final class ReferencePadding implements PaddingKernels {

  @Override
  public void pad(Tensor x, Tensor y, PadGeometry geometry) {
    double[] xs = doubles(x);
    double[] ys = doubles(y);
    for (int at = 0; at < ys.length; at++) {
      int source = source(at, x.shape(), y.shape(), geometry);
      ys[at] = source < 0 ? 0 : xs[source];
    }
  }

  @Override
  public void padGradient(Tensor dy, Tensor dx, PadGeometry geometry) {
    double[] dys = doubles(dy);
    double[] dxs = doubles(dx);
    Arrays.fill(dxs, 0);
    for (int at = 0; at < dys.length; at++) {
      int source = source(at, dx.shape(), dy.shape(), geometry);
      if (source >= 0) {
        dxs[source] += dys[at];
      }
    }
  }

  /** Where the pixel stands that is seen at {@code at}; below 0 for a zero. */
  private static int source(int at, Shape x, Shape y, PadGeometry g) {
    int width = y.intExtent(3);
    int height = y.intExtent(2);
    int plane = at / (height * width);
    long row = g.mode().source(at / width % height - g.top(), x.extent(2));
    long column = g.mode().source(at % width - g.left(), x.extent(3));
    return row == PaddingMode.NONE || column == PaddingMode.NONE
        ? -1
        : Math.toIntExact((plane * x.extent(2) + row) * x.extent(3) + column);
  }
}
