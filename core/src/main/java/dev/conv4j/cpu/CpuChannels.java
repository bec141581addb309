package dev.conv4j.cpu;

import static dev.conv4j.cpu.ArrayStorage.floats;

import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.ChannelKernels;

/** Channels side by side; those of one image lie behind each other and are copied at once. */
final class CpuChannels implements ChannelKernels {
  private final Workers workers;

  CpuChannels(Workers workers) {
    this.workers = workers;
  }

  @Override
  public void insert(Tensor x, Tensor y, int first) {
    copy(x, 0, y, first, perImage(x));
  }

  @Override
  public void extract(Tensor x, int first, Tensor y) {
    copy(x, first, y, 0, perImage(y));
  }

  private static int perImage(Tensor x) {
    return (int) x.shape().countPerItem();
  }

  private static int plane(Tensor x) {
    return perImage(x) / Math.max(x.shape().intExtent(1), 1);
  }

  /** Copies {@code count} elements of each image, from one channel on to another. */
  private void copy(Tensor x, int from, Tensor y, int to, int count) {
    float[] xs = floats(x);
    float[] ys = floats(y);
    int xSize = perImage(x);
    int ySize = perImage(y);
    int xFirst = from * plane(x);
    int yFirst = to * plane(y);
    int images = x.shape().intExtent(0);
    workers.run(
        images,
        (long) images * count,
        0,
        (n, scratch) -> Runs.copy(xs, n * xSize + xFirst, ys, n * ySize + yFirst, count));
  }

  @Override
  public void shift(Tensor x, Tensor shifts, Tensor y) {
    float[] xs = floats(x);
    float[] added = floats(shifts);
    float[] ys = floats(y);
    Spans.run(
        workers,
        added.length * x.shape().intExtent(0),
        plane(x),
        (plane, at, count) -> add(xs, added[plane % added.length], ys, at, at + count));
  }

  private static void add(float[] xs, float shift, float[] ys, int from, int to) {
    for (int i = from; i < to; i++) {
      ys[i] = xs[i] + shift;
    }
  }
}
