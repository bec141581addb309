package dev.conv4j.testkit.libtorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.conv4j.optim.Schedule;
import dev.conv4j.optim.Schedule.Moment;
import dev.conv4j.optim.Sgd;
import dev.conv4j.tensor.RandomStream;
import dev.conv4j.tensor.RandomStream.Purpose;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.ReduceLROnPlateauScheduler;
import org.bytedeco.pytorch.ReduceLROnPlateauScheduler.SchedulerMode;
import org.bytedeco.pytorch.ReduceLROnPlateauScheduler.ThresholdMode;
import org.bytedeco.pytorch.StepLR;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The schedules that libtorch has in C++; the others are held to PyTorch's recursions in core. The
 * optimizer's rate is 1, so that libtorch's rates are shares.
 */
class ScheduleParityTest {
  private static final int STEPS = 5;
  private static final int EPOCHS = 60;

  /** Both multiply float64 numbers, at most 60 of them. */
  private static final Offset<Double> ROUNDING = within(1e-14);

  private final Torch libtorch = new Torch();

  private final Optimizer optimizer = TorchOptimizers.of(Sgd.Config.of(1), Map.of(), List.of());

  @AfterEach
  void close() {
    libtorch.close();
  }

  private double rate() {
    return TorchOptimizers.options(optimizer, 0).get_lr();
  }

  @ParameterizedTest(name = "every {0} epochs times {1}")
  @CsvSource({"1, 0.9", "3, 0.1", "4, 0.5", "7, 1", "100, 0.1"})
  void stepsAreAsLibtorchTakesThem(int epochs, double factor) {
    Schedule schedule = new Schedule.Steps(epochs, factor);
    StepLR peer = new StepLR(optimizer, epochs, factor);
    peer.step(); // to the first epoch, as in Python the constructor does
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      for (int step = 0; step < STEPS; step++) {
        Moment now = new Moment((long) epoch * STEPS + step, STEPS, EPOCHS, List.of());
        assertThat(schedule.factor(now)).as("epoch " + epoch).isCloseTo(rate(), ROUNDING);
      }
      peer.step();
    }
  }

  /** libtorch also has a least change of the rate, which is 0 here. */
  @ParameterizedTest(name = "times {0} after {1} epochs, down to {2}")
  @CsvSource({"0.5, 0, 0", "0.5, 3, 0", "0.1, 1, 0.015625", "0.9, 2, 0.5"})
  void aPlateauLowersTheRateAsLibtorchDoes(float factor, int patience, float least) {
    Schedule schedule = new Schedule.ReduceOnPlateau(factor, patience, least);
    ReduceLROnPlateauScheduler peer =
        new ReduceLROnPlateauScheduler(
            optimizer,
            SchedulerMode.min,
            factor,
            patience,
            1e-4,
            ThresholdMode.rel,
            0,
            new float[] {least},
            0,
            false);
    List<Double> losses = new ArrayList<>();
    for (float loss : losses()) {
      Moment now = new Moment((long) losses.size() * STEPS, STEPS, EPOCHS, List.copyOf(losses));
      assertThat(schedule.factor(now)).as("epoch " + now.epoch()).isCloseTo(rate(), ROUNDING);
      losses.add((double) loss);
      peer.step(loss);
    }
    assertThat(rate()).as("libtorch's last rate").isLessThan(1);
  }

  /** Losses that fall in noise, some by less than counts as better, and one that is no number. */
  private static float[] losses() {
    RandomStream random = new RandomStream(1, Purpose.SHUFFLE, 0, 0);
    float[] losses = new float[EPOCHS];
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      boolean nearly = epoch % 4 == 3;
      losses[epoch] =
          nearly
              ? losses[epoch - 1] * 0.99995f
              : (float) (Math.exp(-epoch / 20.0) + 0.2 * random.nextFloat());
    }
    losses[29] = Float.NaN;
    return losses;
  }
}
