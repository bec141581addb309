package dev.conv4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.conv4j.tensor.RandomStream;
import dev.conv4j.tensor.RandomStream.Purpose;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.spi.RandomKernels;
import dev.conv4j.tensor.spi.RandomKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Laws of {@link RandomKernels}: the numbers are those of {@link RandomStream}, to the last bit.
 */
public abstract class RandomContract extends KernelContract {
  private static final long SEED = 0x1234_5678_9ABC_DEF0L;
  private static final long STEP = 7L << 32 | 0xF000_0003L;

  /** For subclasses. */
  protected RandomContract() {}

  /** Elements, and how many in a row share a number. */
  record Case(int count, long together, float rate) {}

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (int count : new int[] {0, 1, 3, 4, 5, 15, 16, 17, 1000, 16_384, 16_385, 100_003}) {
      cases.add(new Case(count, 1, 0.5f));
      cases.add(new Case(count, 7, 0.2f));
    }
    for (float rate : new float[] {0, 0x1p-24f, 0.1f, 0.999f, 1}) {
      cases.add(new Case(1000, 1, rate));
      cases.add(new Case(1000, 50, rate));
    }
    cases.add(new Case(50_000, 25_000, 0.5f));
    cases.add(new Case(60_000, 3_000, 0.5f));
    return cases;
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void dropsWhatTheStreamSays(Case c) {
    float[] x = Numbers.drawn(c.count, 1);
    RandomStream random = new RandomStream(SEED, Purpose.PASS, 5, STEP);
    double[] expected = new double[c.count];
    float factor = 0;
    for (int i = 0; i < c.count; i++) {
      if (i % c.together == 0) {
        factor = random.nextFloat() < c.rate ? 0 : RandomKernels.scale(c.rate);
      }
      expected[i] = x[i] * factor;
    }
    requireAgreement(4, dropout(c, 5, STEP, x));
    double[] actual = Bench.run(device(), dropout(c, 5, STEP, x)).getFirst();
    for (int i = 0; i < c.count; i++) {
      assertEquals(expected[i], actual[i], ROUNDING * 4 * Math.abs(expected[i]), "element " + i);
    }
  }

  private static Bench.Trial dropout(Case c, int number, long step, float... x) {
    Shape shape = Shape.of(x.length);
    return bench -> {
      RandomKey key =
          new RandomKey(
              SEED, number, bench.input(Shape.of(RandomKey.STEP_WORDS), RandomKey.words(step)));
      bench
          .kernels()
          .random()
          .dropout(bench.input(shape, x), bench.output(shape), key, c.rate, c.together);
    };
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, 1L << 31, 1L << 32, Long.MIN_VALUE})
  final void eachStepAndEachNumberHasItsOwn(long step) {
    Case c = new Case(64, 1, 0.5f);
    float[] ones = new float[64];
    Arrays.fill(ones, 1);
    String kept = Arrays.toString(Bench.run(device(), dropout(c, 0, step, ones)).getFirst());
    String again = Arrays.toString(Bench.run(reference(), dropout(c, 0, step, ones)).getFirst());
    String next = Arrays.toString(Bench.run(device(), dropout(c, 0, step + 1, ones)).getFirst());
    String other = Arrays.toString(Bench.run(device(), dropout(c, 1, step, ones)).getFirst());
    assertEquals(again, kept);
    assertNotEquals(kept, next);
    assertNotEquals(kept, other);
  }

  @Test
  final void aNanStaysOne() {
    float[] x = new float[40];
    Arrays.fill(x, Float.NaN);
    double[] expected = new double[40];
    Arrays.fill(expected, Double.NaN);
    requireOutput(dropout(new Case(40, 1, 0.5f), 0, 0, x), expected);
  }
}
