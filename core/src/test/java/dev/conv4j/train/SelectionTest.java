package dev.conv4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.DataException;
import dev.conv4j.data.Dataset;
import dev.conv4j.nn.Model;
import dev.conv4j.optim.Sgd;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import dev.conv4j.train.TrainingEvent.EndedEarly;
import dev.conv4j.train.TrainingEvent.EpochEnded;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Early stopping, and the weights of the best epoch. */
class SelectionTest {
  private static final Dataset IMAGES = Toy.images(30);
  private static final Dataset HELD_OUT = Toy.images(21);

  /** So fast that later epochs are at times worse than earlier ones. */
  private static final TrainingOptions WILD =
      Toy.OPTIONS.epochs(12).optimizer(Sgd.Config.of(1.2f)).batchSize(5);

  private final Device device = Devices.open("cpu", new DeviceOptions(1));
  @TempDir private Path folder;

  @AfterEach
  void close() {
    assertThat(device.memory().use().bytesInUse()).isZero();
    device.close();
  }

  private static EpochMetrics epoch(int number, double accuracy, double loss) {
    return new EpochMetrics(number, 1, 0.5, loss, accuracy, 1, 10, List.of(), List.of());
  }

  @Test
  void moreRightIsBetterAndThenALowerLoss() {
    List<EpochMetrics> history = new ArrayList<>();
    assertThat(Selection.best(history)).isZero();
    history.add(epoch(1, 0.5, Double.NaN));
    assertThat(Selection.best(history)).isEqualTo(1);
    history.add(epoch(2, 0.5, 9));
    history.add(epoch(3, 0.5, 9));
    assertThat(Selection.best(history)).isEqualTo(2);
    history.add(epoch(4, 0.6, 10));
    history.add(epoch(5, 0.59, 0.1));
    history.add(epoch(6, 0.6, Double.NaN));
    assertThat(Selection.best(history)).isEqualTo(4);
  }

  @Test
  void patienceEndsWhenSoManyEpochsWereNotBetter() {
    Selection two = new Selection(2, false);
    List<EpochMetrics> history = new ArrayList<>(List.of(epoch(1, 0.5, 1), epoch(2, 0.6, 1)));
    assertThat(two.isOver(history)).isFalse();
    history.add(epoch(3, 0.4, 1));
    assertThat(two.isOver(history)).isFalse();
    history.add(epoch(4, 0.6, 1));
    assertThat(two.isOver(history)).isTrue();
    assertThat(new Selection(0, true).isOver(history)).isFalse();
  }

  @Test
  void patienceCountsOnlyEpochsWithImagesHeldOut() {
    EpochMetrics before = new EpochMetrics(1, 1, 0.5, null, null, 1, 10, List.of(), List.of());
    Selection two = new Selection(2, false);
    List<EpochMetrics> history = new ArrayList<>(List.of(before, before, before));
    assertThat(two.isOver(history)).isFalse();
    history.add(epoch(4, 0.6, 1));
    history.add(epoch(5, 0.5, 1));
    assertThat(two.isOver(history)).isFalse();
    history.add(epoch(6, 0.5, 1));
    assertThat(two.isOver(history)).isTrue();
  }

  @Test
  void bothNeedImagesHeldOut() {
    for (TrainingOptions options : List.of(Toy.OPTIONS.patience(1), Toy.OPTIONS.keepBest())) {
      try (Model model = Toy.model(device);
          Trainer trainer = new Trainer(model, options)) {
        assertThatThrownBy(() -> trainer.train(IMAGES))
            .isInstanceOf(DataException.class)
            .hasMessageContaining("no images are held out");
      }
    }
  }

  /** Notes the weights after each epoch. */
  private static final class Weights implements TrainingListener {
    private final List<Map<String, float[]>> ofEpochs = new ArrayList<>();
    private final List<TrainingEvent> events = new ArrayList<>();
    private final Model model;

    Weights(Model model) {
      this.model = model;
    }

    @Override
    public void on(TrainingEvent event) {
      events.add(event);
      if (event instanceof EpochEnded) {
        ofEpochs.add(Toy.weights(model));
      }
    }
  }

  @Test
  void theModelHasTheWeightsOfTheBestEpochInTheEnd() {
    try (Model model = Toy.model(device)) {
      Weights weights = new Weights(model);
      try (Trainer trainer = new Trainer(model, WILD.keepBest(), weights)) {
        List<EpochMetrics> history = trainer.train(IMAGES, HELD_OUT);
        int best = trainer.bestEpoch().orElseThrow();
        assertThat(best).as("for the test to mean something").isLessThan(12);
        assertSame(Toy.weights(model), weights.ofEpochs.get(best - 1));
        Evaluation again = new Evaluator(model).evaluate(HELD_OUT);
        assertThat(again.accuracy()).isEqualTo(history.get(best - 1).validationAccuracy());
        assertThat(again.loss()).isEqualTo(history.get(best - 1).validationLoss());
      }
    }
  }

  @Test
  void theLastEpochsCountUnlessTheBestIsKept() {
    try (Model model = Toy.model(device)) {
      Weights weights = new Weights(model);
      try (Trainer trainer = new Trainer(model, WILD, weights)) {
        trainer.train(IMAGES, HELD_OUT);
        assertSame(Toy.weights(model), weights.ofEpochs.getLast());
      }
    }
  }

  @Test
  void endsEarlyAndSaysSo() {
    try (Model model = Toy.model(device)) {
      Weights weights = new Weights(model);
      try (Trainer trainer = new Trainer(model, WILD.patience(2), weights)) {
        List<EpochMetrics> history = trainer.train(IMAGES, HELD_OUT);
        int best = Selection.best(history);
        assertThat(history).hasSize(best + 2).hasSizeLessThan(12);
        assertThat(weights.events.getLast()).isEqualTo(new EndedEarly(best + 2, best));
      }
    }
  }

  /** The best epoch is before the checkpoint for some, after it for others. */
  @Test
  void goesOnToTheSameBestWeights() {
    TrainingOptions options = WILD.keepBest().patience(4).update(u -> u.averageDecay(0.5f));
    Map<String, float[]> whole;
    int epochs;
    try (Model model = Toy.model(device);
        Trainer trainer = new Trainer(model, options)) {
      epochs = trainer.train(IMAGES, HELD_OUT).size();
      whole = Toy.weights(model);
    }
    for (int stop = 1; stop <= epochs; stop++) {
      Path file = folder.resolve("training.safetensors");
      stopAfter(stop, options, file);
      Checkpoint checkpoint = Checkpoint.open(file);
      assertThat(checkpoint.epochs()).isEqualTo(stop);
      try (Model model = checkpoint.model(device);
          Trainer trainer = new Trainer(model, options)) {
        trainer.resume(checkpoint);
        assertThat(trainer.train(IMAGES, HELD_OUT)).hasSize(epochs);
        assertSame(Toy.weights(model), whole);
      }
    }
  }

  private void stopAfter(int epoch, TrainingOptions options, Path file) {
    AtomicReference<Trainer> stopper = new AtomicReference<>();
    try (Model model = Toy.model(device);
        Trainer trainer =
            new Trainer(
                model,
                options,
                event -> {
                  if (event instanceof EpochEnded ended && ended.metrics().epoch() == epoch) {
                    stopper.get().stop();
                  }
                })) {
      stopper.set(trainer);
      trainer.train(IMAGES, HELD_OUT);
      trainer.save(file, Map.of()); // while the model has the weights of the result
    }
  }

  /** After a training the model has the best weights, or averages; from these it must not go on. */
  @Test
  void goesBackToACheckpointAfterTheTrainingIsOver() {
    TrainingOptions average = WILD.epochs(5).update(u -> u.averageDecay(0.5f));
    for (TrainingOptions options : List.of(average, average.keepBest(), WILD.keepBest())) {
      Path file = folder.resolve("training.safetensors");
      stopAfter(2, options, file);
      Checkpoint checkpoint = Checkpoint.open(file);
      try (Model model = Toy.model(device);
          Trainer trainer = new Trainer(model, options)) {
        trainer.train(IMAGES, HELD_OUT);
        Map<String, float[]> whole = Toy.weights(model);
        trainer.resume(checkpoint);
        trainer.train(IMAGES, HELD_OUT);
        assertSame(Toy.weights(model), whole);
      }
    }
  }

  @Test
  void bestWeightsAreLetGoOfWhenTheLastAreToBeKept() {
    Map<String, float[]> last;
    try (Model model = Toy.model(device);
        Trainer trainer = new Trainer(model, WILD)) {
      trainer.train(IMAGES, HELD_OUT);
      last = Toy.weights(model);
    }
    for (int stop = 1; stop <= 12; stop++) {
      Path file = folder.resolve("training.safetensors");
      stopAfter(stop, WILD.keepBest(), file);
      Checkpoint checkpoint = Checkpoint.open(file);
      try (Model model = checkpoint.model(device);
          Trainer trainer = new Trainer(model, WILD)) {
        trainer.resume(checkpoint);
        trainer.train(IMAGES, HELD_OUT);
        assertSame(Toy.weights(model), last);
      }
    }
  }

  @Test
  void theBestIsSoughtFromWhereItBeganToBeKept() {
    int earlier = 0;
    for (int stop = 1; stop <= 12; stop++) {
      Path file = folder.resolve("training.safetensors");
      stopAfter(stop, WILD, file);
      Checkpoint checkpoint = Checkpoint.open(file);
      try (Model model = checkpoint.model(device)) {
        Map<String, float[]> own = Toy.weights(model);
        Weights weights = new Weights(model);
        try (Trainer trainer = new Trainer(model, WILD.keepBest(), weights)) {
          trainer.resume(checkpoint);
          assertThat(trainer.bestEpoch()).isEmpty();
          List<EpochMetrics> history = trainer.train(IMAGES, HELD_OUT);
          int best = trainer.bestEpoch().orElse(0);
          List<EpochMetrics> since = history.subList(stop, history.size());
          assertThat(best).isEqualTo(since.isEmpty() ? 0 : stop + Selection.best(since));
          assertSame(Toy.weights(model), best == 0 ? own : weights.ofEpochs.get(best - stop - 1));
          earlier += Selection.best(history) <= stop ? 1 : 0;
        }
      }
    }
    assertThat(earlier).as("for the test to mean something").isPositive();
  }

  /** Which epoch the kept weights are of is not forgotten when the training is stopped twice. */
  @Test
  void whereTheBestBeganToBeKeptIsRemembered() {
    Path first = folder.resolve("first.safetensors");
    Path second = folder.resolve("second.safetensors");
    stopAfter(8, WILD, first);
    Checkpoint begun = Checkpoint.open(first);
    Optional<Integer> best;
    try (Model model = begun.model(device);
        Trainer trainer = new Trainer(model, WILD.epochs(9).keepBest())) {
      trainer.resume(begun);
      trainer.train(IMAGES, HELD_OUT);
      best = trainer.bestEpoch();
      trainer.save(second, Map.of());
    }
    assertThat(best).hasValue(9);
    Checkpoint kept = Checkpoint.open(second);
    try (Model model = kept.model(device);
        Trainer trainer = new Trainer(model, WILD.epochs(9).keepBest())) {
      trainer.resume(kept);
      assertThat(trainer.bestEpoch()).isEqualTo(best);
    }
  }

  /** The average is what is evaluated, shown to those who store it, and left in the end. */
  @Test
  void theAverageIsTheResult() {
    TrainingOptions options = Toy.OPTIONS.epochs(2).update(update -> update.averageDecay(0.9f));
    Map<String, float[]> plain;
    try (Model model = Toy.model(device);
        Trainer trainer = new Trainer(model, Toy.OPTIONS.epochs(2))) {
      trainer.train(IMAGES);
      plain = Toy.weights(model);
    }
    AtomicReference<Trainer> running = new AtomicReference<>();
    List<Map<String, float[]>> shown = new ArrayList<>();
    List<Map<String, float[]>> own = new ArrayList<>();
    try (Model model = Toy.model(device);
        Trainer trainer =
            new Trainer(
                model,
                options,
                event -> {
                  if (event instanceof EpochEnded) {
                    running.get().withResult(() -> shown.add(Toy.weights(model)));
                    own.add(Toy.weights(model));
                  }
                })) {
      running.set(trainer);
      List<EpochMetrics> history = trainer.train(IMAGES, HELD_OUT);
      assertSame(own.getLast(), plain);
      assertSame(Toy.weights(model), shown.getLast());
      assertThat(Toy.weights(model).get("fc.weight")).isNotEqualTo(plain.get("fc.weight"));
      assertThat(new Evaluator(model).evaluate(HELD_OUT).loss())
          .isEqualTo(history.getLast().validationLoss());
    }
  }

  private static void assertSame(Map<String, float[]> found, Map<String, float[]> expected) {
    expected.forEach((path, values) ->
        assertThat(Objects.requireNonNull(found.get(path))).as(path).containsExactly(values));
  }
}
