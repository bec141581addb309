package dev.conv4j.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.conv4j.Conv4jException;
import dev.conv4j.optim.Schedule.Moment;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The numbers are those of PyTorch's schedulers with the same settings, worked out by formula. */
class ScheduleTest {
  private static final int STEPS = 10;
  private static final int EPOCHS = 10;

  private static double at(Schedule schedule, long step, Double... losses) {
    return schedule.factor(new Moment(step, STEPS, EPOCHS, List.of(losses)));
  }

  @Test
  void aConstantRateStays() {
    assertThat(at(new Schedule.Constant(), 99)).isEqualTo(1);
  }

  @Test
  void stepsComeAfterWholeEpochs() {
    Schedule steps = new Schedule.Steps(3, 0.1);
    assertThat(at(steps, 29)).isEqualTo(1);
    assertThat(at(steps, 30)).isCloseTo(0.1, within(1e-15));
    assertThat(at(steps, 99)).isCloseTo(0.001, within(1e-15));
  }

  @Test
  void aCosineFallsToItsLastShare() {
    Schedule cosine = new Schedule.Cosine(0.2);
    assertThat(at(cosine, 0)).isEqualTo(1);
    assertThat(at(cosine, 50)).isCloseTo(0.6, within(1e-12));
    assertThat(at(cosine, 25)).isCloseTo(0.2 + 0.8 * (1 + Math.sqrt(0.5)) / 2, within(1e-12));
    assertThat(at(cosine, 100)).isCloseTo(0.2, within(1e-12));
  }

  /** OneCycleLR with 100 steps: the top is at step 29, the end at step 99. */
  @Test
  void oneCycleGoesUpAndDown() {
    Schedule cycle = new Schedule.OneCycle();
    assertThat(at(cycle, 0)).isCloseTo(0.04, within(1e-12));
    assertThat(at(cycle, 29)).isCloseTo(1, within(1e-12));
    assertThat(at(cycle, 64)).isCloseTo((1 + 4e-6) / 2, within(1e-12));
    assertThat(at(cycle, 99)).isCloseTo(4e-6, within(1e-12));
  }

  /** StepLR as PyTorch runs it: from the rate before, once an epoch. */
  @Test
  void stepsAreTheSameTakenOneByOne() {
    Schedule steps = new Schedule.Steps(4, 0.3);
    double rate = 1;
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      rate *= epoch > 0 && epoch % 4 == 0 ? 0.3 : 1;
      for (int step = 0; step < STEPS; step++) {
        assertThat(at(steps, epoch * STEPS + step)).isCloseTo(rate, within(1e-12));
      }
    }
  }

  /** CosineAnnealingLR as PyTorch runs it: from the rate before, once a step. */
  @Test
  void aCosineIsTheSameTakenStepByStep() {
    int all = STEPS * EPOCHS;
    double least = 0.1;
    Schedule cosine = new Schedule.Cosine(least);
    double rate = 1;
    for (int step = 0; step < all; step++) {
      assertThat(at(cosine, step)).isCloseTo(rate, within(1e-12));
      double next = 1 + Math.cos(Math.PI * (step + 1) / all);
      rate = least + (rate - least) * next / (1 + Math.cos(Math.PI * step / all));
    }
  }

  /** OneCycleLR with its two phases, which end at steps 29 and 99. */
  @Test
  void oneCycleIsTheSameAtEachStep() {
    Schedule cycle = new Schedule.OneCycle();
    for (int step = 0; step < STEPS * EPOCHS; step++) {
      double rate =
          step <= 29 ? between(0.04, 1, step / 29.0) : between(1, 4e-6, (step - 29) / 70.0);
      assertThat(at(cycle, step)).as("step " + step).isCloseTo(rate, within(1e-12));
    }
  }

  private static double between(double from, double to, double share) {
    return to + (from - to) / 2 * (1 + Math.cos(Math.PI * share));
  }

  /**
   * SequentialLR as PyTorch runs it: LinearLR from 1/w over w - 1 steps, from the rate before, and
   * from step w on CosineAnnealingLR over the rest, which begins anew at the full rate.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 5, 10, 25, 50})
  void aWarmUpIsTheSameAtEachStep(int warm) {
    int all = STEPS * EPOCHS;
    Schedule schedule = new Schedule.WarmUp((double) warm / STEPS, new Schedule.Cosine(0.1));
    double start = 1.0 / warm;
    double rate = start;
    for (int step = 0; step < all; step++) {
      assertThat(at(schedule, step)).as("step " + step).isCloseTo(rate, within(1e-12));
      int next = step + 1;
      if (next < warm) {
        rate *= 1 + (1 - start) / ((warm - 1) * start + step * (1 - start));
      } else if (next == warm) {
        rate = 1;
      } else {
        double turn = Math.PI / (all - warm);
        rate =
            0.1
                + (rate - 0.1)
                    * (1 + Math.cos(turn * (next - warm)))
                    / (1 + Math.cos(turn * (step - warm)));
      }
    }
  }

  @Test
  void aLongWarmUpReachesTheFullRate() {
    Schedule schedule = new Schedule.WarmUp(5, new Schedule.Cosine(0));
    assertThat(at(schedule, 49)).isEqualTo(1);
    assertThat(at(schedule, 50)).isEqualTo(1);
    assertThat(at(schedule, 75)).isCloseTo(0.5, within(1e-12));
    assertThat(at(schedule, 99)).isLessThan(0.01);
  }

  @Test
  void stepsAfterAWarmUpAreCountedFromItsEnd() {
    Schedule schedule = new Schedule.WarmUp(1.5, new Schedule.Steps(3, 0.1));
    assertThat(at(schedule, 44)).isEqualTo(1);
    assertThat(at(schedule, 45)).isCloseTo(0.1, within(1e-15));
    assertThat(at(schedule, 74)).isCloseTo(0.1, within(1e-15));
    assertThat(at(schedule, 75)).isCloseTo(0.01, within(1e-15));
  }

  /** 80 steps are left: the top is at 0.3 * 80 - 1 = 23 of them, the end at 79. */
  @Test
  void oneCycleAfterAWarmUpIsAWholeOne() {
    Schedule schedule = new Schedule.WarmUp(2, new Schedule.OneCycle());
    assertThat(at(schedule, 19)).isEqualTo(1);
    assertThat(at(schedule, 20)).isCloseTo(0.04, within(1e-12));
    assertThat(at(schedule, 43)).isCloseTo(1, within(1e-12));
    assertThat(at(schedule, 99)).isCloseTo(4e-6, within(1e-12));
  }

  @Test
  void aPlateauJudgesNoEpochThatWasOverBeforeTheRateWasFull() {
    Schedule plateau = new Schedule.ReduceOnPlateau(0.5, 0, 0.01);
    Schedule whole = new Schedule.WarmUp(2, plateau);
    assertThat(at(whole, 20, 1.0, 1.0)).isEqualTo(1);
    assertThat(at(whole, 30, 1.0, 1.0, 1.0)).isEqualTo(1);
    assertThat(at(whole, 40, 1.0, 1.0, 1.0, 1.0)).isEqualTo(0.5);
    Schedule half = new Schedule.WarmUp(1.5, plateau);
    assertThat(at(half, 20, 1.0, 1.0)).isEqualTo(1);
    assertThat(at(half, 30, 1.0, 1.0, 1.0)).isEqualTo(0.5);
    Schedule twice = new Schedule.WarmUp(0.5, half);
    assertThat(at(twice, 20, 1.0, 1.0)).isEqualTo(1);
    assertThat(at(twice, 30, 1.0, 1.0, 1.0)).isEqualTo(1);
    assertThat(at(twice, 40, 1.0, 1.0, 1.0, 1.0)).isEqualTo(0.5);
  }

  @Test
  void aWarmUpAsLongAsTheTrainingOnlyRises() {
    Schedule all = new Schedule.WarmUp(EPOCHS, new Schedule.Cosine(0));
    assertThat(at(all, 0)).isEqualTo(0.01);
    assertThat(at(all, 99)).isEqualTo(1);
    assertThat(at(all, 100)).isEqualTo(1);
  }

  @Test
  void aTrainingOfOneStepHasARate() {
    assertThat(new Schedule.OneCycle().factor(new Moment(0, 1, 1, List.of()))).isBetween(0.0, 1.0);
  }

  /**
   * OneCycleLR's phases end at steps {@code rise * steps - 1} and {@code steps - 1}; where the
   * first ends at step 0 or before, the second goes on from there.
   */
  @ParameterizedTest
  @CsvSource({"0.25, 4", "0.1, 10", "0.04, 25", "0.2, 4", "0.01, 10", "0.3, 4", "0.11, 10"})
  void oneCycleMayRiseForAStepOrLess(double rise, int steps) {
    Schedule cycle = new Schedule.OneCycle(rise, 0.04, 0);
    double top = rise * steps - 1;
    for (int step = 0; step < steps; step++) {
      double factor = cycle.factor(new Moment(step, steps, 1, List.of()));
      double rate = step == 0 && top >= 0 ? 0.04 : between(1, 0, (step - top) / (steps - 1 - top));
      assertThat(factor).as("step " + step).isCloseTo(rate, within(1e-12));
    }
  }

  @Test
  void warmUpReachesTheFullRate() {
    Schedule warm = new Schedule.WarmUp(0.5, new Schedule.Constant());
    assertThat(at(warm, 0)).isCloseTo(0.2, within(1e-12));
    assertThat(at(warm, 4)).isEqualTo(1);
    assertThat(at(warm, 5)).isEqualTo(1);
  }

  @Test
  void aPlateauLowersTheRateOnceItHasLasted() {
    Schedule plateau = new Schedule.ReduceOnPlateau(0.5, 1, 0.3);
    assertThat(at(plateau, 0)).isEqualTo(1);
    assertThat(at(plateau, 20, 1.0, 0.9)).isEqualTo(1);
    assertThat(at(plateau, 30, 1.0, 0.9, 0.9)).isEqualTo(1);
    assertThat(at(plateau, 40, 1.0, 0.9, 0.9, 0.95)).isEqualTo(0.5);
    assertThat(at(plateau, 60, 1.0, 0.9, 0.9, 0.95, 0.95, 0.95)).isEqualTo(0.3);
    assertThat(at(plateau, 60, 1.0, 0.9, 0.9, 0.95, 0.95, 0.1)).isEqualTo(0.5);
    assertThat(at(plateau, 20, 1.0, Double.NaN)).isEqualTo(1);
  }

  @Test
  void numbersThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> new Schedule.Steps(0, 0.1)).isInstanceOf(Conv4jException.class);
    assertThatThrownBy(() -> new Schedule.Steps(1, 0)).isInstanceOf(Conv4jException.class);
    assertThatThrownBy(() -> new Schedule.Cosine(-1)).isInstanceOf(Conv4jException.class);
    assertThatThrownBy(() -> new Schedule.OneCycle(1, 0.1, 0)).isInstanceOf(Conv4jException.class);
    assertThatThrownBy(() -> new Schedule.WarmUp(0, new Schedule.Constant()))
        .isInstanceOf(Conv4jException.class)
        .hasMessageStartingWith("epochs of warm-up: expected more than 0 but got 0.0");
    assertThatThrownBy(() -> new Schedule.ReduceOnPlateau(0.5, -1, 0))
        .isInstanceOf(Conv4jException.class);
  }
}
