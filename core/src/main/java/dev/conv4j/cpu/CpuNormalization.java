package dev.conv4j.cpu;

import static dev.conv4j.cpu.ArrayStorage.floats;

import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.NormalizationKernels;

/**
 * Batch normalisation, a task for each channel. A channel is read in blocks that stay in the
 * nearest cache: the mean and the squares of a block are taken from there in float32, and blocks
 * are put together in float64, in their order (Chan, Golub and LeVeque 1983, "Algorithms for
 * Computing the Sample Variance", equation 1.5).
 */
final class CpuNormalization implements NormalizationKernels {
  /** Elements in a block: 8 KiB. */
  private static final int BLOCK = 2048;

  private final Workers workers;
  private final ChannelSums sums;

  CpuNormalization(Workers workers) {
    this.workers = workers;
    this.sums = ChannelSums.best();
  }

  /** What to do with a run of elements of one channel. */
  private interface RunBody {
    void run(int from, int count);
  }

  /** How the channels lie in {@code [N, C, ...]}. */
  private record Layout(int images, int channels, int plane) {
    static Layout of(Tensor x) {
      int channels = x.shape().intExtent(1);
      int plane = (int) (x.shape().countPerItem() / Math.max(channels, 1));
      return new Layout(x.shape().intExtent(0), channels, plane);
    }

    int perChannel() {
      return images * plane;
    }

    long count() {
      return (long) perChannel() * channels;
    }

    void forEachPlane(int channel, RunBody body) {
      for (int n = 0; n < images; n++) {
        body.run((n * channels + channel) * plane, plane);
      }
    }

    void forEachBlock(int channel, RunBody body) {
      forEachPlane(
          channel,
          (from, count) -> {
            for (int at = 0; at < count; at += BLOCK) {
              body.run(from + at, Math.min(BLOCK, count - at));
            }
          });
    }
  }

  /** Mean and squared distances of the blocks so far. */
  private static final class Moments {
    private double count;
    private double mean;
    private double squares;

    void add(double blockCount, double blockMean, double blockSquares) {
      double together = count + blockCount;
      double distance = blockMean - mean;
      mean += distance * blockCount / together;
      squares += blockSquares + distance * distance * count * blockCount / together;
      count = together;
    }
  }

  @Override
  public void statistics(Tensor x, Tensor mean, Tensor variance) {
    float[] xs = floats(x);
    float[] means = floats(mean);
    float[] variances = floats(variance);
    Layout layout = Layout.of(x);
    workers.run(
        layout.channels,
        2 * layout.count(),
        sums.room(),
        (channel, scratch) -> {
          Moments moments = new Moments();
          layout.forEachBlock(
              channel, (from, count) -> addBlock(xs, from, count, scratch, moments));
          means[channel] = (float) moments.mean;
          variances[channel] = (float) (moments.squares / Math.max(moments.count, 1));
        });
  }

  /** The distances are taken from the rounded mean, and what that leaves is put right. */
  private void addBlock(float[] xs, int from, int count, float[] scratch, Moments moments) {
    sums.sum(xs, from, count, scratch);
    float centre = scratch[0] / count;
    sums.moments(xs, from, count, centre, scratch);
    double left = scratch[0];
    moments.add(count, centre + left / count, Math.max(scratch[1] - left * left / count, 0));
  }

  @Override
  public void normalize(
      Tensor x, Tensor mean, Tensor variance, Tensor gamma, Tensor beta, Tensor y, float epsilon) {
    float[] xs = floats(x);
    float[] means = floats(mean);
    float[] variances = floats(variance);
    float[] gammas = floats(gamma);
    float[] betas = floats(beta);
    float[] ys = floats(y);
    Layout layout = Layout.of(x);
    workers.run(
        layout.channels,
        2 * layout.count(),
        0,
        (c, scratch) -> {
          float scale = (float) (gammas[c] * inverse(variances[c], epsilon));
          layout.forEachPlane(
              c, (from, count) -> normalize(xs, ys, from, count, means[c], scale, betas[c]));
        });
  }

  private static void normalize(
      float[] xs, float[] ys, int from, int count, float mean, float scale, float shift) {
    for (int i = from; i < from + count; i++) {
      ys[i] = (xs[i] - mean) * scale + shift;
    }
  }

  private static double inverse(float variance, float epsilon) {
    return 1 / Math.sqrt((double) variance + epsilon);
  }

  @Override
  public void parameterGradients(
      Tensor dy,
      Tensor x,
      Tensor mean,
      Tensor variance,
      Tensor dgamma,
      Tensor dbeta,
      float epsilon) {
    float[] dys = floats(dy);
    float[] xs = floats(x);
    float[] means = floats(mean);
    float[] variances = floats(variance);
    float[] dgammas = floats(dgamma);
    float[] dbetas = floats(dbeta);
    Layout layout = Layout.of(x);
    workers.run(
        layout.channels,
        2 * layout.count(),
        sums.room(),
        (c, scratch) -> {
          double[] totals = new double[2];
          layout.forEachBlock(
              c,
              (from, count) -> {
                sums.products(dys, xs, from, count, means[c], scratch);
                totals[0] += scratch[0];
                totals[1] += scratch[1];
              });
          dbetas[c] = (float) totals[0];
          dgammas[c] = (float) (totals[1] * inverse(variances[c], epsilon));
        });
  }

  @Override
  public void inputGradient(
      Tensor dy,
      Tensor x,
      Tensor mean,
      Tensor variance,
      Tensor gamma,
      Tensor dgamma,
      Tensor dbeta,
      Tensor dx,
      float epsilon) {
    float[] dys = floats(dy);
    float[] xs = floats(x);
    float[] means = floats(mean);
    float[] variances = floats(variance);
    float[] gammas = floats(gamma);
    float[] dgammas = floats(dgamma);
    float[] dbetas = floats(dbeta);
    float[] dxs = floats(dx);
    Layout layout = Layout.of(x);
    double n = Math.max(layout.perChannel(), 1);
    workers.run(
        layout.channels,
        3 * layout.count(),
        0,
        (c, scratch) -> {
          double inverse = inverse(variances[c], epsilon);
          float scale = (float) (gammas[c] * inverse);
          float shift = (float) (dbetas[c] / n);
          float slope = (float) (inverse * dgammas[c] / n);
          layout.forEachPlane(
              c,
              (from, count) ->
                  inputGradient(dys, xs, dxs, from, count, means[c], scale, shift, slope));
        });
  }

  private static void inputGradient(
      float[] dys,
      float[] xs,
      float[] dxs,
      int from,
      int count,
      float mean,
      float scale,
      float shift,
      float slope) {
    for (int i = from; i < from + count; i++) {
      dxs[i] = scale * (dys[i] - shift - (xs[i] - mean) * slope);
    }
  }

  @Override
  public void blend(Tensor running, Tensor observed, float share, float factor, Tensor next) {
    float[] before = floats(running);
    float[] seen = floats(observed);
    float[] into = floats(next);
    for (int c = 0; c < into.length; c++) {
      into[c] = (1 - share) * before[c] + share * (factor * seen[c]);
    }
  }
}
