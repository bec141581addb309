package dev.conv4j.gpu.kernels;

import static dev.conv4j.gpu.kernels.Blocks.buffer;
import static dev.conv4j.gpu.kernels.Blocks.bufferOrNull;

import dev.conv4j.gpu.runtime.Arguments;
import dev.conv4j.gpu.runtime.Grid;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.ElementwiseKernels;
import dev.conv4j.tensor.spi.Memory;
import dev.conv4j.tensor.spi.PairLossKernels;
import org.jspecify.annotations.Nullable;

/** Losses of pairs: groups add up parts, in trees, and one group adds up the parts. */
final class GpuPairLoss implements PairLossKernels {
  /** Elements of one work item in a sum over all elements. */
  private static final int EACH = 16;

  private final Program program;
  private final Memory memory;
  private final ElementwiseKernels elementwise;

  GpuPairLoss(Program program, Memory memory, ElementwiseKernels elementwise) {
    this.program = program;
    this.memory = memory;
    this.elementwise = elementwise;
  }

  /** Adds arguments behind those that all sums have. */
  private interface More {
    Arguments to(Arguments arguments);
  }

  private void mean(String kernel, Arguments inputs, long count, Tensor loss, More more) {
    if (count == 0) {
      elementwise.fill(loss, 0);
      return;
    }
    long groups = Math.ceilDiv(count, (long) Grids.ITEMS * EACH);
    try (Scratch sums = new Scratch(memory, groups)) {
      program.launch(
          kernel,
          Grid.of(groups, 1, 1, Grids.ITEMS),
          more.to(inputs.buffer(sums.buffer()).longs(count).ints(EACH)));
      program.launch(
          "mean_of",
          Grid.of(1, 1, 1, Grids.ITEMS),
          Arguments.of(sums.buffer(), buffer(loss)).longs(groups, count));
    }
  }

  @Override
  public void absoluteError(Tensor prediction, Tensor target, Tensor loss) {
    mean(
        "absolute_distances",
        Arguments.of(buffer(prediction), buffer(target)),
        prediction.shape().count(),
        loss,
        arguments -> arguments);
  }

  @Override
  public void absoluteErrorGradient(
      Tensor dLoss, Tensor prediction, Tensor target, Tensor dPrediction) {
    long count = dPrediction.shape().count();
    if (count > 0) {
      program.launch(
          "absolute_distances_gradient",
          Grid.covering(count, Grids.ITEMS),
          Arguments.of(buffer(dLoss), buffer(prediction), buffer(target), buffer(dPrediction))
              .longs(count));
    }
  }

  @Override
  public void binaryCrossEntropy(
      Tensor logits, Tensor targets, @Nullable Tensor weights, Tensor loss) {
    mean(
        "binary_losses",
        Arguments.of(buffer(logits), buffer(targets)).buffer(bufferOrNull(weights)),
        logits.shape().count(),
        loss,
        arguments -> arguments.ints(classes(weights)));
  }

  private static int classes(@Nullable Tensor weights) {
    return weights == null ? 1 : weights.shape().intExtent(0);
  }

  @Override
  public void binaryCrossEntropyGradient(
      Tensor dLoss, Tensor logits, Tensor targets, @Nullable Tensor weights, Tensor dLogits) {
    long count = dLogits.shape().count();
    if (count > 0) {
      program.launch(
          "binary_losses_gradient",
          Grid.covering(count, Grids.ITEMS),
          Arguments.of(buffer(dLoss), buffer(logits), buffer(targets))
              .buffer(bufferOrNull(weights))
              .buffer(buffer(dLogits))
              .longs(count)
              .ints(classes(weights)));
    }
  }
}
