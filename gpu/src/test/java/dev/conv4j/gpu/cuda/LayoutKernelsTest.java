package dev.conv4j.gpu.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.conv4j.gpu.GpuDevice;
import dev.conv4j.gpu.GpuStorage;
import dev.conv4j.gpu.cuda.LayoutKernels.Extent;
import dev.conv4j.gpu.cuda.LayoutKernels.Finish;
import dev.conv4j.gpu.runtime.GpuBuffer;
import dev.conv4j.gpu.runtime.GpuSource;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.Availability.Unavailable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * What the kernels around NVIDIA's libraries do, on the first OpenCL device: two words apart they
 * are in the portable language.
 */
class LayoutKernelsTest {
  static final List<Extent> EXTENTS =
      List.of(
          new Extent(1, 1, 1),
          new Extent(3, 1, 70),
          new Extent(3, 70, 1),
          new Extent(2, 3, 5),
          new Extent(2, 32, 64),
          new Extent(3, 33, 65),
          new Extent(1, 31, 100));

  private Device device;
  private LayoutKernels layout;

  @BeforeEach
  void open() {
    Devices.survey().stream()
        .filter(survey -> survey.kind().equals("opencl"))
        .filter(survey -> survey.availability() instanceof Unavailable)
        .forEach(survey -> abort("no OpenCL device: " + survey.availability()));
    device = Devices.open("opencl:0");
    GpuSource portable =
        new GpuSource(
            "layout",
            LayoutKernels.SOURCE.text(),
            Map.of("__float_as_uint", "as_uint", "__uint_as_float", "as_float"));
    layout = new LayoutKernels(((GpuDevice) device).runtime(), portable);
  }

  @AfterEach
  void close() {
    if (device != null) {
      device.close();
    }
  }

  private static GpuBuffer buffer(Tensor tensor) {
    return GpuStorage.of(tensor).buffer();
  }

  private static Shape shape(Extent extent) {
    return Shape.of(extent.outer(), extent.channels(), extent.plane());
  }

  private static float[] numbers(Shape shape) {
    float[] numbers = new float[(int) shape.count()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (i * 37 % 255 - 127) / 8f;
    }
    return numbers;
  }

  @ParameterizedTest
  @FieldSource("EXTENTS")
  void channelsComeLastAndFirstAgain(Extent extent) {
    Shape shape = shape(extent);
    float[] values = numbers(shape);
    try (Tensor x = Tensor.of(device, shape, values);
        Tensor last = Tensor.allocate(device, ElementType.BFLOAT16, shape, "last");
        Tensor y = Tensor.allocate(device, ElementType.FLOAT32, shape, "y");
        Tensor bias =
            Tensor.of(device, Shape.of(extent.channels()), numbers(Shape.of(extent.channels())));
        Tensor residual = Tensor.of(device, shape, values)) {
      layout.toChannelsLast(buffer(x), buffer(last), extent);
      float[] turned = last.toArray();
      int channels = extent.channels();
      for (int i = 0; i < values.length; i++) {
        int plane = extent.plane();
        int n = i / plane / channels;
        int c = i / plane % channels;
        assertThat(turned[(n * plane + i % plane) * channels + c]).isEqualTo(values[i]);
      }
      layout.fromChannelsLast(buffer(last), buffer(y), extent, Finish.NOTHING);
      assertThat(y.toArray()).isEqualTo(values);

      Finish finish = new Finish(buffer(bias), buffer(residual), true);
      float[] expected = finished(values, bias.toArray(), values, extent);
      layout.fromChannelsLast(buffer(last), buffer(y), extent, finish);
      assertThat(y.toArray()).isEqualTo(expected);
      layout.finish(buffer(x), extent, finish);
      assertThat(x.toArray()).isEqualTo(expected);
    }
  }

  private static float[] finished(float[] x, float[] bias, float[] residual, Extent extent) {
    float[] y = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      float sum = x[i] + bias[i / extent.plane() % extent.channels()] + residual[i];
      y[i] = Math.max(sum, 0);
    }
    return y;
  }

  @Test
  void numbersAreRoundedToNearestAndToEvenBetween() {
    float[] values = {
      1,
      1 + 0x1p-8f,
      1 + 0x1p-7f,
      1 + 0x1.8p-7f,
      1 + 0x1.1p-8f,
      -0.0f,
      Float.MIN_VALUE,
      Float.MAX_VALUE,
      Float.POSITIVE_INFINITY,
      Float.NEGATIVE_INFINITY,
      Float.NaN,
      Float.intBitsToFloat(0x7f800001),
      3.1415927f
    };
    float[] expected = {
      1,
      1,
      1 + 0x1p-7f,
      1 + 0x1p-6f,
      1 + 0x1p-7f,
      -0.0f,
      0,
      Float.POSITIVE_INFINITY,
      Float.POSITIVE_INFINITY,
      Float.NEGATIVE_INFINITY,
      Float.NaN,
      Float.NaN,
      3.140625f
    };
    Shape shape = Shape.of(values.length);
    try (Tensor x = Tensor.of(device, shape, values);
        Tensor y = Tensor.allocate(device, ElementType.BFLOAT16, shape, "rounded")) {
      layout.toBfloat16(buffer(x), buffer(y), values.length);
      assertThat(y.toArray()).isEqualTo(expected);
    }
  }

  @Test
  void aNanStaysOneWhenItIsRectified() {
    Extent extent = new Extent(1, 1, 2);
    try (Tensor y = Tensor.of(device, Shape.of(1, 1, 2), Float.NaN, -1)) {
      layout.finish(buffer(y), extent, new Finish(null, null, true));
      assertThat(y.toArray()).containsExactly(Float.NaN, 0);
    }
  }

  @Test
  void everyRowBecomesTheOne() {
    try (Tensor x = Tensor.of(device, Shape.of(3), 1, 2, 3);
        Tensor y = Tensor.allocate(device, ElementType.FLOAT32, Shape.of(300, 3), "y")) {
      layout.fillRows(buffer(x), buffer(y), 300, 3);
      assertThat(y.toArray()).startsWith(1, 2, 3, 1, 2, 3).endsWith(2, 3).hasSize(900);
    }
  }
}
