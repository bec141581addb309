package dev.conv4j.benchmarks;

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

/** The three kernels of convolution, each by itself, in microseconds a call. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ConvolutionBenchmark {

  /** What slides over what. */
  public enum Geometry {
    /** 3×3, 64→64 at 56², batch 8. */
    K3_64_AT_56,
    /** 3×3, 128→128 at 28², batch 8. */
    K3_128_AT_28,
    /** 3×3, 256→256 at 14², batch 8. */
    K3_256_AT_14,
    /** 3×3, 512→512 at 7², batch 8. */
    K3_512_AT_7,
    /** 1×1, 64→256 at 56², batch 8. */
    K1_64_256_AT_56,
    /** 7×7 with stride 2, 3→64 at 224², batch 8. */
    K7_3_64_AT_224,
    /** 5×5, 1→10 at 28², batch 64. */
    K5_1_10_AT_28,
    /** 5×5, 10→20 at 12², batch 64. */
    K5_10_20_AT_12;

    private ConvolutionCase work() {
      return switch (this) {
        case K3_64_AT_56 -> work(64, 64, 3, 1, 1, 56, 8);
        case K3_128_AT_28 -> work(128, 128, 3, 1, 1, 28, 8);
        case K3_256_AT_14 -> work(256, 256, 3, 1, 1, 14, 8);
        case K3_512_AT_7 -> work(512, 512, 3, 1, 1, 7, 8);
        case K1_64_256_AT_56 -> work(64, 256, 1, 1, 0, 56, 8);
        case K7_3_64_AT_224 -> work(3, 64, 7, 2, 3, 224, 8);
        case K5_1_10_AT_28 -> work(1, 10, 5, 1, 0, 28, 64);
        case K5_10_20_AT_12 -> work(10, 20, 5, 1, 0, 12, 64);
      };
    }

    private static ConvolutionCase work(
        int in, int out, int kernel, int stride, int padding, int size, int batch) {
      return new ConvolutionCase(in, out, kernel, stride, padding, size, batch, true);
    }
  }

  /** The geometry to measure. */
  @Param public Geometry geometry = Geometry.K3_64_AT_56;

  /** How many threads the device has. */
  @Param({"1", "2"})
  public int threads = 1;

  private OwnConvolution convolution;

  /** For JMH. */
  @SuppressWarnings("NullAway.Init") // JMH calls setUp before anything else.
  public ConvolutionBenchmark() {}

  /** Makes the tensors. */
  @Setup
  public void setUp() {
    convolution = new OwnConvolution(geometry.work(), threads);
  }

  /** The output. */
  @Benchmark
  public void forward() {
    convolution.forward();
  }

  /** The gradient by the image. */
  @Benchmark
  public void inputGradient() {
    convolution.inputGradient();
  }

  /** The gradient by the filters. */
  @Benchmark
  public void weightGradient() {
    convolution.weightGradient();
  }

  /** Ends the threads. */
  @TearDown
  public void tearDown() {
    convolution.close();
  }
}
