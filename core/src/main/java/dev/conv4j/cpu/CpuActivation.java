package dev.conv4j.cpu;

import static dev.conv4j.cpu.ArrayStorage.floats;

import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.Activation;
import dev.conv4j.tensor.spi.ActivationKernels;
import java.util.Arrays;

/** Activation functions; those of channels go image by image. */
final class CpuActivation implements ActivationKernels {
  private final Workers workers;
  private final ActivationLoops loops = ActivationLoops.best();
  private final Stretches stretches = Stretches.best();

  CpuActivation(Workers workers) {
    this.workers = workers;
  }

  @Override
  public void forward(Tensor x, Tensor y, Activation f) {
    float[] xs = floats(x);
    float[] ys = floats(y);
    Pieces.run(workers, ys.length, (from, to) -> loops.forward(f, xs, ys, from, to));
  }

  @Override
  public void gradient(Tensor dy, Tensor x, Tensor dx, Activation f) {
    float[] dys = floats(dy);
    float[] xs = floats(x);
    float[] dxs = floats(dx);
    Pieces.run(workers, dxs.length, (from, to) -> loops.gradient(f, dys, xs, dxs, from, to));
  }

  @Override
  public void parametricRelu(Tensor x, Tensor weight, Tensor y) {
    float[] xs = floats(x);
    float[] ys = floats(y);
    float[] slopes = floats(weight);
    new Rows(x.shape())
        .forEachPlane(
            workers, (c, from, to) -> loops.leakyRelu(slopes[c % slopes.length], xs, ys, from, to));
  }

  @Override
  public void parametricReluGradient(Tensor dy, Tensor x, Tensor weight, Tensor dx) {
    float[] dys = floats(dy);
    float[] xs = floats(x);
    float[] dxs = floats(dx);
    float[] slopes = floats(weight);
    new Rows(x.shape())
        .forEachPlane(
            workers,
            (c, from, to) ->
                loops.leakyReluGradient(slopes[c % slopes.length], dys, xs, dxs, from, to));
  }

  @Override
  public void parametricReluWeightGradient(Tensor dy, Tensor x, Tensor dweight) {
    float[] dys = floats(dy);
    float[] xs = floats(x);
    float[] sums = floats(dweight);
    ChannelBlocks blocks = new ChannelBlocks(x);
    float[] perChannel = sums.length == 1 ? new float[x.shape().intExtent(1)] : sums;
    workers.run(
        blocks.tasks(),
        xs.length,
        blocks.room(),
        (task, scratch) -> {
          Arrays.fill(perChannel, blocks.first(task), blocks.end(task), 0);
          blocks.forEachBlock(
              task,
              dys,
              xs,
              scratch,
              0,
              (c, a, aAt, b, bAt, count) -> perChannel[c] += below(a, aAt, b, bAt, count));
        });
    if (sums.length == 1) {
      sums[0] = CpuReduction.sum(perChannel, 0, perChannel.length);
    }
  }

  /** The sum of {@code dy * x} where not {@code x > 0}. */
  private static float below(float[] dys, int dyAt, float[] xs, int xAt, int count) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    int i = 0;
    for (; i + 3 < count; i += 4) {
      s0 += below(dys[dyAt + i], xs[xAt + i]);
      s1 += below(dys[dyAt + i + 1], xs[xAt + i + 1]);
      s2 += below(dys[dyAt + i + 2], xs[xAt + i + 2]);
      s3 += below(dys[dyAt + i + 3], xs[xAt + i + 3]);
    }
    for (; i < count; i++) {
      s0 += below(dys[dyAt + i], xs[xAt + i]);
    }
    return (s0 + s2) + (s1 + s3);
  }

  private static float below(float dy, float x) {
    return x > 0 ? 0 : dy * x;
  }

  @Override
  public void softmax(Tensor x, Tensor y) {
    float[] xs = floats(x);
    float[] ys = floats(y);
    Rows rows = new Rows(x.shape());
    if (rows.pixels == 1) {
      rows.forEachImage(workers, 0, (at, scratch) -> softmaxOfRow(xs, ys, at, rows.channels));
    } else {
      rows.forEachImage(
          workers, 2 * rows.pixels, (at, scratch) -> softmaxOfPixels(rows, xs, ys, at, scratch));
    }
  }

  private void softmaxOfRow(float[] xs, float[] ys, int at, int count) {
    float most = Float.NEGATIVE_INFINITY;
    for (int i = at; i < at + count; i++) {
      most = Math.max(most, xs[i]);
    }
    for (int i = at; i < at + count; i++) {
      ys[i] = xs[i] - most;
    }
    loops.exp(ys, at, count);
    float share = 1 / CpuReduction.sum(ys, at, count);
    for (int i = at; i < at + count; i++) {
      ys[i] *= share;
    }
  }

  /** All pixels of an image, channel after channel. */
  private void softmaxOfPixels(Rows rows, float[] xs, float[] ys, int first, float[] scratch) {
    int pixels = rows.pixels;
    int end = first + rows.channels * pixels;
    Arrays.fill(scratch, 0, pixels, Float.NEGATIVE_INFINITY);
    for (int at = first; at < end; at += pixels) {
      stretches.max(xs, at, scratch, 0, pixels);
    }
    Arrays.fill(scratch, pixels, 2 * pixels, 0);
    for (int at = first; at < end; at += pixels) {
      for (int i = 0; i < pixels; i++) {
        ys[at + i] = xs[at + i] - scratch[i];
      }
      loops.exp(ys, at, pixels);
      for (int i = 0; i < pixels; i++) {
        scratch[pixels + i] += ys[at + i];
      }
    }
    for (int i = 0; i < pixels; i++) {
      scratch[i] = 1 / scratch[pixels + i];
    }
    for (int at = first; at < end; at += pixels) {
      for (int i = 0; i < pixels; i++) {
        ys[at + i] *= scratch[i];
      }
    }
  }

  @Override
  public void softmaxGradient(Tensor dy, Tensor y, Tensor dx) {
    float[] dys = floats(dy);
    float[] ys = floats(y);
    float[] dxs = floats(dx);
    Rows rows = new Rows(y.shape());
    rows.forEachImage(
        workers,
        rows.pixels,
        (first, scratch) -> {
          int pixels = rows.pixels;
          int end = first + rows.channels * pixels;
          Arrays.fill(scratch, 0, pixels, 0);
          for (int at = first; at < end; at += pixels) {
            for (int i = 0; i < pixels; i++) {
              scratch[i] += dys[at + i] * ys[at + i];
            }
          }
          for (int at = first; at < end; at += pixels) {
            for (int i = 0; i < pixels; i++) {
              dxs[at + i] = ys[at + i] * (dys[at + i] - scratch[i]);
            }
          }
        });
  }

  /** A batch {@code [N, C, ...]} as images of so many channels of so many pixels. */
  private static final class Rows {
    /** Elements that are worth a task: small images or planes are taken together. */
    private static final int TASK = 1 << 13;

    /** What to do with the image that begins at {@code at}. */
    interface ImageBody {
      void run(int at, float[] scratch);
    }

    /** What to do with one channel of one image. */
    interface PlaneBody {
      void run(int channel, int from, int to);
    }

    private final int images;
    private final int channels;
    private final int pixels;

    Rows(Shape x) {
      this.images = x.intExtent(0);
      this.channels = x.intExtent(1);
      this.pixels = (int) (x.countPerItem() / Math.max(channels, 1));
    }

    void forEachPlane(Workers workers, PlaneBody body) {
      int planes = images * channels;
      int together = Math.max(TASK / Math.max(pixels, 1), 1);
      workers.run(
          Math.ceilDiv(planes, together),
          (long) planes * pixels,
          0,
          (task, scratch) -> {
            int end = Math.min((task + 1) * together, planes);
            for (int plane = task * together; plane < end; plane++) {
              body.run(plane % channels, plane * pixels, (plane + 1) * pixels);
            }
          });
    }

    void forEachImage(Workers workers, int scratchFloats, ImageBody body) {
      int size = channels * pixels;
      int together = Math.max(TASK / Math.max(size, 1), 1);
      workers.run(
          Math.ceilDiv(images, together),
          (long) images * size,
          scratchFloats,
          (task, scratch) -> {
            int end = Math.min((task + 1) * together, images);
            for (int image = task * together; image < end; image++) {
              body.run(image * size, scratch);
            }
          });
    }
  }
}
