package dev.conv4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportAxisTest {

  @ParameterizedTest
  @CsvSource({
    "0.02, 2.3",
    "1, 1",
    "0, 0",
    "0, 5",
    "-1, 3",
    "1e-9, 1e9",
    "1e-30, 1e30",
    "0.1, 0.1000001"
  })
  void holdsAllValuesAndAFewTicks(double least, double most) {
    ReportAxis axis = ReportAxis.forLoss(least, most);
    assertThat(axis.position(least)).isBetween(-1e-6, 1 + 1e-6);
    assertThat(axis.position(most)).isBetween(-1e-6, 1 + 1e-6);
    assertThat(axis.ticks()).hasSizeBetween(2, 10).isSorted();
    assertThat(axis.ticks())
        .allSatisfy(t -> assertThat(axis.position(t)).isBetween(-1e-6, 1.000001));
  }

  @Test
  void isLogarithmicWhereSmallValuesWouldBeLost() {
    ReportAxis axis = ReportAxis.forLoss(0.03, 2);
    assertThat(axis.logarithmic()).isTrue();
    assertThat(axis.ticks()).containsExactly(0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0);
    assertThat(axis.position(0.2)).isCloseTo(0.5, within(1e-9));
    assertThat(ReportAxis.forLoss(0.3, 2).logarithmic()).isFalse();
    assertThat(ReportAxis.forLoss(0, 2).logarithmic()).isFalse();
  }

  @Test
  void keepsPercentagesBetween0And100() {
    ReportAxis perfect = ReportAxis.forPercent(100, 100);
    assertThat(perfect.to()).isEqualTo(100);
    assertThat(perfect.position(100)).isEqualTo(1);
    assertThat(ReportAxis.forPercent(0, 0).from()).isEqualTo(0);
    assertThat(ReportAxis.forPercent(91, 98.5).ticks())
        .containsExactly(90.0, 92.0, 94.0, 96.0, 98.0, 100.0);
  }

  @Test
  void countsEpochsInWholeSteps() {
    assertThat(ReportAxis.forEpochs(1).ticks()).containsExactly(0.0, 1.0);
    assertThat(ReportAxis.forEpochs(10).ticks()).containsExactly(0.0, 2.0, 4.0, 6.0, 8.0, 10.0);
    assertThat(ReportAxis.forEpochs(1_000_000).ticks()).hasSizeBetween(4, 8);
  }
}
