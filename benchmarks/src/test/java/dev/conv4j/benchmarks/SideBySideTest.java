package dev.conv4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What decides whether a row is measured, and what is printed of it. */
class SideBySideTest {

  @Test
  void distanceIsTheLargestDifferenceAsShareOfTheLargestValue() {
    float[] ours = {1, -8, 3};
    assertThat(SideBySide.distance(ours, new float[] {1, -10, 3.5f})).isCloseTo(0.2, within(1e-12));
    assertThat(SideBySide.distance(ours, ours)).isZero();
  }

  @Test
  void whoeverGivesNothingOrNonsenseIsFarAway() {
    float[] ours = {1, 2};
    assertThat(SideBySide.agree(ours, ours)).isTrue();
    assertThat(SideBySide.agree(ours, new float[] {1, 2.1f})).isFalse();
    assertThat(SideBySide.agree(ours, new float[] {1, 2, 3})).isFalse();
    assertThat(SideBySide.agree(ours, new float[] {1, Float.NaN})).isFalse();
    assertThat(SideBySide.agree(new float[2], new float[2])).isFalse();
  }

  @Test
  void ratesShowMedianLeastAndMost() {
    Rates rates = Rates.of(List.of(3000d, 1000d, 12345d));
    assertThat(rates.median()).isEqualTo(3000);
    assertThat(rates).hasToString("3,000 (1,000 to 12,345)");
  }

  @ParameterizedTest
  @MethodSource("dev.conv4j.benchmarks.Case#all")
  void everyCaseRunsAndItsLogitsDependOnNoThread(Case work) {
    try (Workload one = new OwnWorkload(work, 1);
        Workload two = new OwnWorkload(work, 2)) {
      one.run();
      two.run();
      assertThat(two.logits()).isEqualTo(one.logits()).hasSize(work.batch() * work.classes());
    }
  }
}
