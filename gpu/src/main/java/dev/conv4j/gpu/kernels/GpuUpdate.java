package dev.conv4j.gpu.kernels;

import static dev.conv4j.gpu.kernels.Blocks.buffer;
import static dev.conv4j.gpu.kernels.Blocks.bufferOrNull;

import dev.conv4j.gpu.runtime.Arguments;
import dev.conv4j.gpu.runtime.Grid;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.Memory;
import dev.conv4j.tensor.spi.StepNumbers;
import dev.conv4j.tensor.spi.UpdateKernels;
import org.jspecify.annotations.Nullable;

/** Steps of the optimizers, a work item for each parameter. */
final class GpuUpdate implements UpdateKernels {
  /** The most slices of a sum; a single group adds them up. */
  private static final int MOST_SLICES = Grids.ITEMS;

  /** Elements of a slice at least. */
  private static final long LEAST_SLICE = 16L * Grids.ITEMS;

  private final Program program;
  private final Memory memory;

  GpuUpdate(Program program, Memory memory) {
    this.program = program;
    this.memory = memory;
  }

  @Override
  public void sgd(
      Tensor parameter,
      Tensor gradient,
      @Nullable Tensor velocity,
      StepNumbers numbers,
      SgdSettings settings) {
    launch(
        "sgd",
        parameter,
        step(Arguments.of(buffer(parameter), buffer(gradient)), numbers, parameter, velocity)
            .real(settings.rateFactor())
            .real(settings.momentum())
            .ints(settings.nesterov() ? 1 : 0)
            .real(settings.weightDecay()));
  }

  @Override
  public void adam(
      Tensor parameter,
      Tensor gradient,
      Tensor mean,
      Tensor square,
      StepNumbers numbers,
      AdamSettings settings) {
    launch(
        "adam",
        parameter,
        step(Arguments.of(buffer(parameter), buffer(gradient)), numbers, parameter, mean, square)
            .real(settings.rateFactor())
            .real(settings.beta1())
            .real(settings.beta2())
            .real(settings.epsilon())
            .real(settings.weightDecay())
            .ints(settings.decoupled() ? 1 : 0));
  }

  @Override
  public void rmsProp(
      Tensor parameter,
      Tensor gradient,
      Tensor square,
      @Nullable Tensor velocity,
      @Nullable Tensor average,
      StepNumbers numbers,
      RmsPropSettings settings) {
    launch(
        "rms_prop",
        parameter,
        step(
                Arguments.of(buffer(parameter), buffer(gradient)),
                numbers,
                parameter,
                square,
                velocity,
                average)
            .real(settings.rateFactor())
            .real(settings.alpha())
            .real(settings.epsilon())
            .real(settings.momentum())
            .real(settings.weightDecay()));
  }

  /** Adds what is remembered, the numbers of the step, and the number of elements. */
  private static Arguments step(
      Arguments arguments, StepNumbers numbers, Tensor parameter, @Nullable Tensor... remembered) {
    for (Tensor tensor : remembered) {
      arguments.buffer(bufferOrNull(tensor));
    }
    return arguments
        .buffer(buffer(numbers.values()))
        .buffer(bufferOrNull(numbers.guard()))
        .longs(parameter.shape().count());
  }

  private void launch(String kernel, Tensor tensor, Arguments arguments) {
    long count = tensor.shape().count();
    if (count > 0) {
      program.launch(kernel, Grid.covering(count, Grids.ITEMS), arguments);
    }
  }

  @Override
  public void addSquares(Tensor x, Tensor squares) {
    long count = x.shape().count();
    if (count == 0) {
      return;
    }
    long perSlice = Math.max(LEAST_SLICE, Math.ceilDiv(count, (long) MOST_SLICES));
    long slices = Math.ceilDiv(count, perSlice);
    try (Scratch sums = new Scratch(memory, slices)) {
      program.launch(
          "squares_of_slices",
          Grid.of(slices, 1, 1, Grids.ITEMS),
          Arguments.of(buffer(x), sums.buffer()).longs(count, perSlice));
      program.launch(
          "add_slices",
          Grid.of(1, 1, 1, Grids.ITEMS),
          Arguments.of(sums.buffer(), buffer(squares)).ints(Math.toIntExact(slices)));
    }
  }

  @Override
  public void clipNorm(Tensor gradient, Tensor squares, float most) {
    launch(
        "clip_norm",
        gradient,
        Arguments.of(buffer(gradient), buffer(squares)).longs(gradient.shape().count()).real(most));
  }

  @Override
  public void clipValue(Tensor gradient, float bound) {
    launch(
        "clip_value",
        gradient,
        Arguments.of(buffer(gradient)).longs(gradient.shape().count()).real(bound));
  }
}
