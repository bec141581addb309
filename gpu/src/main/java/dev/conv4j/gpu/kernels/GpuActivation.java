package dev.conv4j.gpu.kernels;

import static dev.conv4j.gpu.kernels.Blocks.buffer;

import dev.conv4j.gpu.runtime.Arguments;
import dev.conv4j.gpu.runtime.Grid;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.Activation;
import dev.conv4j.tensor.spi.ActivationKernels;
import dev.conv4j.tensor.spi.ElementwiseKernels;
import dev.conv4j.tensor.spi.LossKernels;
import dev.conv4j.tensor.spi.ReductionKernels;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Activation functions, a work item for each element or for each pixel with all its channels. */
final class GpuActivation implements ActivationKernels {
  private static final List<Activation.Kind> KINDS = List.of(Activation.Kind.values());

  private final Program program;
  private final ElementwiseKernels elementwise;
  private final ReductionKernels reduction;
  private final LossKernels loss;

  GpuActivation(
      Program program,
      ElementwiseKernels elementwise,
      ReductionKernels reduction,
      LossKernels loss) {
    this.program = program;
    this.elementwise = elementwise;
    this.reduction = reduction;
    this.loss = loss;
  }

  /** The names by which the source knows the functions, and their numbers. */
  static Map<String, String> kinds() {
    return KINDS.stream()
        .collect(Collectors.toMap(kind -> "KIND_" + kind, kind -> Integer.toString(number(kind))));
  }

  private static int number(Activation.Kind kind) {
    return KINDS.indexOf(kind);
  }

  @Override
  public void forward(Tensor x, Tensor y, Activation f) {
    launch("activate", y, with(f, Arguments.of(buffer(x), buffer(y)), y));
  }

  @Override
  public void gradient(Tensor dy, Tensor x, Tensor dx, Activation f) {
    launch("activate_gradient", dx, with(f, Arguments.of(buffer(dy), buffer(x), buffer(dx)), dx));
  }

  private static Arguments with(Activation f, Arguments buffers, Tensor result) {
    return buffers.longs(result.shape().count()).ints(number(f.kind())).real(f.parameter());
  }

  private void launch(String kernel, Tensor result, Arguments arguments) {
    long count = result.shape().count();
    if (count > 0) {
      program.launch(kernel, Grid.covering(count, Grids.ITEMS), arguments);
    }
  }

  @Override
  public void parametricRelu(Tensor x, Tensor weight, Tensor y) {
    parametric(x, x, weight, y);
  }

  @Override
  public void parametricReluGradient(Tensor dy, Tensor x, Tensor weight, Tensor dx) {
    parametric(dy, x, weight, dx);
  }

  private void parametric(Tensor values, Tensor x, Tensor weight, Tensor into) {
    Shape shape = x.shape();
    if (shape.count() > 0) {
      long planes = shape.extent(0) * shape.extent(1);
      program.launch(
          "parametric_relu",
          Grids.planes(planes, pixels(shape), 1),
          Arguments.of(buffer(values), buffer(x), buffer(weight), buffer(into))
              .ints(Math.toIntExact(planes), shape.intExtent(1), pixels(shape))
              .ints(weight.shape().intExtent(0)));
    }
  }

  /** Elements from a pixel's channel to its next. */
  private static int pixels(Shape shape) {
    return Math.toIntExact(shape.countPerItem() / shape.extent(1));
  }

  @Override
  public void parametricReluWeightGradient(Tensor dy, Tensor x, Tensor dweight) {
    long count = x.shape().count();
    if (count == 0) {
      elementwise.fill(dweight, 0);
      return;
    }
    Shape shape = dweight.shape().count() == 1 ? Shape.of(1, 1, count) : x.shape();
    try (Tensor products =
        Tensor.allocate(dy.device(), ElementType.FLOAT32, shape, "a sum's terms")) {
      launch(
          "parametric_relu_terms",
          products,
          Arguments.of(buffer(dy), buffer(x), buffer(products)).longs(count));
      reduction.sumPerChannel(products, dweight);
    }
  }

  @Override
  public void softmax(Tensor x, Tensor y) {
    if (x.shape().count() > 0 && pixels(x.shape()) == 1) {
      loss.softmax(x, y);
    } else {
      ofPixels("channel_softmax", Arguments.of(buffer(x), buffer(y)), y.shape());
    }
  }

  @Override
  public void softmaxGradient(Tensor dy, Tensor y, Tensor dx) {
    ofPixels(
        "channel_softmax_gradient", Arguments.of(buffer(dy), buffer(y), buffer(dx)), y.shape());
  }

  private void ofPixels(String kernel, Arguments buffers, Shape shape) {
    if (shape.count() > 0) {
      long all = shape.count() / shape.extent(1);
      program.launch(
          kernel,
          Grid.covering(all, Grids.ITEMS),
          buffers.longs(all).ints(shape.intExtent(1), pixels(shape)));
    }
  }
}
