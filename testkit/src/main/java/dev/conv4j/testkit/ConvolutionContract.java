package dev.conv4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Size2d;
import dev.conv4j.tensor.spi.ConvGeometry;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Laws of {@link dev.conv4j.tensor.spi.ConvolutionKernels}. Filters of 3×3, one pixel apart, over
 * 24 channels or more may be computed by Winograd's F(4×4, 3×3), whose bound is wider; all else is
 * held to the rounding of a plain sum.
 */
public abstract class ConvolutionContract extends KernelContract {
  private static final Shape SQUARE = Shape.of(1, 1, 5, 5);

  /** The image of the lecture's examples. */
  private static final float[] IMAGE = {
    3, 4, 6, 5, 7, 2, 4, 6, 8, 2, 1, 6, 7, 8, 4, 9, 7, 4, 6, 2, 3, 7, 5, 4, 1
  };

  /** For subclasses. */
  protected ConvolutionContract() {}

  static List<ConvolutionCase> awkwardCases() {
    return ConvolutionCase.AWKWARD;
  }

  static Stream<ConvolutionCase> cases() {
    return Stream.of(
            ConvolutionCase.AWKWARD,
            ConvolutionCase.MANY_CHANNELS,
            ConvolutionCase.DEPTHWISE_AND_POINTWISE,
            ConvolutionCase.MIXED)
        .flatMap(List::stream);
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void forwardAgreesWithTheReference(ConvolutionCase c) {
    Bench.Trial trial =
        bench ->
            bench
                .kernels()
                .convolution()
                .forward(
                    bench.input(c.x(), c.image()),
                    bench.input(c.w(), c.weights()),
                    bench.input(Shape.of(c.filters()), c.biases()),
                    bench.output(c.y()),
                    c.geometry());
    if (WinogradBound.appliesTo(c)) {
      requireAgreement(List.of(WinogradBound.forward(c)), trial);
    } else {
      requireAgreement(c.w().countPerItem() + 1, trial);
    }
  }

  @ParameterizedTest
  @MethodSource("awkwardCases")
  final void noBiasIsABiasOfZero(ConvolutionCase c) {
    requireAgreement(
        c.w().countPerItem(),
        bench ->
            bench
                .kernels()
                .convolution()
                .forward(
                    bench.input(c.x(), c.image()),
                    bench.input(c.w(), c.weights()),
                    null,
                    bench.output(c.y()),
                    c.geometry()));
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void inputGradientAgreesWithTheReference(ConvolutionCase c) {
    Bench.Trial trial =
        bench ->
            bench
                .kernels()
                .convolution()
                .inputGradient(
                    bench.input(c.y(), c.outputGradient()),
                    bench.input(c.w(), c.weights()),
                    bench.output(c.x()),
                    c.geometry());
    if (WinogradBound.appliesTo(c)) {
      requireAgreement(List.of(WinogradBound.inputGradient(c)), trial);
    } else {
      requireAgreement(
          (long) c.filters() / c.geometry().groups() * c.geometry().kernel().area(), trial);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void weightGradientAgreesWithTheReference(ConvolutionCase c) {
    Bench.Trial trial =
        bench ->
            bench
                .kernels()
                .convolution()
                .weightGradient(
                    bench.input(c.y(), c.outputGradient()),
                    bench.input(c.x(), c.image()),
                    bench.output(c.w()),
                    c.geometry());
    if (WinogradBound.appliesTo(c)) {
      requireAgreement(List.of(WinogradBound.weightGradient(c)), trial);
    } else {
      requireAgreement(c.x().extent(0) * c.y().extent(2) * c.y().extent(3), trial);
    }
  }

  @Test
  final void slidesAsInTheLecture() {
    requireOutput(lecture(1, 0), 211, 295, 262, 259, 282, 214, 251, 253, 169);
    requireOutput(
        lecture(1, 1),
        new double[] {
          91, 168, 224, 215, 127, 114, 211, 295, 262, 149, 192, 259, 282, 214, 122, 194, 251, 253,
          169, 86, 96, 112, 110, 68, 31
        });
    requireOutput(lecture(2, 0), 211, 262, 251, 169);
    requireOutput(lecture(2, 1), 91, 224, 127, 192, 282, 122, 96, 110, 31);
  }

  private static Bench.Trial lecture(int stride, int padding) {
    ConvGeometry geometry =
        new ConvGeometry(
            Size2d.square(3), Size2d.square(stride), Size2d.square(padding), Size2d.square(1), 1);
    return bench ->
        bench
            .kernels()
            .convolution()
            .forward(
                bench.input(SQUARE, IMAGE),
                bench.input(Shape.of(1, 1, 3, 3), new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9}),
                null,
                bench.output(geometry.outputShape(SQUARE, 1)),
                geometry);
  }

  @Test
  final void addsTheProductsOfAllChannelsAndTheBias() {
    requireOutput(
        bench ->
            bench
                .kernels()
                .convolution()
                .forward(
                    bench.input(Shape.of(1, 2, 1, 2), new float[] {1, 2, 3, 4}),
                    bench.input(Shape.of(2, 2, 1, 1), new float[] {10, 100, -1, 1}),
                    bench.input(Shape.of(2), new float[] {0.5f, 7}),
                    bench.output(Shape.of(1, 2, 1, 2)),
                    ConvGeometry.of(1)),
        310.5,
        420.5,
        9,
        9);
  }

  @Test
  final void gradientsAreThoseWorkedOutByHand() {
    Shape image = Shape.of(1, 1, 3, 3);
    Shape small = Shape.of(1, 1, 2, 2);
    float[] dy = {1, 0, 0, 2};
    requireOutput(
        bench ->
            bench
                .kernels()
                .convolution()
                .inputGradient(
                    bench.input(small, dy),
                    bench.input(small, new float[] {1, 2, 3, 4}),
                    bench.output(image),
                    ConvGeometry.of(2)),
        new double[] {1, 2, 0, 3, 6, 4, 0, 6, 8});
    requireOutput(
        bench ->
            bench
                .kernels()
                .convolution()
                .weightGradient(
                    bench.input(small, dy),
                    bench.input(image, new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9}),
                    bench.output(small),
                    ConvGeometry.of(2)),
        11,
        14,
        20,
        23);
  }

  @Test
  final void aNanReachesEveryOutputThatSeesIt() {
    Shape x = Shape.of(2, 2, 6, 20);
    float[] image = Numbers.drawn(x.count(), 1);
    image[2 * 20 + 7] = Float.NaN;
    Bench.Trial trial =
        bench ->
            bench
                .kernels()
                .convolution()
                .forward(
                    bench.input(x, image),
                    bench.input(Shape.of(3, 2, 3, 3), Numbers.drawn(54, 2)),
                    null,
                    bench.output(Shape.of(2, 3, 4, 18)),
                    ConvGeometry.of(3));
    double[] y = Bench.run(device(), trial).getFirst();
    for (int row = 0; row < 3; row++) {
      for (int column = 5; column < 8; column++) {
        assertEquals(Double.NaN, y[row * 18 + column], "output " + row + ", " + column);
      }
    }
  }

  @Test
  final void aNanReachesEveryOutputThatSeesItThroughManyChannels() {
    Shape x = Shape.of(2, 24, 9, 13);
    float[] image = Numbers.drawn(x.count(), 1);
    image[(3 * 9 + 5) * 13 + 7] = Float.NaN;
    ConvGeometry geometry = ConvGeometry.of(3);
    Shape y = geometry.outputShape(x, 24);
    Bench.Trial trial =
        bench ->
            bench
                .kernels()
                .convolution()
                .forward(
                    bench.input(x, image),
                    bench.input(Shape.of(24, 24, 3, 3), Numbers.drawn(24 * 24 * 9, 2)),
                    null,
                    bench.output(y),
                    geometry);
    double[] values = Bench.run(device(), trial).getFirst();
    int plane = y.intExtent(2) * y.intExtent(3);
    for (int filter = 0; filter < 24; filter++) {
      for (int row = 3; row <= 5; row++) {
        for (int column = 5; column <= 7; column++) {
          int at = filter * plane + row * y.intExtent(3) + column;
          assertEquals(Double.NaN, values[at], "output " + at);
        }
      }
      for (int row = 0; row < y.intExtent(2); row++) {
        assertTrue(Double.isFinite(values[filter * plane + row * y.intExtent(3)]), "row " + row);
      }
    }
    for (int at = 24 * plane; at < values.length; at++) {
      assertTrue(Double.isFinite(values[at]), "the image without a NaN, output " + at);
    }
  }
}
