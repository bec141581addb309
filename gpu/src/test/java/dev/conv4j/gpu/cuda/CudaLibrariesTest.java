package dev.conv4j.gpu.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.DeviceException;
import dev.conv4j.gpu.GpuDevice;
import dev.conv4j.gpu.runtime.Capture;
import dev.conv4j.gpu.runtime.CapturedStep;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Precision;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Size2d;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.ConvGeometry;
import dev.conv4j.tensor.spi.PreparedLayer;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Matrix products and convolutions by the stub libraries, which compute plainly, against the
 * reference device. The numbers are small integers: exact in bfloat16, and so are their sums.
 */
@ParameterizedClass
@EnumSource(
    value = Precision.class,
    names = {"FLOAT32", "TF32", "BFLOAT16"})
class CudaLibrariesTest {
  private static final Shape IMAGES = Shape.of(2, 4, 9, 7);

  static final List<ConvGeometry> GEOMETRIES =
      List.of(
          ConvGeometry.of(1),
          ConvGeometry.of(3),
          new ConvGeometry(
              new Size2d(3, 2), new Size2d(2, 1), new Size2d(1, 0), new Size2d(1, 2), 1),
          new ConvGeometry(
              Size2d.square(3), Size2d.square(1), Size2d.square(1), Size2d.square(1), 2),
          new ConvGeometry(
              new Size2d(9, 7), Size2d.square(1), Size2d.square(0), Size2d.square(1), 4));

  @Parameter Precision precision = Precision.FLOAT32;

  @TempDir Path cache;

  private final Random random = new Random(5);
  private CudaStub stub;
  private Device cuda;
  private Device reference;

  @BeforeEach
  void open() {
    stub = CudaStub.ready();
    cuda = stub.open(cache, precision);
    reference = Devices.open("reference");
  }

  @AfterEach
  void everythingWasRightAndIsGivenBack() {
    if (cuda != null) {
      assertThat(cuda.memory().use().bytesInUse()).isZero();
      cuda.close();
      reference.close();
      assertThat(stub.violation()).isEmpty();
      assertThat(stub.left()).isZero();
    }
  }

  private float[] integers(Shape shape, int bound) {
    float[] values = new float[(int) shape.count()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(2 * bound + 1) - bound;
    }
    return values;
  }

  /** What a kernel writes into a tensor of this shape. */
  private interface Kernel {
    void run(Device device, List<Tensor> inputs, Tensor result);
  }

  private float[] result(Device device, Shape shape, Kernel kernel, List<Input> inputs) {
    List<Tensor> tensors =
        inputs.stream()
            .map(input -> Tensor.of(device, input.shape(), input.values().clone()))
            .toList();
    try (Tensor result = Tensor.of(device, shape, new float[(int) shape.count()])) {
      kernel.run(device, tensors, result);
      return result.toArray();
    } finally {
      tensors.forEach(Tensor::close);
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // nobody compares inputs
  private record Input(Shape shape, float... values) {}

  private Input input(Shape shape, int bound) {
    return new Input(shape, integers(shape, bound));
  }

  private void agree(Shape shape, Kernel kernel, Input... inputs) {
    float[] expected = result(reference, shape, kernel, List.of(inputs));
    assertThat(result(cuda, shape, kernel, List.of(inputs))).isEqualTo(expected);
  }

  private static Shape filters(ConvGeometry geometry) {
    return Shape.of(
        4, 4 / geometry.groups(), geometry.kernel().height(), geometry.kernel().width());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void productsAgreeWithTheReference(int transposed) {
    boolean transposeA = (transposed & 1) != 0;
    boolean transposeB = (transposed & 2) != 0;
    Input a = input(transposeA ? Shape.of(5, 3) : Shape.of(3, 5), 3);
    Input b = input(transposeB ? Shape.of(7, 5) : Shape.of(5, 7), 3);
    Input bias = input(Shape.of(7), 9);
    agree(
        Shape.of(3, 7),
        (device, in, c) ->
            device
                .kernels()
                .matrix()
                .multiply(in.get(0), transposeA, in.get(1), transposeB, in.get(2), c),
        a,
        b,
        bias);
    agree(
        Shape.of(3, 7),
        (device, in, c) ->
            device
                .kernels()
                .matrix()
                .multiply(in.get(0), transposeA, in.get(1), transposeB, null, c),
        a,
        b);
    assertThat(stub.calls("cublasGemmEx")).isPositive();
  }

  @ParameterizedTest
  @FieldSource("GEOMETRIES")
  void convolutionsAgreeWithTheReference(ConvGeometry geometry) {
    Shape w = filters(geometry);
    Shape y = geometry.outputShape(IMAGES, 4);
    int before = stub.calls("cudnnConvolutionForward");
    agree(
        y,
        (device, in, out) ->
            device.kernels().convolution().forward(in.get(0), in.get(1), in.get(2), out, geometry),
        input(IMAGES, 2),
        input(w, 1),
        input(Shape.of(4), 3));
    agree(
        IMAGES,
        (device, in, out) ->
            device.kernels().convolution().inputGradient(in.get(0), in.get(1), out, geometry),
        input(y, 2),
        input(w, 1));
    agree(
        w,
        (device, in, out) ->
            device.kernels().convolution().weightGradient(in.get(0), in.get(1), out, geometry),
        input(y, 1),
        input(IMAGES, 1));
    assertThat(stub.calls("cudnnConvolutionForward")).isEqualTo(before + 1);
    assertThat(stub.get("cudnn_type")).isEqualTo(precision == Precision.BFLOAT16 ? 9 : 0);
    assertThat(stub.get("cudnn_math"))
        .isEqualTo(
            switch (precision) {
              case FLOAT32 -> 3;
              case BFLOAT16 -> 1;
              case TF32, FLOAT16 -> 0;
            });
  }

  @ParameterizedTest
  @FieldSource("GEOMETRIES")
  void preparedLayersAgreeWithTheReference(ConvGeometry geometry) {
    Shape y = geometry.outputShape(IMAGES, 4);
    Kernel layer =
        (device, in, out) -> {
          Shape image = Shape.of(4, 9, 7);
          try (PreparedLayer prepared =
              device
                  .kernels()
                  .prepared()
                  .convolution(in.get(1), in.get(2), image, geometry, true)) {
            prepared.run(in.get(0), in.get(3), out);
            prepared.run(in.get(0), in.get(3), out);
          }
        };
    agree(
        y,
        layer,
        input(IMAGES, 2),
        input(filters(geometry), 1),
        input(Shape.of(4), 3),
        input(y, 4));
  }

  /** A factor of 1 + 2⁻¹² is 1 for tensor cores; float32 keeps it. */
  @Test
  void float32IsNotRounded() {
    float fine = 1 + 0x1p-12f;
    float expected = precision == Precision.FLOAT32 ? fine : 1;
    Input a = new Input(Shape.of(1, 1), fine);
    Input one = new Input(Shape.of(1, 1), 1);
    assertThat(
            result(
                cuda,
                Shape.of(1, 1),
                (device, in, c) ->
                    device.kernels().matrix().multiply(in.get(0), false, in.get(1), false, null, c),
                List.of(a, one)))
        .containsExactly(expected);
  }

  @Test
  void aLibrarysErrorIsNamedAndTheDeviceGoesOn() {
    Kernel product =
        (device, in, c) ->
            device.kernels().matrix().multiply(in.get(0), false, in.get(1), false, null, c);
    List<Input> matrices = List.of(input(Shape.of(2, 2), 2), input(Shape.of(2, 2), 2));
    stub.fail("cublasGemmEx", 1, 13);
    assertThatThrownBy(() -> result(cuda, Shape.of(2, 2), product, matrices))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining(
            "cuda:0: multiplying matrices failed: CUBLAS_STATUS_EXECUTION_FAILED");
    assertThat(result(cuda, Shape.of(2, 2), product, matrices))
        .isEqualTo(result(reference, Shape.of(2, 2), product, matrices));
    stub.fail("cudnnConvolutionForward", 1, 5000);
    assertThatThrownBy(() -> convolve(cuda))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("cuda:0: a convolution failed: CUDNN_STATUS_EXECUTION_FAILED");
    convolve(cuda);
  }

  private void convolve(Device device) {
    result(
        device,
        ConvGeometry.of(3).outputShape(IMAGES, 4),
        (on, in, out) ->
            on.kernels().convolution().forward(in.get(0), in.get(1), null, out, ConvGeometry.of(3)),
        List.of(input(IMAGES, 2), input(filters(ConvGeometry.of(3)), 1)));
  }

  /** In bfloat16 the next form of the table is float32; there the stub convolves all the same. */
  @Test
  void whatCudnnDoesNotDoGoesToTheNextForm() {
    stub.set("refuse_bfloat16", 1);
    convolve(cuda);
    assertThat(stub.get("cudnn_type")).isZero();
    assertThat(stub.get("cudnn_math")).isEqualTo(precision == Precision.FLOAT32 ? 3 : 0);
  }

  /** The stub does not run portable kernels; that they were asked for is what counts here. */
  @Test
  void whatCudnnDoesNotDoAtAllGoesToThePortableKernels() {
    stub.set("refuse", 1);
    int before = stub.calls("cudnnConvolutionForward");
    convolve(cuda);
    assertThat(stub.calls("cudnnConvolutionForward")).isEqualTo(before);
    assertThat(stub.launched()).doesNotContain("finish");
  }

  @Test
  void librariesTakePartInACapture() {
    try (Tensor a = Tensor.of(cuda, Shape.of(2, 2), 1, 2, 3, 4);
        Tensor b = Tensor.of(cuda, Shape.of(2, 2), 1, 0, 0, 1);
        Tensor c = Tensor.of(cuda, Shape.of(2, 2), 0, 0, 0, 0)) {
      cuda.kernels().matrix().multiply(a, false, b, false, null, c);
      CapturedStep step;
      try (Capture capture = ((GpuDevice) cuda).runtime().capture()) {
        cuda.kernels().matrix().multiply(a, true, b, false, null, c);
        step = capture.end();
      }
      assertThat(c.toArray()).containsExactly(1, 2, 3, 4);
      step.replay();
      assertThat(c.toArray()).containsExactly(1, 3, 2, 4);
      step.close();
      cuda.kernels().matrix().multiply(a, false, b, false, null, c);
      assertThat(c.toArray()).containsExactly(1, 2, 3, 4);
    }
  }

  @Test
  void emptyProductsAndConvolutionsAreNoError() {
    Shape none = Shape.of(0, 2);
    try (Tensor a = Tensor.of(cuda, none);
        Tensor b = Tensor.of(cuda, Shape.of(2, 2), 1, 2, 3, 4);
        Tensor c = Tensor.of(cuda, none)) {
      cuda.kernels().matrix().multiply(a, false, b, false, null, c);
    }
  }
}
