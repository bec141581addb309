package dev.conv4j.autograd;

import dev.conv4j.ShapeException;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.ChannelKernels;
import java.util.List;

/** Puts the channels of several batches of images behind each other. */
public record Concatenation() implements Operation {

  /**
   * Computes the operation.
   *
   * @param inputs one or more, each {@code [N, C, ...]} with channels of its own
   * @return {@code [N, sum of all C, ...]}
   * @throws ShapeException if they differ in more than the channels
   */
  public Tensor apply(List<Tensor> inputs, Pass pass) {
    Shape shape = outputShape(inputs.stream().map(Tensor::shape).toList());
    return pass.run(
        this,
        shape,
        inputs,
        y -> forward(inputs, y, pass.kernels().channels()),
        (dy, into) -> {
          int first = 0;
          for (Tensor x : inputs) {
            int from = first;
            into.add(x, dx -> pass.kernels().channels().extract(dy, from, dx));
            first += x.shape().intExtent(1);
          }
        });
  }

  /** What the operation computes, for whoever has the tensors already. */
  public static void forward(List<Tensor> inputs, Tensor y, ChannelKernels kernels) {
    int first = 0;
    for (Tensor x : inputs) {
      kernels.insert(x, y, first);
      first += x.shape().intExtent(1);
    }
  }

  /**
   * The shape of the output.
   *
   * @throws ShapeException if the inputs differ in more than the channels
   */
  public Shape outputShape(List<Shape> inputs) {
    if (inputs.isEmpty()) {
      throw new ShapeException(kind(), "an input or more", "none", "");
    }
    Shape first = inputs.getFirst();
    long channels = 0;
    for (Shape input : inputs) {
      if (input.rank() < 2 || !input.with(1, 1).equals(first.with(1, 1))) {
        throw new ShapeException(
            kind(),
            "[N, C, ...], alike in all but the channels",
            first + " and " + input,
            "Give all branches the same stride, and padding that keeps the size");
      }
      channels += input.extent(1);
    }
    return first.with(1, channels);
  }

  @Override
  public long flops(List<Shape> inputs, Shape output) {
    return 0;
  }
}
