package dev.conv4j.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conv4j.tensor.RandomStream;
import dev.conv4j.tensor.RandomStream.Purpose;
import org.junit.jupiter.api.Test;

/** How near our exponential is to the true one. {@link StrictMath#exp} is within one ulp of it. */
class ExponentialTest {
  /** The promise of 2⁻⁴⁰ leaves 2¹² ulps; the series' own error is 2⁻⁴⁷, 2⁵ ulps. */
  private static final double MOST_ULPS = 64;

  @Test
  void isNearTheTrueOneEverywhere() {
    RandomStream random = new RandomStream(1, Purpose.SPLIT, 0, 0);
    double worst = 0;
    for (int i = 0; i < 200_000; i++) {
      double scale = Math.scalb(700.0, -random.nextInt(40));
      worst = Math.max(worst, ulps(scale * (2 * random.nextFloat() - 1)));
    }
    assertThat(worst).isLessThan(MOST_ULPS);
  }

  /** Where the whole part changes, r is largest. */
  @Test
  void isNearTheTrueOneWhereItChangesItsPowerOfTwo() {
    for (int n = -1000; n <= 1000; n++) {
      double edge = (n + 0.5) * StrictMath.log(2);
      for (double x : new double[] {Math.nextDown(edge), edge, Math.nextUp(edge)}) {
        assertThat(ulps(x)).isLessThan(MOST_ULPS);
      }
    }
  }

  private static double ulps(double x) {
    double exact = StrictMath.exp(x);
    return Math.abs(Exponential.exp(x) - exact) / Math.ulp(exact);
  }

  @Test
  void itsEndsAreExact() {
    assertThat(Exponential.exp(0)).isEqualTo(1);
    assertThat(Exponential.exp(-0.0)).isEqualTo(1);
    assertThat(Exponential.exp(Double.NaN)).isNaN();
    assertThat(Exponential.exp(Double.NEGATIVE_INFINITY)).isZero();
    assertThat(Exponential.exp(-701)).isZero();
    assertThat(Exponential.exp(-700)).isPositive();
    assertThat(Exponential.exp(700)).isFinite();
  }

  @Test
  void neverFallsFromOneFloatToTheNext() {
    float x = -0.7f;
    double before = 0;
    for (int i = 0; i < 100_000; i++) {
      double value = Exponential.exp(x);
      assertThat(value).isGreaterThan(before);
      before = value;
      x = Math.nextUp(x);
    }
  }
}
