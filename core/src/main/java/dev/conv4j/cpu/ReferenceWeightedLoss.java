package dev.conv4j.cpu;

import static dev.conv4j.cpu.ArrayStorage.doubles;
import static dev.conv4j.cpu.ArrayStorage.ints;

import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.WeightedLossKernels;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Weighted cross-entropy by its definition. */
final class ReferenceWeightedLoss implements WeightedLossKernels {

  @Override
  public void labelTargets(
      Tensor labels, @Nullable Tensor weights, float smoothing, Tensor wanted, Tensor divisor) {
    int[] labelled = ints(labels);
    double[] table = doubles(wanted);
    int classes = wanted.shape().intExtent(1);
    LabelCheck.requireClasses(labelled, classes);
    for (int i = 0; i < table.length; i++) {
      int c = i % classes;
      double share = labelled[i / classes] == c ? 1 - (double) smoothing : 0;
      table[i] = weight(weights, c) * (share + (double) smoothing / classes);
    }
    doubles(divisor)[0] = Arrays.stream(labelled).mapToDouble(c -> weight(weights, c)).sum();
  }

  private static double weight(@Nullable Tensor weights, int c) {
    return weights == null ? 1 : doubles(weights)[c];
  }

  @Override
  public void softTargets(
      Tensor targets, @Nullable Tensor weights, float smoothing, Tensor wanted, Tensor divisor) {
    double[] shares = doubles(targets);
    double[] table = doubles(wanted);
    int classes = wanted.shape().intExtent(1);
    for (int i = 0; i < table.length; i++) {
      double share = (1 - (double) smoothing) * shares[i] + (double) smoothing / classes;
      table[i] = weight(weights, i % classes) * share;
    }
    doubles(divisor)[0] = wanted.shape().extent(0);
  }

  @Override
  public void crossEntropy(
      Tensor logits, Tensor wanted, Tensor divisor, Tensor probabilities, Tensor loss) {
    double[] in = doubles(logits);
    double[] table = doubles(wanted);
    int classes = logits.shape().intExtent(1);
    new ReferenceLoss().softmax(logits, probabilities);
    double sum = 0;
    for (int row = 0; row < in.length; row += classes) {
      double logSum = ReferenceLoss.logSumExp(in, row, classes);
      for (int i = row; i < row + classes; i++) {
        sum += table[i] == 0 && !Double.isNaN(logSum) ? 0 : table[i] * (logSum - in[i]);
      }
    }
    doubles(loss)[0] = in.length == 0 ? 0 : CpuWeightedLoss.mean(sum, doubles(divisor)[0]);
  }

  @Override
  public void crossEntropyGradient(
      Tensor dLoss, Tensor probabilities, Tensor wanted, Tensor divisor, Tensor dLogits) {
    double scale = CpuWeightedLoss.mean(doubles(dLoss)[0], doubles(divisor)[0]);
    double[] softmax = doubles(probabilities);
    double[] table = doubles(wanted);
    double[] out = doubles(dLogits);
    int classes = probabilities.shape().intExtent(1);
    for (int i = 0; i < out.length; i++) {
      int row = i / classes * classes;
      double total = Arrays.stream(table, row, row + classes).sum();
      out[i] = scale * (softmax[i] * total - table[i]);
    }
  }
}
