package dev.conv4j.cpu;

import static dev.conv4j.cpu.ArrayStorage.doubles;
import static dev.conv4j.cpu.ArrayStorage.ints;

import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.LossKernels;

/** Losses by their definitions. */
final class ReferenceLoss implements LossKernels {

  @Override
  public void softmax(Tensor logits, Tensor probabilities) {
    double[] in = doubles(logits);
    double[] out = doubles(probabilities);
    int classes = logits.shape().intExtent(1);
    for (int row = 0; row < in.length; row += classes) {
      double logSum = logSumExp(in, row, classes);
      for (int i = row; i < row + classes; i++) {
        out[i] = StrictMath.exp(in[i] - logSum);
      }
    }
  }

  @Override
  public void crossEntropy(
      Tensor logits, Tensor labels, float smoothing, Tensor probabilities, Tensor loss) {
    double[] in = doubles(logits);
    int[] wanted = ints(labels);
    int classes = logits.shape().intExtent(1);
    LabelCheck.requireClasses(wanted, classes);
    softmax(logits, probabilities);
    double sum = 0;
    for (int n = 0; n < wanted.length; n++) {
      double logSum = logSumExp(in, n * classes, classes);
      for (int i = 0; i < classes; i++) {
        sum += target(i, wanted[n], smoothing, classes) * (logSum - in[n * classes + i]);
      }
    }
    doubles(loss)[0] = wanted.length == 0 ? 0 : sum / wanted.length;
  }

  @Override
  public void crossEntropyGradient(
      Tensor dLoss, Tensor probabilities, Tensor labels, float smoothing, Tensor dLogits) {
    double scale = doubles(dLoss)[0];
    double[] softmax = doubles(probabilities);
    double[] out = doubles(dLogits);
    int[] wanted = ints(labels);
    int classes = probabilities.shape().intExtent(1);
    for (int i = 0; i < out.length; i++) {
      double target = target(i % classes, wanted[i / classes], smoothing, classes);
      out[i] = scale * (softmax[i] - target) / wanted.length;
    }
  }

  @Override
  public void meanSquaredError(Tensor prediction, Tensor target, Tensor loss) {
    double[] predicted = doubles(prediction);
    double[] wanted = doubles(target);
    double sum = 0;
    for (int i = 0; i < predicted.length; i++) {
      sum += (predicted[i] - wanted[i]) * (predicted[i] - wanted[i]);
    }
    doubles(loss)[0] = predicted.length == 0 ? 0 : sum / predicted.length;
  }

  @Override
  public void meanSquaredErrorGradient(
      Tensor dLoss, Tensor prediction, Tensor target, Tensor dPrediction) {
    double scale = doubles(dLoss)[0];
    double[] predicted = doubles(prediction);
    double[] wanted = doubles(target);
    double[] out = doubles(dPrediction);
    for (int i = 0; i < out.length; i++) {
      out[i] = scale * 2 * (predicted[i] - wanted[i]) / out.length;
    }
  }

  @Override
  public void countCorrect(Tensor logits, Tensor labels, Tensor count) {
    double[] in = doubles(logits);
    int[] wanted = ints(labels);
    int classes = logits.shape().intExtent(1);
    int correct = 0;
    for (int n = 0; n < wanted.length; n++) {
      int best = 0;
      for (int i = 1; i < classes; i++) {
        if (in[n * classes + i] > in[n * classes + best]) {
          best = i;
        }
      }
      correct += best == wanted[n] ? 1 : 0;
    }
    doubles(count)[0] = correct;
  }

  private static double target(int i, int label, float smoothing, int classes) {
    return (i == label ? 1 - (double) smoothing : 0) + (double) smoothing / classes;
  }

  static double logSumExp(double[] values, int from, int count) {
    double most = Double.NEGATIVE_INFINITY;
    for (int i = from; i < from + count; i++) {
      most = Math.max(most, values[i]);
    }
    double sum = 0;
    for (int i = from; i < from + count; i++) {
      sum += StrictMath.exp(values[i] - most);
    }
    return most + StrictMath.log(sum);
  }
}
