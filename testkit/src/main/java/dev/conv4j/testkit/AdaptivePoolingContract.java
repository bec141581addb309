package dev.conv4j.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.conv4j.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Laws of {@link dev.conv4j.tensor.spi.AdaptivePoolingKernels}. */
public abstract class AdaptivePoolingContract extends KernelContract {
  private static final Shape IMAGE = Shape.of(1, 1, 2, 3);
  private static final float[] PIXELS = {1, 2, 3, 4, 5, 6};

  /** For subclasses. */
  protected AdaptivePoolingContract() {}

  /** Images and the size that they are pooled to. */
  record Case(Shape x, int height, int width) {
    Shape y() {
      return Shape.of(x.extent(0), x.extent(1), height, width);
    }

    /** Pixels of the largest window at the most. */
    long window() {
      return (Math.ceilDiv(x.extent(2), height) + 1) * (Math.ceilDiv(x.extent(3), width) + 1);
    }

    /** Windows that see one pixel at the most. */
    long windowsPerPixel() {
      return (Math.ceilDiv(height, x.extent(2)) + 1) * (Math.ceilDiv(width, x.extent(3)) + 1);
    }
  }

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    cases.add(new Case(Shape.of(1, 1, 1, 1), 1, 1));
    cases.add(new Case(Shape.of(0, 3, 4, 4), 1, 1));
    cases.add(new Case(Shape.of(0, 3, 4, 4), 2, 3));
    for (int width : new int[] {1, 7, 8, 9, 15, 16, 17, 33}) {
      cases.add(new Case(Shape.of(2, 3, 1, width), 1, 1));
      cases.add(new Case(Shape.of(2, 3, 4, width), 2, 5));
    }
    cases.add(new Case(Shape.of(8, 512, 7, 7), 1, 1));
    cases.add(new Case(Shape.of(3, 2, 70, 70), 1, 1));
    cases.add(new Case(Shape.of(2, 3, 8, 8), 4, 4));
    cases.add(new Case(Shape.of(2, 3, 5, 6), 5, 6));
    cases.add(new Case(Shape.of(2, 3, 3, 2), 7, 5));
    cases.add(new Case(Shape.of(2, 3, 5, 6), 1, 4));
    cases.add(new Case(Shape.of(40, 33, 8, 8), 3, 3));
    SplittableRandom random = new SplittableRandom(2026);
    for (int i = 0; i < 40; i++) {
      Shape x = Shape.of(2, 2, random.nextInt(1, 14), random.nextInt(1, 20));
      cases.add(new Case(x, random.nextInt(1, 9), random.nextInt(1, 9)));
    }
    return cases;
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void meansAgreeWithTheReference(Case c) {
    requireAgreement(c.window() + 1, mean(c.x(), c.y(), Numbers.drawn(c.x().count(), 1)));
  }

  private static Bench.Trial mean(Shape x, Shape y, float... pixels) {
    return bench ->
        bench.kernels().adaptivePooling().average(bench.input(x, pixels), bench.output(y));
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void meanGradientAgreesWithTheReference(Case c) {
    requireAgreement(
        c.windowsPerPixel() + 1, gradient(c.x(), c.y(), Numbers.drawn(c.y().count(), 1)));
  }

  private static Bench.Trial gradient(Shape x, Shape y, float... dy) {
    return bench ->
        bench.kernels().adaptivePooling().averageGradient(bench.input(y, dy), bench.output(x));
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void maximaAreThoseOfTheReference(Case c) {
    requireEquality(max(c, Numbers.drawn(c.x().count(), 1)));
    requireEquality(max(c, Numbers.withTies(c.x().count(), 1)));
    requireEquality(max(c, Numbers.withSpecials(c.x().count(), 1)));
    requireEquality(bench ->
        bench
            .kernels()
            .adaptivePooling()
            .max(
                bench.input(c.x(), Numbers.withSpecials(c.x().count(), 2)),
                bench.output(c.y()),
                null));
  }

  private static Bench.Trial max(Case c, float... pixels) {
    return bench ->
        bench
            .kernels()
            .adaptivePooling()
            .max(bench.input(c.x(), pixels), bench.output(c.y()), bench.intOutput(c.y()));
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void maxGradientAgreesWithTheReference(Case c) {
    double[] chosen = Bench.run(reference(), max(c, Numbers.withTies(c.x().count(), 1))).getLast();
    int[] positions = Arrays.stream(chosen).mapToInt(at -> (int) at).toArray();
    requireAgreement(
        c.windowsPerPixel(),
        bench ->
            bench
                .kernels()
                .adaptivePooling()
                .maxGradient(
                    bench.input(c.y(), Numbers.drawn(c.y().count(), 2)),
                    bench.input(c.y(), positions),
                    bench.output(c.x())));
  }

  @Test
  final void maximaAreThoseWorkedOutByHand() {
    float[] pixels = {1, 5, 3, 4, 5, 2};
    requireOutput(max(new Case(IMAGE, 1, 1), pixels), 5);
    requireOutput(max(new Case(IMAGE, 2, 2), pixels), 5, 5, 5, 5);
    assertArrayEquals(
        new double[] {1}, Bench.run(device(), max(new Case(IMAGE, 1, 1), pixels)).getLast());
    requireOutput(
        bench ->
            bench
                .kernels()
                .adaptivePooling()
                .maxGradient(
                    bench.input(Shape.of(1, 1, 2, 2), new float[] {1, 2, 4, 8}),
                    bench.input(Shape.of(1, 1, 2, 2), new int[] {1, 1, 4, 4}),
                    bench.output(IMAGE)),
        0,
        3,
        0,
        0,
        12,
        0);
  }

  /** Of three columns, two outputs see the first two and the last two. */
  @Test
  final void meansAreThoseWorkedOutByHand() {
    requireOutput(mean(IMAGE, Shape.of(1, 1, 1, 1), PIXELS), 3.5);
    requireOutput(mean(IMAGE, Shape.of(1, 1, 2, 2), PIXELS), 1.5, 2.5, 4.5, 5.5);
    requireOutput(mean(IMAGE, Shape.of(1, 1, 1, 4), PIXELS), 2.5, 3, 4, 4.5);
  }

  @Test
  final void gradientsAreThoseWorkedOutByHand() {
    requireOutput(gradient(IMAGE, Shape.of(1, 1, 1, 1), 12), 2, 2, 2, 2, 2, 2);
    requireOutput(gradient(IMAGE, Shape.of(1, 1, 2, 2), 2, 4, 6, 8), 1, 3, 2, 3, 7, 4);
  }
}
