package dev.conv4j.gpu.kernels;

import static dev.conv4j.gpu.kernels.Blocks.buffer;
import static dev.conv4j.gpu.kernels.Blocks.bufferOrNull;

import dev.conv4j.gpu.runtime.Arguments;
import dev.conv4j.gpu.runtime.Grid;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.ElementwiseKernels;
import dev.conv4j.tensor.spi.Memory;
import dev.conv4j.tensor.spi.WeightedLossKernels;
import org.jspecify.annotations.Nullable;

/** Weighted cross-entropy; nobody waits for the device. */
final class GpuWeightedLoss implements WeightedLossKernels {
  private final Program program;
  private final Memory memory;
  private final ElementwiseKernels elementwise;

  GpuWeightedLoss(Program program, Memory memory, ElementwiseKernels elementwise) {
    this.program = program;
    this.memory = memory;
    this.elementwise = elementwise;
  }

  @Override
  public void labelTargets(
      Tensor labels, @Nullable Tensor weights, float smoothing, Tensor wanted, Tensor divisor) {
    GpuLoss.requireClasses(labels, wanted.shape().intExtent(1));
    long rows = labels.shape().count();
    table("label_targets", labels, weights, smoothing, wanted);
    if (weights == null || rows == 0) {
      elementwise.fill(divisor, (float) rows);
    } else {
      program.launch(
          "label_weights",
          Grid.of(1, 1, 1, Grids.ITEMS),
          Arguments.of(buffer(labels), buffer(weights), buffer(divisor)).longs(rows));
    }
  }

  private void table(
      String kernel, Tensor targets, @Nullable Tensor weights, float smoothing, Tensor wanted) {
    long count = wanted.shape().count();
    if (count > 0) {
      program.launch(
          kernel,
          Grid.covering(count, Grids.ITEMS),
          Arguments.of(buffer(targets))
              .buffer(bufferOrNull(weights))
              .buffer(buffer(wanted))
              .longs(count)
              .ints(wanted.shape().intExtent(1))
              .real(smoothing));
    }
  }

  @Override
  public void softTargets(
      Tensor targets, @Nullable Tensor weights, float smoothing, Tensor wanted, Tensor divisor) {
    table("soft_targets", targets, weights, smoothing, wanted);
    elementwise.fill(divisor, (float) wanted.shape().extent(0));
  }

  @Override
  public void crossEntropy(
      Tensor logits, Tensor wanted, Tensor divisor, Tensor probabilities, Tensor loss) {
    long rows = logits.shape().extent(0);
    if (rows == 0) {
      elementwise.fill(loss, 0);
      return;
    }
    try (Scratch rowLosses = new Scratch(memory, rows)) {
      program.launch(
          "weighted_cross_entropy",
          Grid.of(rows, 1, 1, GpuLoss.ROW_ITEMS),
          Arguments.of(buffer(logits), buffer(wanted), buffer(probabilities), rowLosses.buffer())
              .ints(logits.shape().intExtent(1)));
      program.launch(
          "sum_divided",
          Grid.of(1, 1, 1, Grids.ITEMS),
          Arguments.of(rowLosses.buffer(), buffer(divisor), buffer(loss)).longs(rows));
    }
  }

  @Override
  public void crossEntropyGradient(
      Tensor dLoss, Tensor probabilities, Tensor wanted, Tensor divisor, Tensor dLogits) {
    long rows = dLogits.shape().extent(0);
    if (rows > 0) {
      program.launch(
          "weighted_cross_entropy_gradient",
          Grid.of(rows, 1, 1, GpuLoss.ROW_ITEMS),
          Arguments.of(buffer(dLoss), buffer(probabilities), buffer(wanted), buffer(divisor))
              .buffer(buffer(dLogits))
              .ints(dLogits.shape().intExtent(1)));
    }
  }
}
