package dev.conv4j.cpu;

import static dev.conv4j.cpu.ArrayStorage.floats;
import static dev.conv4j.cpu.ArrayStorage.ints;

import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.WeightedLossKernels;
import org.jspecify.annotations.Nullable;

/** Weighted cross-entropy; sums are taken in float64, row after row. */
final class CpuWeightedLoss implements WeightedLossKernels {
  @Override
  public void labelTargets(
      Tensor labels, @Nullable Tensor weights, float smoothing, Tensor wanted, Tensor divisor) {
    int[] labelled = ints(labels);
    float[] table = floats(wanted);
    float[] ofClass = weights == null ? null : floats(weights);
    int classes = wanted.shape().intExtent(1);
    LabelCheck.requireClasses(labelled, classes);
    float spread = smoothing / classes;
    double sum = 0;
    for (int n = 0; n < labelled.length; n++) {
      for (int c = 0; c < classes; c++) {
        float share = c == labelled[n] ? 1 - smoothing + spread : spread;
        table[n * classes + c] = ofClass == null ? share : ofClass[c] * share;
      }
      sum += ofClass == null ? 1 : ofClass[labelled[n]];
    }
    floats(divisor)[0] = (float) sum;
  }

  @Override
  public void softTargets(
      Tensor targets, @Nullable Tensor weights, float smoothing, Tensor wanted, Tensor divisor) {
    float[] shares = floats(targets);
    float[] table = floats(wanted);
    float[] ofClass = weights == null ? null : floats(weights);
    int classes = wanted.shape().intExtent(1);
    float spread = smoothing / classes;
    for (int row = 0; row < table.length; row += classes) {
      for (int c = 0; c < classes; c++) {
        float share = (1 - smoothing) * shares[row + c] + spread;
        table[row + c] = ofClass == null ? share : ofClass[c] * share;
      }
    }
    floats(divisor)[0] = wanted.shape().intExtent(0);
  }

  @Override
  public void crossEntropy(
      Tensor logits, Tensor wanted, Tensor divisor, Tensor probabilities, Tensor loss) {
    float[] in = floats(logits);
    float[] table = floats(wanted);
    float[] out = floats(probabilities);
    int classes = logits.shape().intExtent(1);
    double sum = 0;
    for (int row = 0; row < in.length; row += classes) {
      float most = CpuLoss.most(in, row, classes);
      double logSum = StrictMath.log(CpuLoss.softmaxRow(in, out, row, classes, most));
      double total = 0;
      double distances = 0;
      for (int i = row; i < row + classes; i++) {
        total += table[i];
        distances += table[i] == 0 ? 0 : table[i] * ((double) most - in[i]);
      }
      sum += total * logSum + distances;
    }
    floats(loss)[0] = in.length == 0 ? 0 : (float) mean(sum, floats(divisor)[0]);
  }

  /** Where the labels of a batch weigh nothing together, the loss and its gradient are 0. */
  static double mean(double sum, double divisor) {
    return divisor == 0 ? 0 * sum : sum / divisor;
  }

  @Override
  public void crossEntropyGradient(
      Tensor dLoss, Tensor probabilities, Tensor wanted, Tensor divisor, Tensor dLogits) {
    float[] softmax = floats(probabilities);
    float[] table = floats(wanted);
    float[] out = floats(dLogits);
    int classes = probabilities.shape().intExtent(1);
    float scale = (float) mean(floats(dLoss)[0], floats(divisor)[0]);
    for (int row = 0; row < out.length; row += classes) {
      double total = 0;
      for (int i = row; i < row + classes; i++) {
        total += table[i];
      }
      float share = (float) total;
      for (int i = row; i < row + classes; i++) {
        out[i] = scale * (softmax[i] * share - table[i]);
      }
    }
  }
}
