package dev.conv4j.cpu;

import static dev.conv4j.cpu.ArrayStorage.floats;

import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.NormalizationKernels;
import org.jspecify.annotations.Nullable;

/**
 * Batch normalisation, a task for a few channels ({@link ChannelBlocks}), whose blocks {@link
 * Moments} puts together.
 */
final class CpuNormalization implements NormalizationKernels {
  private final Workers workers;
  private final ChannelSums sums = ChannelSums.best();
  private final ChannelLoops loops = ChannelLoops.best();
  private final Stretches stretches = Stretches.best();

  CpuNormalization(Workers workers) {
    this.workers = workers;
  }

  @Override
  public void statistics(Tensor x, Tensor mean, Tensor variance) {
    float[] xs = floats(x);
    float[] means = floats(mean);
    float[] variances = floats(variance);
    ChannelBlocks blocks = new ChannelBlocks(x);
    workers.run(
        blocks.tasks(),
        2 * blocks.count(),
        sums.room() + blocks.room(),
        (task, scratch) -> {
          int first = blocks.first(task);
          Moments[] moments = new Moments[blocks.end(task) - first];
          for (int i = 0; i < moments.length; i++) {
            moments[i] = new Moments();
          }
          blocks.forEachBlock(
              task,
              xs,
              xs,
              scratch,
              sums.room(),
              (c, a, at, b, bAt, count) ->
                  moments[c - first].addBlock(sums, a, at, count, scratch));
          for (int i = 0; i < moments.length; i++) {
            means[first + i] = moments[i].mean();
            variances[first + i] = moments[i].variance();
          }
        });
  }

  @Override
  public void normalize(
      Tensor x, Tensor mean, Tensor variance, Tensor gamma, Tensor beta, Tensor y, float epsilon) {
    normalize(x, mean, variance, gamma, beta, null, false, y, epsilon);
  }

  /** See {@link dev.conv4j.tensor.spi.FusedKernels#normalize}. */
  void normalize(
      Tensor x,
      Tensor mean,
      Tensor variance,
      Tensor gamma,
      Tensor beta,
      @Nullable Tensor residual,
      boolean rectified,
      Tensor y,
      float epsilon) {
    float[] xs = floats(x);
    float[] means = floats(mean);
    float[] variances = floats(variance);
    float[] gammas = floats(gamma);
    float[] betas = floats(beta);
    float[] added = residual == null ? null : floats(residual);
    float[] ys = floats(y);
    ChannelBlocks blocks = new ChannelBlocks(x);
    workers.run(
        blocks.tasks(),
        2 * blocks.count(),
        0,
        (task, scratch) ->
            blocks.forEachPlane(
                task,
                (c, at, count) -> {
                  float scale = (float) (gammas[c] * inverse(variances[c], epsilon));
                  loops.normalize(xs, added, rectified, ys, at, count, means[c], scale, betas[c]);
                }));
  }

  static double inverse(float variance, float epsilon) {
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
    ChannelBlocks blocks = new ChannelBlocks(x);
    Gradients gradients = new Gradients(blocks, x, mean, variance, dgamma, dbeta, epsilon);
    workers.run(
        blocks.tasks(),
        2 * blocks.count(),
        sums.room() + blocks.room(),
        (task, scratch) -> gradients.sum(task, dys, scratch));
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
    float[] dxs = floats(dx);
    float[] gammas = floats(gamma);
    ChannelBlocks blocks = new ChannelBlocks(x);
    Gradients gradients = new Gradients(blocks, x, mean, variance, dgamma, dbeta, epsilon);
    workers.run(
        blocks.tasks(),
        3 * blocks.count(),
        0,
        (task, scratch) -> gradients.goBack(task, dys, gammas, dxs));
  }

  /**
   * See {@link dev.conv4j.tensor.spi.FusedKernels#normalizeGradient}. A task's channels are still
   * in a cache when they are read again.
   */
  void gradient(
      Tensor dy,
      @Nullable Tensor y,
      Tensor x,
      Tensor mean,
      Tensor variance,
      Tensor gamma,
      Tensor dgamma,
      Tensor dbeta,
      @Nullable Tensor dresidual,
      Tensor dx,
      float epsilon) {
    float[] dys = floats(dy);
    float[] gammas = floats(gamma);
    float[] dxs = floats(dx);
    float[] ys = y == null ? null : floats(y);
    float[] handed = dresidual == null ? null : floats(dresidual);
    ChannelBlocks blocks = new ChannelBlocks(x);
    Gradients gradients = new Gradients(blocks, x, mean, variance, dgamma, dbeta, epsilon);
    workers.run(
        blocks.tasks(),
        6 * blocks.count(),
        sums.room() + blocks.room(),
        (task, scratch) -> {
          float[] passed = dys;
          if (ys != null) {
            float[] into = handed == null ? dxs : handed;
            blocks.forEachPlane(
                task,
                (c, at, count) -> stretches.rectifyGradient(dys, at, ys, at, into, at, count));
            passed = into;
          } else if (handed != null) {
            blocks.forEachPlane(
                task, (c, at, count) -> System.arraycopy(dys, at, handed, at, count));
          }
          gradients.sum(task, passed, scratch);
          gradients.goBack(task, passed, gammas, dxs);
        });
  }

  /** The two halves of the way back through one call, a task at a time. */
  private final class Gradients {
    private final ChannelBlocks blocks;
    private final float[] xs;
    private final float[] means;
    private final float[] variances;
    private final float[] dgammas;
    private final float[] dbetas;
    private final float epsilon;

    Gradients(
        ChannelBlocks blocks,
        Tensor x,
        Tensor mean,
        Tensor variance,
        Tensor dgamma,
        Tensor dbeta,
        float epsilon) {
      this.blocks = blocks;
      this.xs = floats(x);
      this.means = floats(mean);
      this.variances = floats(variance);
      this.dgammas = floats(dgamma);
      this.dbetas = floats(dbeta);
      this.epsilon = epsilon;
    }

    /** The gradients of scales and shifts. */
    void sum(int task, float[] dys, float[] scratch) {
      int first = blocks.first(task);
      int channels = blocks.end(task) - first;
      double[] totals = new double[2 * channels];
      blocks.forEachBlock(
          task,
          dys,
          xs,
          scratch,
          sums.room(),
          (c, a, aAt, b, bAt, count) -> {
            sums.products(a, aAt, b, bAt, count, means[c], scratch);
            totals[2 * (c - first)] += scratch[0];
            totals[2 * (c - first) + 1] += scratch[1];
          });
      for (int i = 0; i < channels; i++) {
        dbetas[first + i] = (float) totals[2 * i];
        dgammas[first + i] = (float) (totals[2 * i + 1] * inverse(variances[first + i], epsilon));
      }
    }

    /** The gradient by the input, given those of scales and shifts. */
    void goBack(int task, float[] dys, float[] gammas, float[] dxs) {
      double n = Math.max(blocks.perChannel(), 1);
      blocks.forEachPlane(
          task,
          (c, at, count) -> {
            double inverse = inverse(variances[c], epsilon);
            float scale = (float) (gammas[c] * inverse);
            float shift = (float) (dbetas[c] / n);
            float slope = (float) (inverse * dgammas[c] / n);
            loops.gradient(dys, xs, dxs, at, count, means[c], scale, shift, slope);
          });
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
