package dev.conv4j.cpu;

import static dev.conv4j.cpu.ArrayStorage.doubles;

import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.PairLossKernels;
import org.jspecify.annotations.Nullable;

/** Losses of pairs by their definitions. */
final class ReferencePairLoss implements PairLossKernels {

  @Override
  public void absoluteError(Tensor prediction, Tensor target, Tensor loss) {
    double[] predicted = doubles(prediction);
    double[] wanted = doubles(target);
    double sum = 0;
    for (int i = 0; i < predicted.length; i++) {
      sum += Math.abs(predicted[i] - wanted[i]);
    }
    doubles(loss)[0] = predicted.length == 0 ? 0 : sum / predicted.length;
  }

  @Override
  public void absoluteErrorGradient(
      Tensor dLoss, Tensor prediction, Tensor target, Tensor dPrediction) {
    double[] predicted = doubles(prediction);
    double[] wanted = doubles(target);
    double[] out = doubles(dPrediction);
    for (int i = 0; i < out.length; i++) {
      out[i] = doubles(dLoss)[0] * Math.signum(predicted[i] - wanted[i]) / out.length;
    }
  }

  @Override
  public void binaryCrossEntropy(
      Tensor logits, Tensor targets, @Nullable Tensor weights, Tensor loss) {
    double[] in = doubles(logits);
    double[] wanted = doubles(targets);
    double sum = 0;
    for (int i = 0; i < in.length; i++) {
      sum += weight(weights, i) * wanted[i] * softplus(-in[i]) + (1 - wanted[i]) * softplus(in[i]);
    }
    doubles(loss)[0] = in.length == 0 ? 0 : sum / in.length;
  }

  private static double weight(@Nullable Tensor weights, int i) {
    return weights == null ? 1 : doubles(weights)[i % doubles(weights).length];
  }

  /** {@code log(1 + exp(x))}, which is {@code -log sigmoid(-x)}. */
  private static double softplus(double x) {
    return Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
  }

  @Override
  public void binaryCrossEntropyGradient(
      Tensor dLoss, Tensor logits, Tensor targets, @Nullable Tensor weights, Tensor dLogits) {
    double[] in = doubles(logits);
    double[] wanted = doubles(targets);
    double[] out = doubles(dLogits);
    for (int i = 0; i < out.length; i++) {
      double up = (1 - wanted[i]) * sigmoid(in[i]);
      double down = weight(weights, i) * wanted[i] * sigmoid(-in[i]);
      out[i] = doubles(dLoss)[0] * (up - down) / out.length;
    }
  }

  private static double sigmoid(double x) {
    return 1 / (1 + StrictMath.exp(-x));
  }
}
