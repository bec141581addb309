package dev.conv4j.gpu.kernels;

import static dev.conv4j.gpu.kernels.Blocks.buffer;

import dev.conv4j.gpu.runtime.Arguments;
import dev.conv4j.gpu.runtime.GpuBuffer;
import dev.conv4j.gpu.runtime.Grid;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.ElementwiseKernels;
import dev.conv4j.tensor.spi.Memory;
import dev.conv4j.tensor.spi.NormalizationKernels;
import dev.conv4j.tensor.spi.ReductionKernels;

/**
 * Batch normalisation. Means are taken from the distances to a channel's first element, variances
 * from the distances to the mean, so that neither loses anything far from 0.
 */
final class GpuNormalization implements NormalizationKernels {
  private final Program program;
  private final Memory memory;
  private final ElementwiseKernels elementwise;

  GpuNormalization(Program program, Memory memory, ElementwiseKernels elementwise) {
    this.program = program;
    this.memory = memory;
    this.elementwise = elementwise;
  }

  @Override
  public void statistics(Tensor x, Tensor mean, Tensor variance) {
    ChannelSlices s = ChannelSlices.of(x.shape());
    if (s.isEmpty()) {
      elementwise.fill(mean, 0);
      elementwise.fill(variance, 0);
      return;
    }
    try (Scratch sums = new Scratch(memory, s.partials(2))) {
      GpuBuffer partials = sums.buffer();
      program.launch("slice_sums", s.grid(), s.addTo(Arguments.of(buffer(x), partials)).ints(1));
      program.launch("total_means", s.perChannel(), means(s, partials, mean).buffer(buffer(x)));
      program.launch(
          "slice_squares", s.grid(), s.addTo(Arguments.of(buffer(x), buffer(mean), partials)));
      program.launch("total_variances", s.perChannel(), means(s, partials, variance));
    }
  }

  private static Arguments means(ChannelSlices s, GpuBuffer sums, Tensor into) {
    return Arguments.of(sums, buffer(into))
        .ints(s.channels(), s.pixels())
        .longs(s.elements())
        .ints(s.slices());
  }

  @Override
  public void normalize(
      Tensor x, Tensor mean, Tensor variance, Tensor gamma, Tensor beta, Tensor y, float epsilon) {
    ChannelSlices s = ChannelSlices.of(x.shape());
    if (!s.isEmpty()) {
      program.launch(
          "batch_normalize",
          planes(s),
          Arguments.of(
                  buffer(x), buffer(mean), buffer(variance), buffer(gamma), buffer(beta), buffer(y))
              .ints(planeCount(s), s.channels(), s.pixels())
              .real(epsilon));
    }
  }

  private static Grid planes(ChannelSlices s) {
    return Grids.planes(planeCount(s), s.pixels(), 4);
  }

  private static int planeCount(ChannelSlices s) {
    return Math.toIntExact(s.elements() / s.pixels() * s.channels());
  }

  @Override
  public void parameterGradients(
      Tensor dy,
      Tensor x,
      Tensor mean,
      Tensor variance,
      Tensor dgamma,
      Tensor dbeta,
      float epsilon) {
    ChannelSlices s = ChannelSlices.of(x.shape());
    if (s.isEmpty()) {
      elementwise.fill(dgamma, 0);
      elementwise.fill(dbeta, 0);
      return;
    }
    try (Scratch sums = new Scratch(memory, s.partials(2))) {
      program.launch(
          "slice_gradients",
          s.grid(),
          s.addTo(Arguments.of(buffer(dy), buffer(x), buffer(mean), sums.buffer())));
      program.launch(
          "total_gradients",
          s.perChannel(),
          Arguments.of(sums.buffer(), buffer(variance), buffer(dgamma), buffer(dbeta))
              .ints(s.channels(), s.slices())
              .real(epsilon));
    }
  }

  @Override
  public void inputGradient(
      Tensor dy,
      Tensor x,
      Tensor mean,
      Tensor variance,
      Tensor gamma,
      Tensor dgamma,
      Tensor dbeta,
      Tensor dx,
      float epsilon) {
    ChannelSlices s = ChannelSlices.of(x.shape());
    if (!s.isEmpty()) {
      program.launch(
          "batch_normalize_gradient",
          planes(s),
          Arguments.of(buffer(dy), buffer(x), buffer(mean), buffer(variance))
              .buffer(buffer(gamma))
              .buffer(buffer(dgamma))
              .buffer(buffer(dbeta))
              .buffer(buffer(dx))
              .ints(planeCount(s), s.channels(), s.pixels())
              .longs(s.elements())
              .real(epsilon));
    }
  }

  @Override
  public void blend(Tensor running, Tensor observed, float share, float factor, Tensor next) {
    long count = next.shape().count();
    if (count > 0) {
      program.launch(
          "blend",
          Grid.covering(count, Grids.ITEMS),
          Arguments.of(buffer(running), buffer(observed), buffer(next))
              .longs(count)
              .real(share)
              .real(factor));
    }
  }

  /** Sums over channels. */
  final class Reduction implements ReductionKernels {

    @Override
    public void sumPerChannel(Tensor x, Tensor sums) {
      ChannelSlices s = ChannelSlices.of(x.shape());
      if (s.isEmpty()) {
        elementwise.fill(sums, 0);
        return;
      }
      if (s.slices() == 1) {
        sums(s, x, buffer(sums));
        return;
      }
      try (Scratch partials = new Scratch(memory, s.partials(1))) {
        sums(s, x, partials.buffer());
        program.launch(
            "total_sums",
            s.perChannel(),
            Arguments.of(partials.buffer(), buffer(sums)).ints(s.channels(), s.slices()));
      }
    }

    private void sums(ChannelSlices s, Tensor x, GpuBuffer into) {
      program.launch("slice_sums", s.grid(), s.addTo(Arguments.of(buffer(x), into)).ints(0));
    }
  }
}
