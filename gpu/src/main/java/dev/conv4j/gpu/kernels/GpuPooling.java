package dev.conv4j.gpu.kernels;

import static dev.conv4j.gpu.kernels.Blocks.buffer;
import static dev.conv4j.gpu.kernels.Blocks.bufferOrNull;

import dev.conv4j.gpu.runtime.Arguments;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.AdaptivePoolingKernels;
import dev.conv4j.tensor.spi.PoolGeometry;
import dev.conv4j.tensor.spi.PoolingKernels;
import org.jspecify.annotations.Nullable;

/** Maxima and means of windows, a work item for each pixel of the result. */
final class GpuPooling implements PoolingKernels {
  private final Program program;

  GpuPooling(Program program) {
    this.program = program;
  }

  @Override
  public void max(Tensor x, Tensor y, @Nullable Tensor positions, PoolGeometry geometry) {
    Arguments arguments = Arguments.of(buffer(x), buffer(y)).buffer(bufferOrNull(positions));
    launch("max_pool", y, dilated(slide(arguments, x, y, geometry), geometry));
  }

  @Override
  public void maxGradient(Tensor dy, Tensor positions, Tensor dx, PoolGeometry geometry) {
    Arguments arguments = Arguments.of(buffer(dy), buffer(positions), buffer(dx));
    launch("max_pool_gradient", dx, dilated(slide(arguments, dx, dy, geometry), geometry));
  }

  @Override
  public void average(Tensor x, Tensor y, PoolGeometry geometry) {
    Arguments arguments = slide(Arguments.of(buffer(x), buffer(y)), x, y, geometry);
    launch("average_pool", y, counting(arguments, geometry));
  }

  @Override
  public void averageGradient(Tensor dy, Tensor dx, PoolGeometry geometry) {
    Arguments arguments = slide(Arguments.of(buffer(dy), buffer(dx)), dx, dy, geometry);
    launch("average_pool_gradient", dx, counting(arguments, geometry));
  }

  private static Arguments dilated(Arguments arguments, PoolGeometry g) {
    return arguments.ints(g.dilation().height(), g.dilation().width());
  }

  private static Arguments counting(Arguments arguments, PoolGeometry g) {
    return arguments.ints(g.countIncludePad() ? 1 : 0);
  }

  private static Arguments slide(Arguments buffers, Tensor x, Tensor y, PoolGeometry g) {
    return sizes(buffers, x, y)
        .ints(g.window().height(), g.window().width())
        .ints(g.stride().height(), g.stride().width())
        .ints(g.padding().height(), g.padding().width());
  }

  private static Arguments sizes(Arguments buffers, Tensor x, Tensor y) {
    return buffers
        .ints(Math.toIntExact(planes(x)), x.shape().intExtent(2), x.shape().intExtent(3))
        .ints(y.shape().intExtent(2), y.shape().intExtent(3));
  }

  private static long planes(Tensor images) {
    return images.shape().extent(0) * images.shape().extent(1);
  }

  private void launch(String kernel, Tensor result, Arguments arguments) {
    Shape shape = result.shape();
    if (shape.count() > 0) {
      long pixels = shape.extent(2) * shape.extent(3);
      program.launch(kernel, Grids.planes(planes(result), pixels, 1), arguments);
    }
  }

  /** Windows that share out an image. */
  final class Adaptive implements AdaptivePoolingKernels {

    @Override
    public void average(Tensor x, Tensor y) {
      launch("adaptive_average", y, sizes(Arguments.of(buffer(x), buffer(y)), x, y));
    }

    @Override
    public void max(Tensor x, Tensor y, @Nullable Tensor positions) {
      Arguments arguments = Arguments.of(buffer(x), buffer(y)).buffer(bufferOrNull(positions));
      launch("adaptive_max", y, sizes(arguments, x, y));
    }

    @Override
    public void maxGradient(Tensor dy, Tensor positions, Tensor dx) {
      Arguments arguments = Arguments.of(buffer(dy), buffer(positions), buffer(dx));
      launch("adaptive_max_gradient", dx, sizes(arguments, dx, dy));
    }

    @Override
    public void averageGradient(Tensor dy, Tensor dx) {
      launch("adaptive_average_gradient", dx, sizes(Arguments.of(buffer(dy), buffer(dx)), dx, dy));
    }
  }
}
