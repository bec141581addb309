package dev.conv4j.autograd;

import dev.conv4j.ShapeException;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Size2d;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.ConvGeometry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A convolution backwards: the gradient of a {@link Convolution} by its image, taken forward
 * (Zeiler et al. 2010, "Deconvolutional Networks"). Each pixel lays its filters, times its value,
 * over the output, {@code stride} pixels from its neighbour's.
 *
 * @param geometry of the convolution that goes the other way
 * @param extra rows at the bottom and columns at the right, less than the stride: of the sizes that
 *     the convolution would bring to the input's, how far the output's is from the smallest
 */
public record TransposedConvolution(ConvGeometry geometry, Size2d extra) implements Operation {

  /** Checks that the convolution would come back to the input's size. */
  public TransposedConvolution {
    Size2d stride = geometry.stride();
    if (extra.height() < 0
        || extra.width() < 0
        || extra.height() >= stride.height()
        || extra.width() >= stride.width()) {
      throw new ShapeException(
          "output padding", "0 or more, and less than the stride " + stride, extra.toString(), "");
    }
  }

  /**
   * Computes the operation.
   *
   * @param x {@code [N, C, H, W]}
   * @param w {@code [C, K / groups, kh, kw]}
   * @param bias {@code [K]}, or null for none
   * @return {@code [N, K, H', W']}
   */
  public Tensor apply(Tensor x, Tensor w, @Nullable Tensor bias, Pass pass) {
    Shape shape = outputShape(x.shape(), w.shape());
    List<Tensor> inputs = bias == null ? List.of(x, w) : List.of(x, w, bias);
    return pass.run(
        this,
        shape,
        inputs,
        y -> {
          pass.kernels().convolution().inputGradient(x, w, y, geometry);
          if (bias != null) {
            pass.kernels().channels().shift(y, bias, y);
          }
        },
        (dy, into) -> {
          into.add(x, dx -> pass.kernels().convolution().forward(dy, w, null, dx, geometry));
          into.add(w, dw -> pass.kernels().convolution().weightGradient(x, dy, dw, geometry));
          if (bias != null) {
            into.add(bias, db -> pass.kernels().reduction().sumPerChannel(dy, db));
          }
        });
  }

  /**
   * The shape of the output.
   *
   * @throws ShapeException if the filters do not fit the input, or nothing of the output is left
   *     within the padding
   */
  public Shape outputShape(Shape x, Shape w) {
    if (x.rank() != 4 || w.rank() != 4 || x.extent(1) != w.extent(0)) {
      throw new ShapeException(
          kind(),
          "[N, %s, H, W] for filters %s".formatted(w.rank() == 4 ? w.extent(0) : "C", w),
          x.toString(),
          "");
    }
    return outputShape(x, w.extent(1) * geometry.groups());
  }

  /** The shape of the output, {@code outChannels} of it. */
  public Shape outputShape(Shape x, long outChannels) {
    Size2d stride = geometry.stride();
    Size2d padding = geometry.padding();
    long height =
        outputExtent(
            x.extent(2),
            stride.height(),
            padding.height(),
            geometry.extentHeight(),
            extra.height());
    long width =
        outputExtent(
            x.extent(3), stride.width(), padding.width(), geometry.extentWidth(), extra.width());
    if (x.extent(2) < 1 || x.extent(3) < 1 || height < 1 || width < 1) {
      throw new ShapeException(
          kind(),
          "images of a pixel or more, and an output that the padding leaves something of",
          "%s, which becomes %d×%d".formatted(x, height, width),
          "Use less padding");
    }
    return Shape.of(x.extent(0), outChannels, height, width);
  }

  private static long outputExtent(long input, int stride, int padding, long extent, int extra) {
    return (input - 1) * stride - 2L * padding + extent + extra;
  }

  @Override
  public long flops(List<Shape> inputs, Shape output) {
    Shape x = inputs.getFirst();
    long products = x.count() * inputs.get(1).countPerItem();
    return 2 * products + (inputs.size() > 2 ? output.count() : 0);
  }
}
