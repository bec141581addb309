package dev.conv4j.train;

import java.util.ArrayList;
import java.util.List;

/**
 * How far a training has come: all that is needed besides the weights and the optimizer's state to
 * go on exactly where it stopped.
 */
final class Progress {
  /** Points of an epoch's loss curve. */
  private static final int CURVE_POINTS = 50;

  /** Epochs done. */
  int epoch;

  /** Batches done in the epoch after those. */
  int batch;

  double lossSum;
  int correct;
  int images;
  double seconds;
  final List<Double> curve = new ArrayList<>();
  double stretchSum;
  int stretchBatches;
  final List<EpochMetrics> history = new ArrayList<>();

  /** Takes in one step. */
  void add(int size, double loss, int correctOnes, int batches) {
    batch++;
    images += size;
    lossSum += loss * size;
    correct += correctOnes;
    stretchSum += loss;
    stretchBatches++;
    boolean pointDue = (long) batch * CURVE_POINTS / batches > curve.size();
    if (pointDue) {
      curve.add(stretchSum / stretchBatches);
      stretchSum = 0;
      stretchBatches = 0;
    }
  }

  double meanLoss() {
    return lossSum / images;
  }

  double accuracy() {
    return (double) correct / images;
  }

  /** Closes the epoch. */
  void endEpoch(EpochMetrics metrics) {
    history.add(metrics);
    epoch++;
    batch = 0;
    lossSum = 0;
    correct = 0;
    images = 0;
    seconds = 0;
    curve.clear();
    stretchSum = 0;
    stretchBatches = 0;
  }
}
