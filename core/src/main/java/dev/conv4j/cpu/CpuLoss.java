package dev.conv4j.cpu;

import static dev.conv4j.cpu.ArrayStorage.floats;
import static dev.conv4j.cpu.ArrayStorage.ints;

import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.LossKernels;

/** Losses; sums are taken in float64, row after row. */
final class CpuLoss implements LossKernels {
  private final Workers workers;

  CpuLoss(Workers workers) {
    this.workers = workers;
  }

  @Override
  public void softmax(Tensor logits, Tensor probabilities) {
    float[] in = floats(logits);
    float[] out = floats(probabilities);
    int classes = logits.shape().intExtent(1);
    for (int row = 0; row < in.length; row += classes) {
      softmaxRow(in, out, row, classes, most(in, row, classes));
    }
  }

  static float most(float[] in, int row, int classes) {
    float most = Float.NEGATIVE_INFINITY;
    for (int i = row; i < row + classes; i++) {
      most = Math.max(most, in[i]);
    }
    return most;
  }

  /** Writes the softmax of one row and returns the sum of {@code exp(in - most)}. */
  static double softmaxRow(float[] in, float[] out, int row, int classes, float most) {
    double sum = 0;
    for (int i = row; i < row + classes; i++) {
      double e = Exponential.exp((double) in[i] - most);
      out[i] = (float) e;
      sum += e;
    }
    float scale = (float) (1 / sum);
    for (int i = row; i < row + classes; i++) {
      out[i] *= scale;
    }
    return sum;
  }

  @Override
  public void crossEntropy(
      Tensor logits, Tensor labels, float smoothing, Tensor probabilities, Tensor loss) {
    float[] in = floats(logits);
    float[] out = floats(probabilities);
    int[] wanted = ints(labels);
    int classes = logits.shape().intExtent(1);
    LabelCheck.requireClasses(wanted, classes);
    double sum = 0;
    for (int n = 0; n < wanted.length; n++) {
      int row = n * classes;
      float most = most(in, row, classes);
      double logSum = most + StrictMath.log(softmaxRow(in, out, row, classes, most));
      sum += (1 - (double) smoothing) * (logSum - in[row + wanted[n]]);
      if (smoothing != 0) {
        double rest = 0;
        for (int i = row; i < row + classes; i++) {
          rest += logSum - in[i];
        }
        sum += smoothing * rest / classes;
      }
    }
    floats(loss)[0] = wanted.length == 0 ? 0 : (float) (sum / wanted.length);
  }

  @Override
  public void crossEntropyGradient(
      Tensor dLoss, Tensor probabilities, Tensor labels, float smoothing, Tensor dLogits) {
    float[] softmax = floats(probabilities);
    float[] out = floats(dLogits);
    int[] wanted = ints(labels);
    int classes = probabilities.shape().intExtent(1);
    float scale = floats(dLoss)[0] / Math.max(wanted.length, 1);
    float spread = smoothing / classes;
    for (int i = 0; i < out.length; i++) {
      out[i] = scale * (softmax[i] - spread);
    }
    for (int n = 0; n < wanted.length; n++) {
      int at = n * classes + wanted[n];
      out[at] = scale * (softmax[at] - (1 - smoothing) - spread);
    }
  }

  @Override
  public void meanSquaredError(Tensor prediction, Tensor target, Tensor loss) {
    float[] predicted = floats(prediction);
    float[] wanted = floats(target);
    double sum = 0;
    for (int i = 0; i < predicted.length; i++) {
      double difference = (double) predicted[i] - wanted[i];
      sum += difference * difference;
    }
    floats(loss)[0] = predicted.length == 0 ? 0 : (float) (sum / predicted.length);
  }

  @Override
  public void meanSquaredErrorGradient(
      Tensor dLoss, Tensor prediction, Tensor target, Tensor dPrediction) {
    float[] predicted = floats(prediction);
    float[] wanted = floats(target);
    float[] out = floats(dPrediction);
    float scale = 2 * floats(dLoss)[0] / Math.max(out.length, 1);
    Pieces.run(
        workers,
        out.length,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            out[i] = scale * (predicted[i] - wanted[i]);
          }
        });
  }

  @Override
  public void countCorrect(Tensor logits, Tensor labels, Tensor count) {
    float[] in = floats(logits);
    int[] wanted = ints(labels);
    int classes = logits.shape().intExtent(1);
    int correct = 0;
    for (int n = 0; n < wanted.length; n++) {
      int best = n * classes;
      for (int i = best + 1; i < (n + 1) * classes; i++) {
        if (in[i] > in[best]) {
          best = i;
        }
      }
      correct += best == n * classes + wanted[n] ? 1 : 0;
    }
    floats(count)[0] = correct;
  }
}
