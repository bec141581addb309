package dev.conv4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.Conv4jException;
import dev.conv4j.data.augment.Augmentations;
import dev.conv4j.nn.CrossEntropyLoss;
import dev.conv4j.optim.Clipping;
import dev.conv4j.optim.Schedule;
import dev.conv4j.optim.Sgd;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a training can be asked for. */
class TrainingOptionsTest {
  private static final TrainingOptions LECTURE = TrainingOptions.lecture();

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE, 1_000_001})
  void epochsThatMakeNoSenseAreRefused(int epochs) {
    assertThatThrownBy(() -> LECTURE.epochs(epochs))
        .isInstanceOf(Conv4jException.class)
        .hasMessage("epochs: expected 1 to 1000000 but got " + epochs + ".");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -64, Integer.MIN_VALUE})
  void batchSizesThatMakeNoSenseAreRefused(int images) {
    assertThatThrownBy(() -> LECTURE.batchSize(images))
        .isInstanceOf(Conv4jException.class)
        .hasMessage("batch size: expected 1 or more but got " + images + ".");
  }

  @Test
  void eachChangeChangesOneThing() {
    CrossEntropyLoss smooth = new CrossEntropyLoss(0.1f);
    Sgd.Config fast = Sgd.Config.of(1);
    TrainingOptions changed =
        LECTURE
            .epochs(3)
            .batchSize(7)
            .optimizer(fast)
            .update(update -> update.accumulation(4).averageDecay(0.9f))
            .loss(smooth)
            .patience(5)
            .keepBest()
            .seed(-5);
    UpdateOptions update =
        new UpdateOptions(
            fast, new Schedule.Constant(), new Clipping.None(), List.of(), List.of(), 4, 0.9f);
    assertThat(changed)
        .isEqualTo(
            new TrainingOptions(
                3, 7, update, smooth, new Selection(5, true), -5, Augmentations.NONE));
    assertThat(LECTURE)
        .isEqualTo(
            new TrainingOptions(
                10,
                64,
                UpdateOptions.of(Sgd.Config.of(0.01f).momentum(0.5f)),
                new CrossEntropyLoss(),
                new Selection(0, false),
                42,
                Augmentations.NONE));
  }

  @Test
  void patienceThatMakesNoSenseIsRefused() {
    assertThatThrownBy(() -> LECTURE.patience(-1))
        .isInstanceOf(Conv4jException.class)
        .hasMessage("patience: expected 0 epochs or more but got -1.");
  }
}
