package dev.conv4j.gpu.kernels;

import static dev.conv4j.gpu.kernels.Blocks.buffer;

import dev.conv4j.gpu.runtime.Arguments;
import dev.conv4j.gpu.runtime.Grid;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.ElementwiseKernels;
import dev.conv4j.tensor.spi.ScalingKernels;

/** Multiplication of stretches; a group of work items sums one. */
final class GpuScaling implements ScalingKernels {
  private final Program program;
  private final ElementwiseKernels elementwise;

  GpuScaling(Program program, ElementwiseKernels elementwise) {
    this.program = program;
    this.elementwise = elementwise;
  }

  @Override
  public void scale(Tensor x, Tensor factors, Tensor y) {
    long count = x.shape().count();
    if (count > 0) {
      long stretches = factors.shape().count();
      long length = count / stretches;
      program.launch(
          "scale_stretches",
          Grids.planes(stretches, length, 4),
          Arguments.of(buffer(x), buffer(factors), buffer(y))
              .longs(stretches)
              .ints(Math.toIntExact(length)));
    }
  }

  @Override
  public void factorGradient(Tensor dy, Tensor x, Tensor dfactors) {
    long stretches = dfactors.shape().count();
    if (x.shape().count() == 0) {
      elementwise.fill(dfactors, 0);
      return;
    }
    program.launch(
        "stretch_products",
        Grids.rows(1, stretches, Grids.ITEMS),
        Arguments.of(buffer(dy), buffer(x), buffer(dfactors))
            .longs(stretches)
            .ints(Math.toIntExact(x.shape().count() / stretches)));
  }

  @Override
  public void multiply(Tensor x, float factor, Tensor y) {
    long count = x.shape().count();
    if (count > 0) {
      program.launch(
          "multiply_all",
          Grid.covering(count, Grids.ITEMS),
          Arguments.of(buffer(x), buffer(y)).longs(count).real(factor));
    }
  }
}
