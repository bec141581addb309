package dev.conv4j.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.Kernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One kernel call on one device, watched: inputs must stay as they are, every output is poisoned
 * before, and no memory may stay in use.
 */
final class Bench implements AutoCloseable {
  /** What int32 outputs hold before the call. */
  private static final int POISON = 0x5EED_DEAD;

  /** A kernel call: takes its tensors from the bench. */
  @FunctionalInterface
  interface Trial {
    void on(Bench bench);
  }

  private final Device device;
  private final boolean magnitudes;
  private final List<Tensor> inputs = new ArrayList<>();
  private final List<double[]> inputsBefore = new ArrayList<>();
  private final List<Tensor> weights = new ArrayList<>();
  private final List<Tensor> outputs = new ArrayList<>();

  private Bench(Device device, boolean magnitudes) {
    this.device = device;
    this.magnitudes = magnitudes;
  }

  /** The outputs of {@code trial}, in the order in which it asked for them. */
  static List<double[]> run(Device device, Trial trial) {
    return run(device, false, trial);
  }

  /**
   * What {@code trial} makes of the magnitudes of its floating-point inputs: for a kernel that sums
   * products, the sum of the magnitudes of all terms.
   */
  static List<double[]> magnitudes(Device device, Trial trial) {
    return run(device, true, trial);
  }

  private static List<double[]> run(Device device, boolean magnitudes, Trial trial) {
    long bytesBefore = device.memory().use().bytesInUse();
    List<double[]> results;
    try (Bench bench = new Bench(device, magnitudes)) {
      trial.on(bench);
      device.synchronize();
      bench.requireInputsUnchanged();
      results = bench.outputs.stream().map(Bench::values).toList();
    }
    assertEquals(
        bytesBefore, device.memory().use().bytesInUse(), "bytes in use after the kernel's call");
    return results;
  }

  /** What the device computes. */
  Kernels kernels() {
    return device.kernels();
  }

  /** A float32 tensor to read. */
  Tensor input(Shape shape, float[] values) {
    Tensor tensor = Tensor.of(device, shape, magnitudes ? magnitudesOf(values) : values);
    watch(tensor);
    return tensor;
  }

  /** An int32 tensor to read. */
  Tensor input(Shape shape, int[] values) {
    Tensor tensor = Tensor.ofInts(device, shape, values);
    watch(tensor);
    return tensor;
  }

  /** A uint8 tensor to read. */
  Tensor bytes(Shape shape, int[] values) {
    Tensor tensor = bytesOf(shape, values);
    watch(tensor);
    return tensor;
  }

  private Tensor bytesOf(Shape shape, int[] values) {
    Tensor tensor = Tensor.allocate(device, ElementType.UINT8, shape, "bytes");
    tensor.write(values);
    return tensor;
  }

  /** A float32 tensor to read, of which nobody asks afterwards whether it was changed. */
  Tensor weight(Shape shape, float[] values) {
    Tensor tensor = Tensor.of(device, shape, magnitudes ? magnitudesOf(values) : values);
    weights.add(tensor);
    return tensor;
  }

  /** A float32 tensor to write, full of NaN. */
  Tensor output(Shape shape) {
    float[] poison = new float[Math.toIntExact(shape.count())];
    Arrays.fill(poison, Float.NaN);
    return changed(shape, poison);
  }

  /** An int32 tensor to write, full of a number that no kernel would write. */
  Tensor intOutput(Shape shape) {
    int[] poison = new int[Math.toIntExact(shape.count())];
    Arrays.fill(poison, POISON);
    Tensor tensor = Tensor.ofInts(device, shape, poison);
    outputs.add(tensor);
    return tensor;
  }

  /** A float32 tensor to read and to change in place. */
  Tensor changed(Shape shape, float[] values) {
    Tensor tensor = Tensor.of(device, shape, magnitudes ? magnitudesOf(values) : values);
    outputs.add(tensor);
    return tensor;
  }

  /** An int32 tensor to read and to change in place. */
  Tensor changed(Shape shape, int[] values) {
    Tensor tensor = Tensor.ofInts(device, shape, values);
    outputs.add(tensor);
    return tensor;
  }

  /** A uint8 tensor to read and to change in place. */
  Tensor changedBytes(Shape shape, int[] values) {
    Tensor tensor = bytesOf(shape, values);
    outputs.add(tensor);
    return tensor;
  }

  private void watch(Tensor tensor) {
    inputs.add(tensor);
    inputsBefore.add(values(tensor));
  }

  private void requireInputsUnchanged() {
    for (int i = 0; i < inputs.size(); i++) {
      assertArrayEquals(
          inputsBefore.get(i), values(inputs.get(i)), "input " + i + " was changed by the kernel");
    }
  }

  private static float[] magnitudesOf(float[] values) {
    float[] absolute = values.clone();
    for (int i = 0; i < absolute.length; i++) {
      absolute[i] = Math.abs(absolute[i]);
    }
    return absolute;
  }

  private static double[] values(Tensor tensor) {
    return tensor.type().isFloating()
        ? tensor.toDoubleArray()
        : Arrays.stream(tensor.toIntArray()).asDoubleStream().toArray();
  }

  @Override
  public void close() {
    inputs.forEach(Tensor::close);
    weights.forEach(Tensor::close);
    outputs.forEach(Tensor::close);
  }
}
