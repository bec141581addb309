package dev.conv4j.gpu.kernels;

import static dev.conv4j.gpu.kernels.Blocks.buffer;

import dev.conv4j.gpu.runtime.Arguments;
import dev.conv4j.tensor.PaddingMode;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.PadGeometry;
import dev.conv4j.tensor.spi.PaddingKernels;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Pixels around images, a work item for each pixel of the result. */
final class GpuPadding implements PaddingKernels {
  private static final List<PaddingMode> MODES = List.of(PaddingMode.values());

  private final Program program;

  GpuPadding(Program program) {
    this.program = program;
  }

  /** The names by which the source knows the modes, and their numbers. */
  static Map<String, String> modes() {
    return MODES.stream()
        .collect(Collectors.toMap(mode -> "PAD_" + mode, mode -> Integer.toString(number(mode))));
  }

  private static int number(PaddingMode mode) {
    return MODES.indexOf(mode);
  }

  @Override
  public void pad(Tensor x, Tensor y, PadGeometry geometry) {
    launch("pad", y, Arguments.of(buffer(x), buffer(y)), x, y, geometry);
  }

  @Override
  public void padGradient(Tensor dy, Tensor dx, PadGeometry geometry) {
    launch("pad_gradient", dx, Arguments.of(buffer(dy), buffer(dx)), dx, dy, geometry);
  }

  private void launch(
      String kernel, Tensor result, Arguments buffers, Tensor x, Tensor y, PadGeometry geometry) {
    Shape shape = result.shape();
    if (shape.count() > 0) {
      long planes = shape.extent(0) * shape.extent(1);
      program.launch(
          kernel,
          Grids.planes(planes, shape.extent(2) * shape.extent(3), 1),
          buffers
              .ints(Math.toIntExact(planes), x.shape().intExtent(2), x.shape().intExtent(3))
              .ints(y.shape().intExtent(2), y.shape().intExtent(3))
              .ints(geometry.top(), geometry.left(), number(geometry.mode())));
    }
  }
}
