package dev.conv4j.autograd;

import dev.conv4j.ShapeException;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.ConvGeometry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Slides filters over images; see {@link dev.conv4j.tensor.spi.ConvolutionKernels}. */
public record Convolution(ConvGeometry geometry) implements Operation {

  /**
   * Computes the operation.
   *
   * @param x {@code [N, C, H, W]}
   * @param w {@code [K, C / groups, kh, kw]}
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
        y -> pass.kernels().convolution().forward(x, w, bias, y, geometry),
        (dy, into) -> {
          into.add(x, dx -> pass.kernels().convolution().inputGradient(dy, w, dx, geometry));
          into.add(w, dw -> pass.kernels().convolution().weightGradient(dy, x, dw, geometry));
          if (bias != null) {
            into.add(bias, db -> pass.kernels().reduction().sumPerChannel(dy, db));
          }
        });
  }

  /**
   * The shape of the output.
   *
   * @throws ShapeException if the filters do not fit the image
   */
  public Shape outputShape(Shape x, Shape w) {
    if (x.rank() != 4 || w.rank() != 4 || x.extent(1) != w.extent(1) * geometry.groups()) {
      throw new ShapeException(
          kind(),
          "[N, %s, H, W] for filters %s in %d groups"
              .formatted(
                  w.rank() == 4 ? w.extent(1) * geometry.groups() : "C", w, geometry.groups()),
          x.toString(),
          "");
    }
    return geometry.outputShape(x, w.extent(0));
  }

  @Override
  public long flops(List<Shape> inputs, Shape output) {
    long terms = inputs.get(1).countPerItem();
    return output.count() * (2 * terms + (inputs.size() > 2 ? 1 : 0));
  }
}
