package dev.conv4j.gpu.kernels;

import static dev.conv4j.gpu.kernels.Blocks.buffer;

import dev.conv4j.DataException;
import dev.conv4j.gpu.GpuStorage;
import dev.conv4j.gpu.runtime.Arguments;
import dev.conv4j.gpu.runtime.GpuBuffer;
import dev.conv4j.gpu.runtime.Grid;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.ElementwiseKernels;
import dev.conv4j.tensor.spi.LossKernels;
import dev.conv4j.tensor.spi.Memory;
import org.jspecify.annotations.Nullable;

/** Losses; labels are checked as the host wrote them, so that nobody waits for the device. */
final class GpuLoss implements LossKernels {
  /** Work items that do a row of logits. */
  static final int ROW_ITEMS = 64;

  /** Elements of one work item in a sum over all elements. */
  private static final int EACH = 16;

  private final Program program;
  private final Memory memory;
  private final ElementwiseKernels elementwise;

  GpuLoss(Program program, Memory memory, ElementwiseKernels elementwise) {
    this.program = program;
    this.memory = memory;
    this.elementwise = elementwise;
  }

  @Override
  public void softmax(Tensor logits, Tensor probabilities) {
    if (logits.shape().count() > 0) {
      softmax(logits, null, 0, probabilities, null);
    }
  }

  private void softmax(
      Tensor logits,
      @Nullable Tensor labels,
      float smoothing,
      Tensor probabilities,
      @Nullable GpuBuffer rowLosses) {
    program.launch(
        "softmax",
        Grid.of(logits.shape().extent(0), 1, 1, ROW_ITEMS),
        Arguments.of(buffer(logits))
            .buffer(Blocks.bufferOrNull(labels))
            .buffer(buffer(probabilities))
            .buffer(rowLosses)
            .ints(logits.shape().intExtent(1))
            .real(smoothing));
  }

  @Override
  public void crossEntropy(
      Tensor logits, Tensor labels, float smoothing, Tensor probabilities, Tensor loss) {
    requireClasses(labels, logits.shape().intExtent(1));
    long rows = logits.shape().extent(0);
    if (rows == 0) {
      elementwise.fill(loss, 0);
      return;
    }
    try (Scratch rowLosses = new Scratch(memory, rows)) {
      softmax(logits, labels, smoothing, probabilities, rowLosses.buffer());
      meanOf(rowLosses.buffer(), rows, rows, loss);
    }
  }

  /**
   * @throws DataException if the host wrote a label that is no class
   */
  static void requireClasses(Tensor labels, int classes) {
    GpuStorage.Range written = GpuStorage.of(labels).written();
    if (written == null || labels.shape().count() == 0) {
      return;
    }
    if (written.least() < 0 || written.greatest() >= classes) {
      int wrong = written.least() < 0 ? written.least() : written.greatest();
      throw new DataException(
          "the labels of the batch",
          "classes from 0 to " + (classes - 1) + ", as many as there are logits",
          Integer.toString(wrong),
          "Give the model's last layer one output for each class");
    }
  }

  private void meanOf(GpuBuffer values, long count, long divisor, Tensor mean) {
    program.launch(
        "mean_of",
        Grid.of(1, 1, 1, Grids.ITEMS),
        Arguments.of(values, buffer(mean)).longs(count, divisor));
  }

  @Override
  public void crossEntropyGradient(
      Tensor dLoss, Tensor probabilities, Tensor labels, float smoothing, Tensor dLogits) {
    long count = dLogits.shape().count();
    if (count > 0) {
      program.launch(
          "cross_entropy_gradient",
          Grid.covering(count, Grids.ITEMS),
          Arguments.of(buffer(dLoss), buffer(probabilities), buffer(labels), buffer(dLogits))
              .longs(count)
              .ints(dLogits.shape().intExtent(0), dLogits.shape().intExtent(1))
              .real(smoothing));
    }
  }

  @Override
  public void meanSquaredError(Tensor prediction, Tensor target, Tensor loss) {
    long count = prediction.shape().count();
    if (count == 0) {
      elementwise.fill(loss, 0);
      return;
    }
    long groups = Math.ceilDiv(count, (long) Grids.ITEMS * EACH);
    try (Scratch sums = new Scratch(memory, groups)) {
      program.launch(
          "squared_distances",
          Grid.of(groups, 1, 1, Grids.ITEMS),
          Arguments.of(buffer(prediction), buffer(target), sums.buffer()).longs(count).ints(EACH));
      meanOf(sums.buffer(), groups, count, loss);
    }
  }

  @Override
  public void meanSquaredErrorGradient(
      Tensor dLoss, Tensor prediction, Tensor target, Tensor dPrediction) {
    long count = dPrediction.shape().count();
    if (count > 0) {
      program.launch(
          "squared_distances_gradient",
          Grid.covering(count, Grids.ITEMS),
          Arguments.of(buffer(dLoss), buffer(prediction), buffer(target), buffer(dPrediction))
              .longs(count));
    }
  }

  @Override
  public void countCorrect(Tensor logits, Tensor labels, Tensor count) {
    long rows = logits.shape().extent(0);
    if (rows == 0) {
      elementwise.fill(count, 0);
      return;
    }
    try (Scratch correct = new Scratch(memory, rows)) {
      program.launch(
          "correct_rows",
          Grid.of(rows, 1, 1, ROW_ITEMS),
          Arguments.of(buffer(logits), buffer(labels), correct.buffer())
              .ints(logits.shape().intExtent(1)));
      meanOf(correct.buffer(), rows, 1, count);
    }
  }
}
