package dev.conv4j.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Laws of {@link dev.conv4j.tensor.spi.StepKernels}. */
public abstract class StepContract extends KernelContract {
  private static final int ROWS = 3;
  private static final float UNTOUCHED = 8;

  /** For subclasses. */
  protected StepContract() {}

  /** Notes steps one after the other: afterwards results, count and guard. */
  private static Bench.Trial noted(int before, float[] losses, float guard) {
    return bench -> {
      float[] untouched = new float[2 * ROWS];
      Arrays.fill(untouched, UNTOUCHED);
      Tensor results = bench.changed(Shape.of(ROWS, 2), untouched);
      Tensor count = bench.changed(Shape.SCALAR, new int[] {before});
      Tensor finite = bench.changed(Shape.SCALAR, new float[] {guard});
      for (int i = 0; i < losses.length; i++) {
        bench
            .kernels()
            .steps()
            .note(
                bench.input(Shape.SCALAR, new float[] {losses[i]}),
                bench.input(Shape.SCALAR, new float[] {i}),
                results,
                count,
                finite);
      }
    };
  }

  private void requireNoted(Bench.Trial trial, double[] results, double count, double guard) {
    requireEquality(trial);
    List<double[]> left = Bench.run(device(), trial);
    assertArrayEquals(results, left.get(0));
    assertEquals(count, left.get(1)[0]);
    assertEquals(guard, left.get(2)[0]);
  }

  @Test
  final void stepsAreNotedInTheirOrder() {
    requireNoted(
        noted(0, new float[] {0.5f, 0.25f}, 0),
        new double[] {0.5, 0, 0.25, 1, UNTOUCHED, UNTOUCHED},
        2,
        0);
    requireNoted(
        noted(2, new float[] {1}, 5),
        new double[] {UNTOUCHED, UNTOUCHED, UNTOUCHED, UNTOUCHED, 1, 0},
        3,
        5);
  }

  @Test
  final void whatHasNoRowLeftIsCountedOnly() {
    requireNoted(
        noted(2, new float[] {1, 2, 3}, 0),
        new double[] {UNTOUCHED, UNTOUCHED, UNTOUCHED, UNTOUCHED, 1, 0},
        5,
        0);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  final void aLossThatIsNotFiniteStaysInTheGuard(float wrong) {
    requireNoted(
        noted(0, new float[] {1, wrong, 2}, 0), new double[] {1, 0, wrong, 1, 2, 2}, 3, Double.NaN);
    requireNoted(
        noted(ROWS, new float[] {wrong}, 0),
        new double[] {UNTOUCHED, UNTOUCHED, UNTOUCHED, UNTOUCHED, UNTOUCHED, UNTOUCHED},
        ROWS + 1,
        Double.NaN);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 9, 33, 256, 257, 16385})
  final void replacesUnlessTheGuardIsNotFinite(int count) {
    Shape shape = Shape.of(count);
    float[] value = Numbers.withSpecials(count, 1);
    float[] kept = Numbers.drawn(count, 2);
    for (float guard : new float[] {0, -3, Float.MAX_VALUE, Float.NaN, Float.POSITIVE_INFINITY}) {
      Bench.Trial trial =
          bench ->
              bench
                  .kernels()
                  .steps()
                  .replace(
                      bench.input(shape, value),
                      bench.input(Shape.SCALAR, new float[] {guard}),
                      bench.changed(shape, kept));
      requireEquality(trial);
      float[] expected = Float.isFinite(guard) ? value : kept;
      double[] wide = new double[count];
      Arrays.setAll(wide, i -> expected[i]);
      requireOutput(trial, wide);
    }
  }
}
