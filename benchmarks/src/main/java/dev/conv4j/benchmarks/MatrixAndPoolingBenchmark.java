package dev.conv4j.benchmarks;

import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.PoolGeometry;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The product of two matrices of 768×768, and pooling of the lecture's first maps, {@code [64, 10,
 * 24, 24]}, by windows of 2×2; in microseconds a call.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MatrixAndPoolingBenchmark {
  private static final int SIZE = 768;
  private static final Shape MAPS = Shape.of(64, 10, 24, 24);
  private static final PoolGeometry WINDOW = PoolGeometry.of(2);
  private static final int KIND = 30;

  /** How many threads the device has. */
  @Param({"1", "2"})
  public int threads = 1;

  private OwnProduct product;
  private Device device;
  private Tensor maps;
  private Tensor pooled;
  private Tensor positions;
  private Tensor gradient;

  /** For JMH. */
  @SuppressWarnings("NullAway.Init") // JMH calls setUp before anything else.
  public MatrixAndPoolingBenchmark() {}

  /** Makes the tensors; the positions are those of the maxima. */
  @Setup
  public void setUp() {
    product = new OwnProduct(new ProductCase(SIZE), threads);
    device = Devices.open("cpu", new DeviceOptions(threads));
    Shape small = WINDOW.outputShape(MAPS);
    maps = Tensor.of(device, MAPS, Data.gaussian(KIND, MAPS.count(), 1));
    pooled = Tensor.zeros(device, small);
    positions = Tensor.allocate(device, ElementType.INT32, small, "positions");
    gradient = Tensor.zeros(device, MAPS);
    maximum();
  }

  /** The product of matrices. */
  @Benchmark
  public void multiply() {
    product.run();
  }

  /** The largest of each window, and where it stood. */
  @Benchmark
  public void maximum() {
    device.kernels().pooling().max(maps, pooled, positions, WINDOW);
  }

  /** The largest of each window alone. */
  @Benchmark
  public void maximumWithoutPositions() {
    device.kernels().pooling().max(maps, pooled, null, WINDOW);
  }

  /** The gradient of the maximum. */
  @Benchmark
  public void maximumGradient() {
    device.kernels().pooling().maxGradient(pooled, positions, gradient, WINDOW);
  }

  /** The mean of each window. */
  @Benchmark
  public void average() {
    device.kernels().pooling().average(maps, pooled, WINDOW);
  }

  /** Ends the threads. */
  @TearDown
  public void tearDown() {
    product.close();
    device.close();
  }
}
