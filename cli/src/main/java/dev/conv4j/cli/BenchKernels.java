package dev.conv4j.cli;

import dev.conv4j.autograd.Convolution;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.RandomStream;
import dev.conv4j.tensor.RandomStream.Purpose;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Size2d;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.ConvGeometry;
import dev.conv4j.tensor.spi.ConvolutionKernels;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rates of single kernels. */
final class BenchKernels {
  private static final int MATRIX = 768;

  private final Device device;
  private final Timing timing;

  BenchKernels(Device device, Timing timing) {
    this.device = device;
    this.timing = timing;
  }

  /**
   * A kernel's rates.
   *
   * @param rates floating-point operations in a second, by what was computed: forward, gradients
   */
  record Result(String name, Map<String, Double> rates) {}

  /** A convolution of square images with square filters, and padding to match. */
  private record Square(int batch, int in, int out, int kernel, int stride, int pad, int side) {
    String name() {
      String strided = stride == 1 ? "" : " stride " + stride;
      return "%d×%d%s, %d→%d at %d², batch %d"
          .formatted(kernel, kernel, strided, in, out, side, batch);
    }

    ConvGeometry geometry() {
      return new ConvGeometry(
          Size2d.square(kernel), Size2d.square(stride), Size2d.square(pad), Size2d.square(1), 1);
    }
  }

  /** Convolutions of well-known networks: residual, bottleneck, stems, and the lecture's two. */
  private static final List<Square> CONVOLUTIONS =
      List.of(
          new Square(8, 64, 64, 3, 1, 1, 56),
          new Square(8, 128, 128, 3, 1, 1, 28),
          new Square(8, 256, 256, 3, 1, 1, 14),
          new Square(8, 512, 512, 3, 1, 1, 7),
          new Square(8, 64, 256, 1, 1, 0, 56),
          new Square(8, 3, 64, 7, 2, 3, 224),
          new Square(64, 1, 10, 5, 1, 0, 28),
          new Square(64, 10, 20, 5, 1, 0, 12));

  /** How many results there are. */
  static int count() {
    return CONVOLUTIONS.size() + 1;
  }

  /** Measures one of them. */
  Result measure(int index) {
    return index == 0 ? matrixProduct() : convolution(CONVOLUTIONS.get(index - 1));
  }

  private Result matrixProduct() {
    Shape square = Shape.of(MATRIX, MATRIX);
    try (Tensor a = random(square, 1);
        Tensor b = random(square, 2);
        Tensor c = Tensor.zeros(device, square)) {
      double seconds = best(() -> device.kernels().matrix().multiply(a, false, b, false, null, c));
      double flops = 2.0 * MATRIX * MATRIX * MATRIX;
      return new Result("matrix product, " + MATRIX + "³", Map.of("forward", flops / seconds));
    }
  }

  private Result convolution(Square square) {
    ConvGeometry geometry = square.geometry();
    Shape image = Shape.of(square.batch, square.in, square.side, square.side);
    Shape filters = Shape.of(square.out, square.in, square.kernel, square.kernel);
    Shape output = geometry.outputShape(image, square.out);
    double flops = new Convolution(geometry).flops(List.of(image, filters), output);
    ConvolutionKernels kernels = device.kernels().convolution();
    Map<String, Double> rates = new LinkedHashMap<>();
    try (Tensor x = random(image, 1);
        Tensor w = random(filters, 2);
        Tensor y = random(output, 3);
        Tensor dx = Tensor.zeros(device, image);
        Tensor dw = Tensor.zeros(device, filters)) {
      rates.put("input gradient", flops / best(() -> kernels.inputGradient(y, w, dx, geometry)));
      rates.put("weight gradient", flops / best(() -> kernels.weightGradient(y, x, dw, geometry)));
      rates.put("forward", flops / best(() -> kernels.forward(x, w, null, y, geometry)));
    }
    return new Result(square.name(), rates);
  }

  private double best(Runnable kernel) {
    return timing.best(kernel, device::synchronize);
  }

  private Tensor random(Shape shape, int index) {
    RandomStream random = new RandomStream(0, Purpose.INITIALIZATION, 0, index);
    float[] values = new float[Math.toIntExact(shape.count())];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat(-0.5f, 0.5f);
    }
    return Tensor.of(device, shape, values);
  }
}
