package dev.conv4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What decides whether a row is measured. */
class AgreementTest {

  @Test
  void distanceIsTheLargestDifferenceAsShareOfTheLargestValue() {
    List<float[]> ours = results(1, -8, 3);
    assertThat(Agreement.distance(ours, results(1, -10, 3.5f))).isCloseTo(0.2, within(1e-12));
    assertThat(Agreement.distance(ours, ours)).isZero();
  }

  @Test
  void theResultThatIsFurthestAwayCounts() {
    List<float[]> ours = List.of(new float[] {100}, new float[] {1}, new float[] {100});
    List<float[]> theirs = List.of(new float[] {100}, new float[] {2}, new float[] {100});
    assertThat(Agreement.distance(ours, theirs)).isEqualTo(0.5);
  }

  @Test
  void whoeverGivesNothingOrNonsenseIsFarAway() {
    List<float[]> ours = results(1, 2);
    assertThat(Agreement.agree(ours, ours, 1e-5)).isTrue();
    assertThat(Agreement.agree(ours, results(1, 2.1f), 1e-5)).isFalse();
    assertThat(Agreement.agree(ours, results(1, 2, 3), 1e-5)).isFalse();
    assertThat(Agreement.agree(ours, results(1, Float.NaN), 1e-5)).isFalse();
    assertThat(Agreement.agree(ours, List.of(), 1e-5)).isFalse();
    assertThat(Agreement.agree(results(0, 0), results(0, 0), 1e-5)).isFalse();
  }

  private static List<float[]> results(float... values) {
    return List.of(values);
  }
}
