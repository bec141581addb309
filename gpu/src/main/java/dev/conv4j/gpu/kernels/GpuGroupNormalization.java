package dev.conv4j.gpu.kernels;

import static dev.conv4j.gpu.kernels.Blocks.buffer;
import static dev.conv4j.gpu.kernels.Blocks.bufferOrNull;

import dev.conv4j.gpu.runtime.Arguments;
import dev.conv4j.gpu.runtime.Grid;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.ElementwiseKernels;
import dev.conv4j.tensor.spi.GroupGeometry;
import dev.conv4j.tensor.spi.GroupNormalizationKernels;
import org.jspecify.annotations.Nullable;

/** Normalisation over groups; a group of work items does one from its sums to its outputs. */
final class GpuGroupNormalization implements GroupNormalizationKernels {
  private final Program program;
  private final ElementwiseKernels elementwise;

  GpuGroupNormalization(Program program, ElementwiseKernels elementwise) {
    this.program = program;
    this.elementwise = elementwise;
  }

  @Override
  public void normalize(
      Tensor x,
      @Nullable Tensor gamma,
      @Nullable Tensor beta,
      Tensor y,
      @Nullable Tensor mean,
      @Nullable Tensor variance,
      GroupGeometry geometry,
      float epsilon) {
    if (x.shape().count() > 0) {
      Arguments buffers =
          Arguments.of(buffer(x))
              .buffer(bufferOrNull(gamma))
              .buffer(bufferOrNull(beta))
              .buffer(buffer(y))
              .buffer(bufferOrNull(mean))
              .buffer(bufferOrNull(variance));
      program.launch("group_normalize", grid(geometry), sizes(buffers, geometry, epsilon));
    } else if (mean != null && variance != null) {
      elementwise.fill(mean, 0);
      elementwise.fill(variance, 0);
    }
  }

  private static Grid grid(GroupGeometry geometry) {
    return Grids.rows(1, geometry.count(), Grids.ITEMS);
  }

  private static Arguments sizes(Arguments buffers, GroupGeometry geometry, float epsilon) {
    return buffers
        .longs(geometry.count(), geometry.size())
        .ints(geometry.groups(), geometry.perGroup(), geometry.pixels())
        .real(epsilon);
  }

  @Override
  public void inputGradient(
      Tensor dy,
      Tensor x,
      Tensor mean,
      Tensor variance,
      @Nullable Tensor gamma,
      Tensor dx,
      GroupGeometry geometry,
      float epsilon) {
    if (x.shape().count() > 0) {
      Arguments buffers =
          Arguments.of(buffer(dy), buffer(x), buffer(mean), buffer(variance))
              .buffer(bufferOrNull(gamma))
              .buffer(buffer(dx));
      program.launch("group_normalize_gradient", grid(geometry), sizes(buffers, geometry, epsilon));
    }
  }

  @Override
  public void parameterGradients(
      Tensor dy,
      Tensor x,
      Tensor mean,
      Tensor variance,
      Tensor dgamma,
      Tensor dbeta,
      GroupGeometry geometry,
      float epsilon) {
    if (x.shape().count() == 0) {
      elementwise.fill(dgamma, 0);
      elementwise.fill(dbeta, 0);
      return;
    }
    program.launch(
        "group_parameter_gradients",
        Grids.rows(1, geometry.channels(), Grids.ITEMS),
        Arguments.of(buffer(dy), buffer(x), buffer(mean), buffer(variance))
            .buffer(buffer(dgamma))
            .buffer(buffer(dbeta))
            .longs((long) geometry.rows() * geometry.pixels())
            .ints(geometry.channels(), geometry.groups())
            .ints(geometry.perGroup(), geometry.pixels())
            .real(epsilon));
  }
}
