package dev.conv4j.cpu;

import static dev.conv4j.cpu.ArrayStorage.doubles;

import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.ChannelKernels;

/** Channels side by side, element by element. */
final class ReferenceChannels implements ChannelKernels {

  /** The elements from one channel of one image to the next. */
  private static int plane(Tensor x) {
    return (int) (x.shape().countPerItem() / Math.max(x.shape().extent(1), 1));
  }

  /** The element of {@code whole} where that number {@code i} of some of its channels stands. */
  private static int place(int i, Tensor some, int first, Tensor whole) {
    int plane = plane(some);
    int channels = some.shape().intExtent(1);
    int image = i / plane / channels;
    int channel = i / plane % channels;
    return (image * whole.shape().intExtent(1) + first + channel) * plane + i % plane;
  }

  @Override
  public void insert(Tensor x, Tensor y, int first) {
    double[] xs = doubles(x);
    double[] ys = doubles(y);
    for (int i = 0; i < xs.length; i++) {
      ys[place(i, x, first, y)] = xs[i];
    }
  }

  @Override
  public void extract(Tensor x, int first, Tensor y) {
    double[] xs = doubles(x);
    double[] ys = doubles(y);
    for (int i = 0; i < ys.length; i++) {
      ys[i] = xs[place(i, y, first, x)];
    }
  }

  @Override
  public void shift(Tensor x, Tensor shifts, Tensor y) {
    double[] xs = doubles(x);
    double[] added = doubles(shifts);
    double[] ys = doubles(y);
    for (int i = 0; i < ys.length; i++) {
      ys[i] = xs[i] + added[i / plane(x) % added.length];
    }
  }
}
