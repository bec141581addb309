package dev.conv4j.gpu.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Size2d;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.ConvGeometry;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Sizes that the contracts do not reach: large tiles, split terms, more groups than fit in y. */
class LargeSizesTest {
  private static final int FEW = 20;
  private static final int MANY = 128;

  @SuppressWarnings("NullAway.Init") // JUnit calls open before anything else
  private static Device device;

  @BeforeAll
  static void open() {
    device = GpuHere.open();
  }

  @AfterAll
  @SuppressWarnings("RedundantNullCheck") // there is none where the tests are skipped
  static void close() {
    if (device != null) {
      device.close();
    }
  }

  private static float[] drawn(long count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[Math.toIntExact(count)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }

  /** A row of a product of many rows has the bits that it has among few, in a smaller tile. */
  @Test
  void theSizeOfATileChangesNoBitOfAProduct() {
    int n = 128 * 128;
    int k = 37;
    assertThat(Tile.of(256, n, 1)).isEqualTo(Tile.HIGH);
    float[] a = drawn(256L * k, 1);
    float[] b = drawn((long) k * n, 2);
    float[] all = product(256, k, n, a, b);
    for (int rows : new int[] {FEW, 64}) {
      float[] some = product(rows, k, n, Arrays.copyOf(a, rows * k), b);
      assertThat(Arrays.equals(Arrays.copyOf(all, some.length), some)).as("%s rows", rows).isTrue();
    }
  }

  private static float[] product(int m, int k, int n, float[] a, float[] b) {
    return product(device, m, k, n, a, b);
  }

  private static float[] product(Device on, int m, int k, int n, float[] a, float[] b) {
    try (Tensor left = Tensor.of(on, Shape.of(m, k), a);
        Tensor right = Tensor.of(on, Shape.of(k, n), b);
        Tensor product = Tensor.zeros(on, Shape.of(m, n))) {
      on.kernels().matrix().multiply(left, false, right, false, null, product);
      return product.toArray();
    }
  }

  @Test
  void splitTermsAddUpToTheSameSum() {
    int k = 3001;
    float[] a = drawn(7L * k, 1);
    float[] b = drawn(k * 9L, 2);
    float[] sums = product(7, k, 9, a, b);
    try (Device reference = Devices.open("reference")) {
      float[] expected = product(reference, 7, k, 9, a, b);
      float[] magnitudes = product(reference, 7, k, 9, magnitudes(a), magnitudes(b));
      for (int i = 0; i < sums.length; i++) {
        double bound = k * 0x1p-24 * magnitudes[i];
        assertThat(Math.abs((double) sums[i] - expected[i])).as("sum %s", i).isLessThan(bound);
      }
    }
  }

  private static float[] magnitudes(float[] values) {
    float[] result = values.clone();
    for (int i = 0; i < result.length; i++) {
      result[i] = Math.abs(result[i]);
    }
    return result;
  }

  /** The first of many filters give what they give alone, in a smaller tile. */
  @Test
  void theSizeOfATileChangesNoBitOfAConvolution() {
    Shape x = Shape.of(2, 3, 26, 26);
    ConvGeometry geometry = ConvGeometry.of(3);
    Shape y = geometry.outputShape(x, MANY);
    assertThat(PackedFilters.of(Slide.forward(x, y, geometry)).tile()).isEqualTo(Tile.HIGH);
    float[] image = drawn(x.count(), 1);
    float[] weights = drawn(MANY * 27L, 2);
    float[] all = forward(x, MANY, image, weights, geometry);
    float[] some = forward(x, FEW, image, Arrays.copyOf(weights, FEW * 27), geometry);
    requireSameChannels(all, some, 24 * 24);
  }

  private static float[] forward(
      Shape x, int filters, float[] image, float[] weights, ConvGeometry geometry) {
    Shape w = Shape.of(filters, x.extent(1), 3, 3);
    try (Tensor images = Tensor.of(device, x, image);
        Tensor kernels = Tensor.of(device, w, weights);
        Tensor result = Tensor.zeros(device, geometry.outputShape(x, filters))) {
      device.kernels().convolution().forward(images, kernels, null, result, geometry);
      return result.toArray();
    }
  }

  /** Of stride 2, so that each quarter of the pixels goes its own way. */
  @Test
  void theSizeOfATileChangesNoBitOfAnInputGradient() {
    ConvGeometry geometry =
        new ConvGeometry(Size2d.square(3), Size2d.square(2), Size2d.square(1), Size2d.square(1), 1);
    Shape x = Shape.of(2, MANY, 48, 48);
    Shape y = geometry.outputShape(x, 3);
    for (Slide part : Slide.backward(x, y, geometry)) {
      assertThat(PackedFilters.of(part).tile()).isEqualTo(Tile.HIGH);
    }
    float[] gradient = drawn(y.count(), 1);
    float[] weights = drawn(3 * MANY * 9L, 2);
    float[] fewWeights = new float[3 * FEW * 9];
    for (int k = 0; k < 3; k++) {
      System.arraycopy(weights, k * MANY * 9, fewWeights, k * FEW * 9, FEW * 9);
    }
    float[] all = inputGradient(x, y, gradient, weights, geometry);
    float[] some = inputGradient(x.with(1, FEW), y, gradient, fewWeights, geometry);
    requireSameChannels(all, some, 48 * 48);
  }

  private static float[] inputGradient(
      Shape x, Shape y, float[] gradient, float[] weights, ConvGeometry geometry) {
    try (Tensor dy = Tensor.of(device, y, gradient);
        Tensor w = Tensor.of(device, Shape.of(y.extent(1), x.extent(1), 3, 3), weights);
        Tensor dx = Tensor.zeros(device, x)) {
      device.kernels().convolution().inputGradient(dy, w, dx, geometry);
      return dx.toArray();
    }
  }

  /** Of two images, {@code FEW} channels each among {@code MANY}. */
  private static void requireSameChannels(float[] all, float[] some, int plane) {
    for (int image = 0; image < 2; image++) {
      int from = image * MANY * plane;
      int fewFrom = image * FEW * plane;
      assertThat(Arrays.equals(all, from, from + FEW * plane, some, fewFrom, fewFrom + FEW * plane))
          .as("image %s", image)
          .isTrue();
    }
  }

  /** More than 65,535 channels: groups in y and z, of which some are not wanted. */
  @Test
  void channelsMayBeMoreThanGroupsFitInOneDimension() {
    int channels = 70_001;
    float[] values = new float[2 * channels];
    float[] expected = new float[channels];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 251;
    }
    for (int c = 0; c < channels; c++) {
      expected[c] = values[c] + values[channels + c];
    }
    try (Tensor x = Tensor.of(device, Shape.of(2, channels), values);
        Tensor sums = Tensor.zeros(device, Shape.of(channels))) {
      device.kernels().reduction().sumPerChannel(x, sums);
      assertThat(Arrays.equals(expected, sums.toArray())).isTrue();
    }
  }

  @Test
  void depthwiseFiltersMayBeMoreThanGroupsFitInOneDimension() {
    int channels = 66_001;
    Shape x = Shape.of(1, channels, 1, 2);
    float[] image = new float[2 * channels];
    float[] expected = new float[channels];
    for (int c = 0; c < channels; c++) {
      image[2 * c] = c % 127;
      image[2 * c + 1] = c % 31;
      expected[c] = 2 * image[2 * c] + 3 * image[2 * c + 1];
    }
    float[] gradient = new float[2 * channels];
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] = 2 + i % 2;
    }
    ConvGeometry one =
        new ConvGeometry(
            Size2d.square(1), Size2d.square(1), Size2d.square(0), Size2d.square(1), channels);
    try (Tensor images = Tensor.of(device, x, image);
        Tensor dy = Tensor.of(device, x, gradient);
        Tensor dw = Tensor.zeros(device, Shape.of(channels, 1, 1, 1))) {
      device.kernels().convolution().weightGradient(dy, images, dw, one);
      assertThat(Arrays.equals(expected, dw.toArray())).isTrue();
    }
  }
}
