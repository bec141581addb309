package dev.conv4j.cpu;

import static dev.conv4j.cpu.ArrayStorage.floats;

import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.PairLossKernels;
import org.jspecify.annotations.Nullable;

/** Losses of pairs; sums are taken in float64, one after the other. */
final class CpuPairLoss implements PairLossKernels {
  private final Workers workers;

  CpuPairLoss(Workers workers) {
    this.workers = workers;
  }

  @Override
  public void absoluteError(Tensor prediction, Tensor target, Tensor loss) {
    float[] predicted = floats(prediction);
    float[] wanted = floats(target);
    double sum = 0;
    for (int i = 0; i < predicted.length; i++) {
      sum += Math.abs((double) predicted[i] - wanted[i]);
    }
    floats(loss)[0] = predicted.length == 0 ? 0 : (float) (sum / predicted.length);
  }

  @Override
  public void absoluteErrorGradient(
      Tensor dLoss, Tensor prediction, Tensor target, Tensor dPrediction) {
    float[] predicted = floats(prediction);
    float[] wanted = floats(target);
    float[] out = floats(dPrediction);
    float slope = floats(dLoss)[0] / Math.max(out.length, 1);
    Pieces.run(
        workers,
        out.length,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            out[i] = slope * Math.signum(predicted[i] - wanted[i]);
          }
        });
  }

  @Override
  public void binaryCrossEntropy(
      Tensor logits, Tensor targets, @Nullable Tensor weights, Tensor loss) {
    float[] in = floats(logits);
    float[] wanted = floats(targets);
    float[] ofClass = weights == null ? null : floats(weights);
    double sum = 0;
    for (int i = 0; i < in.length; i++) {
      double up = 1 - (double) wanted[i];
      double rest = StrictMath.log1p(Exponential.exp(-Math.abs((double) in[i])));
      double down = wanted[i] * weight(ofClass, i);
      sum += down * (Math.max(-in[i], 0f) + rest) + up * (Math.max(in[i], 0f) + rest);
    }
    floats(loss)[0] = in.length == 0 ? 0 : (float) (sum / in.length);
  }

  private static double weight(float @Nullable [] weights, int i) {
    return weights == null ? 1 : weights[i % weights.length];
  }

  @Override
  public void binaryCrossEntropyGradient(
      Tensor dLoss, Tensor logits, Tensor targets, @Nullable Tensor weights, Tensor dLogits) {
    float[] in = floats(logits);
    float[] wanted = floats(targets);
    float[] ofClass = weights == null ? null : floats(weights);
    float[] out = floats(dLogits);
    double slope = (double) floats(dLoss)[0] / Math.max(out.length, 1);
    Pieces.run(
        workers,
        out.length,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            double e = Exponential.exp(-Math.abs((double) in[i]));
            double near = 1 / (1 + e);
            double far = e / (1 + e);
            double up = (1 - (double) wanted[i]) * (in[i] < 0 ? far : near);
            double down = wanted[i] * weight(ofClass, i) * (in[i] < 0 ? near : far);
            out[i] = (float) (slope * (up - down));
          }
        });
  }
}
