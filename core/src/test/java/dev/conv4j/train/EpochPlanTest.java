package dev.conv4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.conv4j.optim.Schedule.Moment;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which batches make up which update. */
class EpochPlanTest {
  private static final List<Double> LOSSES = List.of(2.0, 1.5);

  private static EpochPlan plan(int images, int batchSize, int accumulation) {
    return new EpochPlan(2, 5, images, batchSize, accumulation, LOSSES);
  }

  @Test
  void aBatchIsAnUpdateUnlessGradientsAreAccumulated() {
    EpochPlan plan = plan(10, 4, 1);
    assertThat(plan.batches()).isEqualTo(3);
    for (int batch = 0; batch < 3; batch++) {
      assertThat(plan.turn(batch))
          .isEqualTo(
              new Turn(
                  3, batch + 1, 6 + batch, true, true, 1, new Moment(6 + batch, 3, 5, LOSSES)));
    }
  }

  /** Batches of 4, 4, 4, 4 and 2 in updates of three: 12 images, then 6. */
  @Test
  void theLastUpdateMayHaveFewerBatchesAndTheLastBatchFewerImages() {
    EpochPlan plan = plan(18, 4, 3);
    Moment first = new Moment(4, 2, 5, LOSSES);
    Moment second = new Moment(5, 2, 5, LOSSES);
    assertThat(plan.turn(0)).isEqualTo(new Turn(3, 1, 10, true, false, 4f / 12, first));
    assertThat(plan.turn(1)).isEqualTo(new Turn(3, 2, 11, false, false, 4f / 12, first));
    assertThat(plan.turn(2)).isEqualTo(new Turn(3, 3, 12, false, true, 4f / 12, first));
    assertThat(plan.turn(3)).isEqualTo(new Turn(3, 4, 13, true, false, 4f / 6, second));
    assertThat(plan.turn(4)).isEqualTo(new Turn(3, 5, 14, false, true, 2f / 6, second));
  }

  @ParameterizedTest
  @CsvSource({"1, 64, 1", "1, 1, 8", "64, 64, 2", "65, 64, 2", "2147483647, 1000000, 2147"})
  void theSharesOfAnUpdateAddUpToOne(int images, int batchSize, int accumulation) {
    EpochPlan plan = plan(images, batchSize, accumulation);
    double share = 0;
    for (int batch = 0; batch < plan.batches(); batch++) {
      Turn turn = plan.turn(batch);
      share = turn.first() ? turn.share() : share + turn.share();
      if (turn.last()) {
        assertThat(share).isCloseTo(1, within(1e-4));
      }
    }
    assertThat(plan.turn(plan.batches() - 1).last()).isTrue();
  }
}
