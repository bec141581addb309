package dev.conv4j.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Size2d;
import dev.conv4j.tensor.spi.PoolGeometry;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Laws of {@link dev.conv4j.tensor.spi.PoolingKernels}. */
public abstract class PoolingContract extends KernelContract {
  private static final Shape SQUARE = Shape.of(1, 1, 4, 4);
  private static final Shape QUARTER = Shape.of(1, 1, 2, 2);

  /** The image of the lecture's example. */
  private static final float[] IMAGE = {3, 4, 6, 5, 2, 4, 6, 8, 1, 6, 7, 8, 9, 7, 4, 6};

  /** For subclasses. */
  protected PoolingContract() {}

  static List<PoolingCase> cases() {
    return PoolingCase.ALL;
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void maximaAreThoseOfTheReference(PoolingCase c) {
    requireEquality(max(c.x(), Numbers.drawn(c.x().count(), 1), c.geometry()));
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void ofEqualPixelsTheFirstInRowOrderIsTaken(PoolingCase c) {
    requireEquality(max(c.x(), Numbers.withTies(c.x().count(), 1), c.geometry()));
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void nanWinsOverAll(PoolingCase c) {
    requireEquality(max(c.x(), Numbers.withSpecials(c.x().count(), 1), c.geometry()));
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void theMaximaAreTheSameWithoutPositions(PoolingCase c) {
    float[] image = Numbers.withSpecials(c.x().count(), 2);
    Bench.Trial without =
        bench ->
            bench
                .kernels()
                .pooling()
                .max(bench.input(c.x(), image), bench.output(c.y()), null, c.geometry());
    requireEquality(without);
    assertArrayEquals(
        Bench.run(device(), max(c.x(), image, c.geometry())).getFirst(),
        Bench.run(device(), without).getFirst());
  }

  private static Bench.Trial max(Shape x, float[] image, PoolGeometry geometry) {
    Shape y = geometry.outputShape(x);
    return bench ->
        bench
            .kernels()
            .pooling()
            .max(bench.input(x, image), bench.output(y), bench.intOutput(y), geometry);
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void maxGradientAgreesWithTheReference(PoolingCase c) {
    try (Device reference = Devices.open("reference")) {
      double[] chosen =
          Bench.run(reference, max(c.x(), Numbers.withTies(c.x().count(), 1), c.geometry()))
              .getLast();
      int[] positions = Arrays.stream(chosen).mapToInt(at -> (int) at).toArray();
      requireAgreement(
          c.windowsPerPixel(),
          bench ->
              bench
                  .kernels()
                  .pooling()
                  .maxGradient(
                      bench.input(c.y(), Numbers.drawn(c.y().count(), 2)),
                      bench.input(c.y(), positions),
                      bench.output(c.x()),
                      c.geometry()));
    }
  }

  static List<PoolingCase> means() {
    return PoolingCase.means();
  }

  @ParameterizedTest
  @MethodSource("means")
  final void meansAgreeWithTheReference(PoolingCase c) {
    requireAgreement(
        c.geometry().window().area() + 1,
        bench ->
            bench
                .kernels()
                .pooling()
                .average(
                    bench.input(c.x(), Numbers.drawn(c.x().count(), 1)),
                    bench.output(c.y()),
                    c.geometry()));
  }

  @ParameterizedTest
  @MethodSource("means")
  final void meanGradientAgreesWithTheReference(PoolingCase c) {
    requireAgreement(
        c.windowsPerPixel() + 1,
        bench ->
            bench
                .kernels()
                .pooling()
                .averageGradient(
                    bench.input(c.y(), Numbers.drawn(c.y().count(), 1)),
                    bench.output(c.x()),
                    c.geometry()));
  }

  @Test
  final void halvesTheImageAsInTheLecture() {
    requireOutput(max(SQUARE, IMAGE, PoolGeometry.of(2)), 4, 8, 9, 8);
    assertArrayEquals(
        new double[] {1, 7, 12, 11},
        Bench.run(device(), max(SQUARE, IMAGE, PoolGeometry.of(2))).getLast());
  }

  @Test
  final void paddingIsNeverAMaximum() {
    PoolGeometry padded = new PoolGeometry(Size2d.square(2), Size2d.square(2), Size2d.square(1));
    requireOutput(max(QUARTER, new float[] {-1, -2, -3, -4}, padded), -1, -2, -3, -4);
  }

  @Test
  final void meansAndGradientsAreThoseWorkedOutByHand() {
    PoolGeometry two = PoolGeometry.of(2);
    float[] dy = {4, 8, 12, 16};
    requireOutput(
        bench ->
            bench
                .kernels()
                .pooling()
                .average(bench.input(SQUARE, IMAGE), bench.output(QUARTER), two),
        3.25,
        6.25,
        5.75,
        6.25);
    requireOutput(
        bench ->
            bench
                .kernels()
                .pooling()
                .averageGradient(bench.input(QUARTER, dy), bench.output(SQUARE), two),
        new double[] {1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4});
    requireOutput(
        bench ->
            bench
                .kernels()
                .pooling()
                .maxGradient(
                    bench.input(QUARTER, dy),
                    bench.input(QUARTER, new int[] {1, 7, 12, 11}),
                    bench.output(SQUARE),
                    two),
        new double[] {0, 4, 0, 0, 0, 0, 0, 8, 0, 0, 0, 16, 12, 0, 0, 0});
  }

  @Test
  final void meansCountPaddingAsZeros() {
    PoolGeometry padded = new PoolGeometry(Size2d.square(2), Size2d.square(2), Size2d.square(1));
    requireOutput(
        bench ->
            bench
                .kernels()
                .pooling()
                .average(
                    bench.input(QUARTER, new float[] {4, 8, 12, 16}),
                    bench.output(QUARTER),
                    padded),
        1,
        2,
        3,
        4);
  }

  @Test
  final void meansMayLeavePaddingOut() {
    Size2d two = Size2d.square(2);
    Size2d one = Size2d.square(1);
    PoolGeometry padded = new PoolGeometry(two, two, one, one, false, false);
    requireOutput(average(QUARTER, padded, 4, 8, 12, 16), 4, 8, 12, 16);
  }

  /** Three columns in windows of two: what the last sees behind the image never counts. */
  @Test
  final void aLastWindowMayReachOverTheImage() {
    Shape row = Shape.of(1, 1, 1, 3);
    Size2d two = new Size2d(1, 2);
    Size2d one = Size2d.square(1);
    PoolGeometry ceiling = new PoolGeometry(two, two, Size2d.square(0), one, true, true);
    requireOutput(average(row, ceiling, 2, 4, 5), 3, 5);
    requireOutput(max(row, new float[] {2, 4, 5}, ceiling), 4, 5);
    requireOutput(
        bench ->
            bench
                .kernels()
                .pooling()
                .averageGradient(
                    bench.input(ceiling.outputShape(row), new float[] {2, 4}),
                    bench.output(row),
                    ceiling),
        1,
        1,
        4);
  }

  @Test
  final void dilatedWindowsSeeEverySecondPixel() {
    Shape row = Shape.of(1, 1, 1, 5);
    Size2d one = Size2d.square(1);
    PoolGeometry dilated =
        new PoolGeometry(new Size2d(1, 2), one, new Size2d(0, 1), new Size2d(1, 2), false, true);
    requireOutput(max(row, new float[] {1, 9, 2, 3, 4}, dilated), 9, 2, 9, 4, 3);
  }

  private static Bench.Trial average(Shape x, PoolGeometry geometry, float... image) {
    return bench ->
        bench
            .kernels()
            .pooling()
            .average(bench.input(x, image), bench.output(geometry.outputShape(x)), geometry);
  }
}
