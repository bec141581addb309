package dev.conv4j.cpu;

import static dev.conv4j.cpu.ArrayStorage.floats;

import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.GroupGeometry;
import dev.conv4j.tensor.spi.GroupNormalizationKernels;
import org.jspecify.annotations.Nullable;

/**
 * Normalisation over groups. The elements of a group lie behind each other; they are summed in
 * blocks and are still in a cache when they are read again.
 */
final class CpuGroupNormalization implements GroupNormalizationKernels {
  /** Elements in a block: 8 KiB. */
  private static final int BLOCK = 2048;

  private final Workers workers;
  private final ChannelSums sums = ChannelSums.best();
  private final ChannelLoops loops = ChannelLoops.best();

  CpuGroupNormalization(Workers workers) {
    this.workers = workers;
  }

  @Override
  public void normalize(
      Tensor x,
      @Nullable Tensor gamma,
      @Nullable Tensor beta,
      Tensor y,
      @Nullable Tensor mean,
      @Nullable Tensor variance,
      GroupGeometry geometry,
      float epsilon) {
    float[] xs = floats(x);
    float[] ys = floats(y);
    float[] means = mean == null ? null : floats(mean);
    float[] variances = variance == null ? null : floats(variance);
    Affine affine = new Affine(gamma, beta, geometry);
    Spans.run(
        workers,
        (int) geometry.count(),
        (int) geometry.size(),
        4,
        sums.room(),
        (group, at, count, scratch) -> {
          Moments moments = new Moments();
          for (int i = 0; i < count; i += BLOCK) {
            moments.addBlock(sums, xs, at + i, Math.min(BLOCK, count - i), scratch);
          }
          if (means != null && variances != null) {
            means[group] = moments.mean();
            variances[group] = moments.variance();
          }
          double inverse = CpuNormalization.inverse(moments.variance(), epsilon);
          affine.normalize(xs, ys, group, at, moments.mean(), inverse);
        });
  }

  /** Scales and shifts, where there are any. */
  private final class Affine {
    private final float @Nullable [] gammas;
    private final float @Nullable [] betas;
    private final GroupGeometry geometry;

    Affine(@Nullable Tensor gamma, @Nullable Tensor beta, GroupGeometry geometry) {
      this.gammas = gamma == null ? null : floats(gamma);
      this.betas = beta == null ? null : floats(beta);
      this.geometry = geometry;
    }

    private int firstChannel(int group) {
      return group % geometry.groups() * geometry.perGroup();
    }

    private float gamma(int channel) {
      return gammas == null ? 1 : gammas[channel];
    }

    private float beta(int channel) {
      return betas == null ? 0 : betas[channel];
    }

    /** Normalises a group, which begins at {@code at}. */
    void normalize(float[] xs, float[] ys, int group, int at, float mean, double inverse) {
      int first = firstChannel(group);
      int pixels = geometry.pixels();
      if (pixels == 1) {
        float scale = (float) inverse;
        for (int c = 0; c < geometry.perGroup(); c++) {
          ys[at + c] = (xs[at + c] - mean) * scale * gamma(first + c) + beta(first + c);
        }
        return;
      }
      for (int c = 0; c < geometry.perGroup(); c++) {
        float scale = (float) (gamma(first + c) * inverse);
        loops.normalize(xs, null, false, ys, at + c * pixels, pixels, mean, scale, beta(first + c));
      }
    }

    /** Writes {@code dy * gamma} for a group, which begins at {@code at}. */
    void scale(float[] dys, float[] into, int group, int at) {
      int first = firstChannel(group);
      int pixels = geometry.pixels();
      if (pixels == 1) {
        for (int c = 0; c < geometry.perGroup(); c++) {
          into[at + c] = dys[at + c] * gamma(first + c);
        }
        return;
      }
      for (int c = 0; c < geometry.perGroup(); c++) {
        int from = at + c * pixels;
        CpuScaling.multiply(dys, gamma(first + c), into, from, from + pixels);
      }
    }
  }

  @Override
  public void inputGradient(
      Tensor dy,
      Tensor x,
      Tensor mean,
      Tensor variance,
      @Nullable Tensor gamma,
      Tensor dx,
      GroupGeometry geometry,
      float epsilon) {
    float[] dys = floats(dy);
    float[] xs = floats(x);
    float[] means = floats(mean);
    float[] variances = floats(variance);
    float[] dxs = floats(dx);
    Affine affine = new Affine(gamma, null, geometry);
    Spans.run(
        workers,
        (int) geometry.count(),
        (int) geometry.size(),
        6,
        sums.room(),
        (group, at, count, scratch) -> {
          affine.scale(dys, dxs, group, at);
          double sum = 0;
          double slopes = 0;
          for (int i = 0; i < count; i += BLOCK) {
            int block = Math.min(BLOCK, count - i);
            sums.products(dxs, at + i, xs, at + i, block, means[group], scratch);
            sum += scratch[0];
            slopes += scratch[1];
          }
          double inverse = CpuNormalization.inverse(variances[group], epsilon);
          float shift = (float) (sum / count);
          float slope = (float) (slopes * inverse * inverse / count);
          loops.gradient(dxs, xs, dxs, at, count, means[group], (float) inverse, shift, slope);
        });
  }

  @Override
  public void parameterGradients(
      Tensor dy,
      Tensor x,
      Tensor mean,
      Tensor variance,
      Tensor dgamma,
      Tensor dbeta,
      GroupGeometry geometry,
      float epsilon) {
    GroupSums gradients = new GroupSums(sums, dy, x, mean, variance, geometry, epsilon);
    float[] dgammas = floats(dgamma);
    float[] dbetas = floats(dbeta);
    int perTask = GroupSums.channelsOfTask(geometry);
    workers.run(
        Math.ceilDiv(geometry.channels(), perTask),
        2 * x.shape().count(),
        sums.room(),
        (task, scratch) -> {
          int first = task * perTask;
          int count = Math.min(perTask, geometry.channels() - first);
          gradients.sum(first, count, dgammas, dbetas, scratch);
        });
  }
}
