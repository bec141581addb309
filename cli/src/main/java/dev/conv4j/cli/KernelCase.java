package dev.conv4j.cli;

import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.Kernels;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One kernel with inputs drawn from the case's name, to be run on two devices and compared.
 *
 * @param name the kernel as people know it, such as {@code convolution.inputGradient}, and what is
 *     special about the case
 * @param inputs what it reads, and perhaps changes
 * @param outputs what it writes
 */
record KernelCase(String name, List<Input> inputs, List<Output> outputs, Body body) {

  /** Runs the kernel on tensors of one device. */
  @FunctionalInterface
  interface Body {
    void run(Kernels kernels, List<Tensor> in, List<Tensor> out);
  }

  /**
   * What a kernel reads.
   *
   * @param bound 0 for numbers from -1 to 1; {@link #BYTES}; else whole numbers below it, as int32
   * @param least added to the numbers: 1 makes variances of them, for example
   */
  record Input(Shape shape, int bound, float least) {
    /** Whole numbers below 256, as uint8. */
    static final int BYTES = -1;

    static Input of(long... extents) {
      return new Input(Shape.of(extents), 0, 0);
    }

    /** Numbers from 0.5 to 2.5. */
    static Input positive(long... extents) {
      return new Input(Shape.of(extents), 0, 1.5f);
    }

    static Input bytes(long... extents) {
      return new Input(Shape.of(extents), BYTES, 0);
    }

    static Input labels(int classes, long count) {
      return new Input(Shape.of(count), classes, 0);
    }
  }

  /** What a kernel writes. */
  record Output(Shape shape, ElementType type) {
    static Output of(Shape shape) {
      return new Output(shape, ElementType.FLOAT32);
    }

    static Output of(long... extents) {
      return of(Shape.of(extents));
    }
  }

  /** Every value that the kernel leaves on {@code device}: its outputs, then its inputs. */
  List<double[]> run(Device device) {
    List<Tensor> in = new ArrayList<>();
    List<Tensor> out = new ArrayList<>();
    try {
      SplittableRandom random = new SplittableRandom(name.hashCode());
      inputs.forEach(input -> in.add(drawn(device, input, random)));
      outputs.forEach(
          output -> out.add(Tensor.allocate(device, output.type(), output.shape(), name)));
      body.run(device.kernels(), in, out);
      List<double[]> values = new ArrayList<>();
      out.forEach(tensor -> values.add(values(tensor)));
      in.forEach(tensor -> values.add(values(tensor)));
      return values;
    } finally {
      in.forEach(Tensor::close);
      out.forEach(Tensor::close);
    }
  }

  private static Tensor drawn(Device device, Input input, SplittableRandom random) {
    int count = input.shape().intCount();
    if (input.bound() > 0) {
      int[] labels = random.ints(count, 0, input.bound()).toArray();
      return Tensor.ofInts(device, input.shape(), labels);
    }
    if (input.bound() == Input.BYTES) {
      Tensor bytes = Tensor.allocate(device, ElementType.UINT8, input.shape(), "bytes");
      bytes.write(random.ints(count, 0, 256).toArray());
      return bytes;
    }
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextDouble(-1, 1) + input.least();
    }
    return Tensor.of(device, input.shape(), values);
  }

  private static double[] values(Tensor tensor) {
    if (tensor.type().isFloating()) {
      return tensor.toDoubleArray();
    }
    int[] whole = tensor.toIntArray();
    double[] values = new double[whole.length];
    for (int i = 0; i < whole.length; i++) {
      values[i] = whole[i];
    }
    return values;
  }
}
