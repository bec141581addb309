package dev.conv4j.testkit;

import dev.conv4j.tensor.PaddingMode;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.spi.PadGeometry;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Laws of {@link dev.conv4j.tensor.spi.PaddingKernels}. */
public abstract class PaddingContract extends KernelContract {

  /** For subclasses. */
  protected PaddingContract() {}

  /** Images and what is put around them. */
  record Case(Shape x, PadGeometry geometry) {
    Shape y() {
      return geometry.outputShape(x);
    }
  }

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (PaddingMode mode : PaddingMode.values()) {
      cases.add(new Case(Shape.of(1, 1, 1, 1), new PadGeometry(0, 0, 0, 0, mode)));
      cases.add(new Case(Shape.of(0, 2, 3, 3), new PadGeometry(1, 1, 1, 1, mode)));
      for (int width : new int[] {2, 7, 8, 9, 15, 16, 17, 33}) {
        cases.add(new Case(Shape.of(2, 3, 4, width), new PadGeometry(1, 1, 1, 1, mode)));
      }
      cases.add(new Case(Shape.of(2, 3, 5, 6), new PadGeometry(0, 1, 0, 1, mode)));
      cases.add(new Case(Shape.of(2, 3, 5, 6), new PadGeometry(2, 0, 3, 0, mode)));
      cases.add(new Case(Shape.of(2, 3, 5, 6), new PadGeometry(0, 4, 0, 5, mode)));
      cases.add(new Case(Shape.of(2, 3, 5, 6), new PadGeometry(4, 4, 5, 5, mode)));
      cases.add(new Case(Shape.of(40, 33, 8, 8), new PadGeometry(1, 2, 3, 0, mode)));
      cases.addAll(drawn(mode));
    }
    cases.add(new Case(Shape.of(2, 3, 4, 5), new PadGeometry(4, 4, 5, 5, PaddingMode.CIRCULAR)));
    for (PaddingMode mode : List.of(PaddingMode.ZEROS, PaddingMode.REPLICATE)) {
      cases.add(new Case(Shape.of(2, 3, 1, 1), new PadGeometry(3, 4, 5, 6, mode)));
    }
    cases.add(new Case(Shape.of(1, 1, 0, 2), new PadGeometry(1, 1, 0, 0, PaddingMode.ZEROS)));
    return cases;
  }

  private static List<Case> drawn(PaddingMode mode) {
    SplittableRandom random = new SplittableRandom(2026);
    List<Case> cases = new ArrayList<>();
    for (int i = 0; i < 15; i++) {
      int height = random.nextInt(1, 9);
      int width = random.nextInt(1, 20);
      cases.add(
          new Case(
              Shape.of(2, 2, height, width),
              new PadGeometry(
                  random.nextInt(height),
                  random.nextInt(height),
                  random.nextInt(width),
                  random.nextInt(width),
                  mode)));
    }
    return cases;
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void padsAsTheReferenceDoes(Case c) {
    requireEquality(pad(c, Numbers.withSpecials(c.x().count(), 1)));
    requireEquality(pad(c, Numbers.drawn(c.x().count(), 2)));
  }

  private static Bench.Trial pad(Case c, float... x) {
    return bench ->
        bench.kernels().padding().pad(bench.input(c.x(), x), bench.output(c.y()), c.geometry());
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void itsGradientAgreesWithTheReference(Case c) {
    PadGeometry g = c.geometry();
    long rows = Math.min(1L + g.top() + g.bottom(), c.y().extent(2));
    long columns = Math.min(1L + g.left() + g.right(), c.y().extent(3));
    requireAgreement(rows * columns, gradient(c, Numbers.drawn(c.y().count(), 3)));
  }

  private static Bench.Trial gradient(Case c, float... dy) {
    return bench ->
        bench
            .kernels()
            .padding()
            .padGradient(bench.input(c.y(), dy), bench.output(c.x()), c.geometry());
  }

  private static Case row(PaddingMode mode) {
    return new Case(Shape.of(1, 1, 1, 3), new PadGeometry(0, 0, 2, 2, mode));
  }

  @Test
  final void everyModeIsAsWorkedOutByHand() {
    float[] x = {1, 2, 3};
    requireOutput(pad(row(PaddingMode.ZEROS), x), 0, 0, 1, 2, 3, 0, 0);
    requireOutput(pad(row(PaddingMode.REFLECT), x), 3, 2, 1, 2, 3, 2, 1);
    requireOutput(pad(row(PaddingMode.REPLICATE), x), 1, 1, 1, 2, 3, 3, 3);
    requireOutput(pad(row(PaddingMode.CIRCULAR), x), 2, 3, 1, 2, 3, 1, 2);
  }

  @Test
  final void itsGradientIsAsWorkedOutByHand() {
    float[] dy = {1, 2, 4, 8, 16, 32, 64};
    requireOutput(gradient(row(PaddingMode.ZEROS), dy), 4, 8, 16);
    requireOutput(gradient(row(PaddingMode.REFLECT), dy), 68, 42, 17);
    requireOutput(gradient(row(PaddingMode.REPLICATE), dy), 7, 8, 112);
    requireOutput(gradient(row(PaddingMode.CIRCULAR), dy), 36, 73, 18);
  }
}
