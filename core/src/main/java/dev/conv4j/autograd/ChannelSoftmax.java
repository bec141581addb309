package dev.conv4j.autograd;

import dev.conv4j.ShapeException;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.List;

/**
 * Makes the channels of each pixel positive numbers that add up to 1; see {@link
 * dev.conv4j.tensor.spi.ActivationKernels#softmax}.
 */
public record ChannelSoftmax() implements Operation {

  /**
   * Computes the operation; the output is shaped like {@code x}.
   *
   * @param x {@code [N, C, ...]}
   * @throws ShapeException if there are no channels
   */
  public Tensor apply(Tensor x, Pass pass) {
    if (x.shape().rank() < 2 || x.shape().extent(1) < 1) {
      throw new ShapeException(kind(), "[N, C, ...], a channel or more", x.shape().toString(), "");
    }
    return pass.run(
        this,
        x.shape(),
        List.of(x),
        y -> pass.kernels().activation().softmax(x, y),
        y ->
            (dy, into) ->
                into.add(x, dx -> pass.kernels().activation().softmaxGradient(dy, y, dx)));
  }

  @Override
  public long flops(List<Shape> inputs, Shape output) {
    return 4 * output.count();
  }
}
