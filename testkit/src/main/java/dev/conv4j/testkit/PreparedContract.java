package dev.conv4j.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.conv4j.DeviceException;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.ConvGeometry;
import dev.conv4j.tensor.spi.PreparedLayer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Laws of {@link dev.conv4j.tensor.spi.PreparedKernels}. */
public abstract class PreparedContract extends KernelContract {

  /** For subclasses. */
  protected PreparedContract() {}

  static Stream<ConvolutionCase> cases() {
    return Stream.of(ConvolutionCase.AWKWARD, ConvolutionCase.MANY_CHANNELS, ConvolutionCase.MIXED)
        .flatMap(List::stream);
  }

  static List<MatrixContract.Sizes> sizes() {
    return MatrixContract.sizes();
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void convolutionsAgreeWithTheReference(ConvolutionCase c) {
    requireAgreement(c, false, false);
    requireAgreement(c, false, true);
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void whatIsAddedToAConvolutionIsAddedBeforeItIsRectified(ConvolutionCase c) {
    requireAgreement(c, true, false);
    requireAgreement(c, true, true);
  }

  private void requireAgreement(ConvolutionCase c, boolean residual, boolean rectified) {
    Bench.Trial trial =
        bench -> {
          Tensor x = bench.input(c.x(), c.image());
          Tensor added = residual ? bench.input(c.y(), Numbers.drawn(c.y().count(), 5)) : null;
          try (PreparedLayer layer = prepare(bench, c, rectified)) {
            layer.run(x, added, bench.output(c.y()));
          }
        };
    if (WinogradBound.appliesTo(c)) {
      double[] bound = WinogradBound.forward(c);
      double[] magnitudes = Bench.magnitudes(reference(), trial).getFirst();
      Arrays.setAll(bound, i -> bound[i] + ROUNDING * magnitudes[i]); // the addition's
      requireAgreement(List.of(bound), trial);
    } else {
      requireAgreement(c.w().countPerItem() + 2, trial);
    }
  }

  /** The weights are overwritten at once: a prepared layer no longer needs them. */
  private static PreparedLayer prepare(Bench bench, ConvolutionCase c, boolean rectified) {
    Tensor w = bench.weight(c.w(), c.weights());
    Tensor bias = bench.weight(Shape.of(c.filters()), c.biases());
    PreparedLayer layer =
        bench.kernels().prepared().convolution(w, bias, c.x().item(), c.geometry(), rectified);
    bench.kernels().elementwise().fill(w, Float.NaN);
    bench.kernels().elementwise().fill(bias, Float.NaN);
    return layer;
  }

  @ParameterizedTest
  @MethodSource("sizes")
  final void linearLayersAgreeWithTheReference(MatrixContract.Sizes s) {
    for (boolean rectified : new boolean[] {false, true}) {
      requireAgreement(s.k() + 1, linear(s, true, false, rectified));
      requireAgreement(s.k() + 1, linear(s, false, true, rectified));
    }
  }

  private static Bench.Trial linear(
      MatrixContract.Sizes s, boolean biased, boolean residual, boolean rectified) {
    Shape y = Shape.of(s.m(), s.n());
    return bench -> {
      Tensor w = bench.weight(Shape.of(s.n(), s.k()), Numbers.drawn((long) s.n() * s.k(), 2));
      Tensor bias = biased ? bench.weight(Shape.of(s.n()), Numbers.drawn(s.n(), 3)) : null;
      Tensor x = bench.input(Shape.of(s.m(), s.k()), Numbers.drawn((long) s.m() * s.k(), 1));
      Tensor added = residual ? bench.input(y, Numbers.drawn(y.count(), 5)) : null;
      try (PreparedLayer layer = bench.kernels().prepared().linear(w, bias, rectified)) {
        bench.kernels().elementwise().fill(w, Float.NaN);
        layer.run(x, added, bench.output(y));
      }
    };
  }

  @Test
  final void whatFollowsIsDoneInItsOrder() {
    Bench.Trial trial =
        bench -> {
          Tensor w = bench.input(Shape.of(1, 1, 1, 1), new float[] {2});
          Tensor bias = bench.input(Shape.of(1), new float[] {-3});
          Tensor x = bench.input(Shape.of(1, 1, 1, 4), new float[] {1, 2, 0, Float.NaN});
          Tensor added = bench.input(Shape.of(1, 1, 1, 4), new float[] {0.5f, 0.5f, 4, 1});
          try (PreparedLayer layer =
              bench
                  .kernels()
                  .prepared()
                  .convolution(w, bias, Shape.of(1, 1, 4), ConvGeometry.of(1), true)) {
            layer.run(x, added, bench.output(Shape.of(1, 1, 1, 4)));
          }
        };
    requireOutput(trial, 0, 1.5, 1, Double.NaN);
  }

  @Test
  final void aLayerTakesBatchesOfAnySizeAndNamesEachImageTheSame() {
    ConvolutionCase c = ConvolutionCase.MANY_CHANNELS.getFirst();
    Shape image = c.x().item();
    float[] pixels = Numbers.drawn(5 * image.count(), 6);
    try (Tensor w = Tensor.of(device(), c.w(), c.weights());
        PreparedLayer layer =
            device().kernels().prepared().convolution(w, null, image, c.geometry(), true)) {
      float[] together = run(layer, image.batched(5), pixels, c);
      int perOutput = together.length / 5;
      for (int n = 0; n < 5; n++) {
        float[] one = Arrays.copyOfRange(pixels, n * image.intCount(), (n + 1) * image.intCount());
        assertArrayEquals(
            Arrays.copyOfRange(together, n * perOutput, (n + 1) * perOutput),
            run(layer, image.batched(1), one, c),
            "image " + n);
      }
    }
  }

  private float[] run(PreparedLayer layer, Shape shape, float[] pixels, ConvolutionCase c) {
    Shape out = c.geometry().outputShape(shape, c.filters());
    try (Tensor x = Tensor.of(device(), shape, pixels);
        Tensor y = Tensor.allocate(device(), ElementType.FLOAT32, out, "y")) {
      layer.run(x, null, y);
      return y.toArray();
    }
  }

  @Test
  final void aLayerGivesItsMemoryBackOnce() {
    long before = device().memory().use().bytesInUse();
    try (Tensor w = Tensor.of(device(), Shape.of(3, 4), Numbers.drawn(12, 1))) {
      PreparedLayer layer = device().kernels().prepared().linear(w, null, false);
      layer.close();
      try (Tensor other = Tensor.zeros(device(), Shape.of(3, 4))) {
        long inUse = device().memory().use().bytesInUse();
        layer.close();
        assertThrows(DeviceException.class, () -> layer.run(other, null, other));
        assertEquals(inUse, device().memory().use().bytesInUse());
      }
    }
    assertEquals(before, device().memory().use().bytesInUse());
  }
}
