package dev.conv4j.data.augment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** Elementary functions beside Java's. */
class ElementaryTest {
  private static final Random RANDOM = new Random(2);

  private static void agree(
      DoubleUnaryOperator ours, DoubleUnaryOperator javas, double low, double high, int ulps) {
    for (int i = 0; i < 20_000; i++) {
      double x = low + (high - low) * RANDOM.nextDouble();
      double expected = javas.applyAsDouble(x);
      double unit = Math.max(Math.ulp(expected), Math.ulp(1.0) / 16);
      assertThat(Math.abs(ours.applyAsDouble(x) - expected)).as("of %s", x).isLessThan(ulps * unit);
    }
  }

  @Test
  void agreeWithinAFewUnitsInTheLastPlace() {
    agree(Elementary::log, StrictMath::log, 1e-9, 1, 4);
    agree(Elementary::log, StrictMath::log, 1, 1000, 4);
    agree(Elementary::exp, StrictMath::exp, -30, 0, 4);
    agree(Elementary::exp, StrictMath::exp, -700, 700, 4);
    // Near their zeros, sine and cosine are exact to a sixteenth of the unit of 1.
    agree(Elementary::sin, StrictMath::sin, -7, 7, 16);
    agree(Elementary::cos, StrictMath::cos, -7, 7, 16);
  }

  @Test
  void areExactWhereTheyShouldBe() {
    assertThat(Elementary.log(1)).isZero();
    assertThat(Elementary.exp(0)).isEqualTo(1);
    assertThat(Elementary.sin(0)).isZero();
    assertThat(Elementary.cos(0)).isEqualTo(1);
    assertThat(Elementary.exp(-700)).isPositive();
  }
}
