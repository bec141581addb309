package dev.conv4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.conv4j.DataException;
import dev.conv4j.autograd.Pass;
import dev.conv4j.data.ByteImages;
import dev.conv4j.data.Dataset;
import dev.conv4j.io.ModelFile;
import dev.conv4j.nn.Flatten;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.Linear;
import dev.conv4j.nn.Model;
import dev.conv4j.nn.Normalization;
import dev.conv4j.nn.Sequential;
import dev.conv4j.optim.Sgd;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.train.TrainingEvent.EndedEarly;
import dev.conv4j.train.TrainingEvent.EpochEnded;
import dev.conv4j.train.TrainingEvent.EpochStarted;
import dev.conv4j.train.TrainingEvent.SaveDue;
import dev.conv4j.train.TrainingEvent.StepDone;
import dev.conv4j.train.TrainingEvent.Stopped;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a training does, tells and leaves behind. */
class TrainerTest {
  private final Device device = Devices.open("cpu", new DeviceOptions(1));
  private final List<TrainingEvent> events = new ArrayList<>();
  @TempDir private Path folder;

  @AfterEach
  void close() {
    device.close();
  }

  private List<StepDone> steps() {
    return events.stream().filter(StepDone.class::isInstance).map(StepDone.class::cast).toList();
  }

  @Test
  void tellsEverythingInOrder() {
    try (Model model = Toy.model(device);
        Trainer trainer = new Trainer(model, Toy.OPTIONS, events::add)) {
      List<EpochMetrics> history = trainer.train(Toy.images(10), Toy.images(5));
      assertThat(events.stream().map(TrainerTest::inShort))
          .containsExactly(
              "epoch 1 of 2 from 0 of 3, 10 images",
              "step 1.1 of 3, 4 images",
              "step 1.2 of 3, 4 images",
              "step 1.3 of 3, 2 images",
              "end 1",
              "epoch 2 of 2 from 0 of 3, 10 images",
              "step 2.1 of 3, 4 images",
              "step 2.2 of 3, 4 images",
              "step 2.3 of 3, 2 images",
              "end 2");
      assertThat(((EpochEnded) events.getLast()).metrics()).isEqualTo(history.getLast());
      assertThat(history).extracting(EpochMetrics::epoch).containsExactly(1, 2);
    }
  }

  private static String inShort(TrainingEvent event) {
    return switch (event) {
      case EpochStarted e ->
          "epoch %d of %d from %d of %d, %d images"
              .formatted(e.epoch(), e.epochs(), e.firstBatch(), e.batches(), e.images());
      case StepDone e ->
          "step %d.%d of %d, %d images".formatted(e.epoch(), e.batch(), e.batches(), e.size());
      case EpochEnded e -> "end " + e.metrics().epoch();
      case SaveDue e -> "save %d.%d".formatted(e.epoch(), e.batch());
      case EndedEarly e -> "ended early after %d, best %d".formatted(e.epoch(), e.best());
      case Stopped e -> "stopped %d.%d".formatted(e.epoch(), e.batch());
    };
  }

  @Test
  void theMeansAreThoseOfTheSteps() {
    try (Model model = Toy.model(device);
        Trainer trainer = new Trainer(model, Toy.OPTIONS.epochs(1), events::add)) {
      EpochMetrics epoch = trainer.train(Toy.images(10)).getFirst();
      List<StepDone> steps = steps();
      double sum = 0;
      int images = 0;
      for (StepDone step : steps) {
        sum += step.loss() * step.size();
        images += step.size();
        assertThat(step.meanLoss()).isCloseTo(sum / images, within(1e-12));
        double named = step.accuracy() * images;
        assertThat(named).isCloseTo(Math.rint(named), within(1e-9)).isBetween(0.0, 10.0);
      }
      assertThat(epoch.trainLoss()).isEqualTo(steps.getLast().meanLoss());
      assertThat(epoch.trainAccuracy()).isEqualTo(steps.getLast().accuracy());
      assertThat(epoch.lossCurve())
          .containsExactlyElementsOf(steps.stream().map(StepDone::loss).toList());
      assertThat(epoch.images()).isEqualTo(10);
      assertThat(epoch.validationLoss()).isNull();
      assertThat(epoch.validationAccuracy()).isNull();
      assertThat(epoch.seconds()).isPositive();
    }
  }

  @Test
  void learnsAndTheHeldOutImagesShowIt() {
    Dataset heldOut = Toy.images(30);
    try (Model model = Toy.model(device);
        Trainer trainer = new Trainer(model, Toy.OPTIONS.epochs(12), events::add)) {
      double before = new Evaluator(model).evaluate(heldOut).loss();
      List<EpochMetrics> history = trainer.train(Toy.images(60), heldOut);
      Evaluation after = new Evaluator(model).evaluate(heldOut);
      assertThat(after.accuracy()).isEqualTo(1);
      assertThat(after.loss()).isLessThan(before / 10);
      assertThat(history.getLast().validationLoss()).isEqualTo(after.loss());
      assertThat(history.getLast().validationAccuracy()).isEqualTo(after.accuracy());
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1.1", "1, 2, 1.2", "1, 3, 2.0", "2, 1, 2.1", "2, 2, 2.2"})
  void stopsAfterTheStepItIsAt(int epoch, int batch, String stopped) {
    AtomicReference<Trainer> running = new AtomicReference<>();
    try (Model model = Toy.model(device);
        Trainer trainer =
            new Trainer(
                model,
                Toy.OPTIONS,
                event -> {
                  events.add(event);
                  if (event instanceof StepDone step
                      && step.epoch() == epoch
                      && step.batch() == batch) {
                    running.get().stop();
                  }
                })) {
      running.set(trainer);
      assertThat(trainer.isStopping()).isFalse();
      List<EpochMetrics> history = trainer.train(Toy.images(10));
      assertThat(trainer.isStopping()).isFalse();
      assertThat(trainer.wasStopped()).isTrue();
      assertThat(steps()).hasSize(3 * (epoch - 1) + batch);
      assertThat(inShort(events.getLast())).isEqualTo("stopped " + stopped);
      assertThat(history).hasSize(batch == 3 ? epoch : epoch - 1);
    }
  }

  @Test
  void goesOnAfterItWasStopped() {
    Map<String, float[]> whole;
    try (Model model = Toy.model(device);
        Trainer trainer = new Trainer(model, Toy.OPTIONS)) {
      trainer.train(Toy.images(10));
      whole = Toy.weights(model);
    }
    try (Model model = Toy.model(device);
        Trainer trainer = new Trainer(model, Toy.OPTIONS)) {
      trainer.addListener(event -> {
        if (event instanceof StepDone step && step.epoch() == 1 && step.batch() == 2) {
          trainer.stop();
        }
      });
      assertThat(trainer.train(Toy.images(10))).isEmpty();
      assertThat(trainer.train(Toy.images(10))).hasSize(2);
      assertThat(trainer.wasStopped()).isFalse();
      Toy.weights(model)
          .forEach((path, values) -> assertThat(values).containsExactly(whole.get(path)));
    }
  }

  /** There is nothing left to go on with. */
  @ParameterizedTest
  @CsvSource({"step", "end"})
  void whoeverAsksItToStopWhenItIsOverHasAWholeTraining(String moment) {
    try (Model model = Toy.model(device);
        Trainer trainer = new Trainer(model, Toy.OPTIONS, events::add)) {
      trainer.addListener(event -> {
        if (moment.equals("step")
            ? event instanceof StepDone step && step.epoch() == 2 && step.batch() == 3
            : event instanceof EpochEnded ended && ended.metrics().epoch() == 2) {
          trainer.stop();
        }
      });
      assertThat(trainer.train(Toy.images(10), Toy.images(5))).hasSize(2);
      assertThat(events.getLast()).isInstanceOf(EpochEnded.class);
      assertThat(trainer.wasStopped()).isFalse();
    }
  }

  @Test
  void stopsBeforeTheFirstStepToo() {
    try (Model model = Toy.model(device);
        Trainer trainer = new Trainer(model, Toy.OPTIONS, events::add)) {
      var before = Toy.weights(model);
      trainer.stop();
      assertThat(trainer.train(Toy.images(10))).isEmpty();
      assertThat(events).containsExactly(new Stopped(1, 0));
      Toy.weights(model)
          .forEach((path, values) -> assertThat(values).containsExactly(before.get(path)));
    }
  }

  @Test
  void anotherThreadMayStopIt() throws InterruptedException {
    try (Model model = Toy.model(device);
        Trainer trainer = new Trainer(model, Toy.OPTIONS.epochs(1_000_000), events::add)) {
      Thread stopper = Thread.ofPlatform().start(trainer::stop);
      trainer.train(Toy.images(10));
      stopper.join();
      assertThat(events.getLast()).isInstanceOf(Stopped.class);
    }
  }

  @Test
  void theSameSeedGivesTheSameBitsAtAnyNumberOfThreads() {
    String first = trained(1, 42);
    assertThat(trained(1, 42)).isEqualTo(first);
    assertThat(trained(2, 42)).isEqualTo(first);
    assertThat(trained(3, 42)).isEqualTo(first);
    assertThat(trained(1, 43)).isNotEqualTo(first);
  }

  private static String trained(int threads, long seed) {
    try (Device device = Devices.open("cpu", new DeviceOptions(threads));
        Model model = Toy.model(device);
        Trainer trainer = new Trainer(model, Toy.OPTIONS.seed(seed), event -> {})) {
      trainer.train(Toy.images(50));
      return ModelFile.weightsSha256(model);
    }
  }

  /** Ten images are three batches: after the last, the end of the epoch is time to save anyway. */
  @Test
  void saysWhenItIsTimeToSave() {
    try (Model model = Toy.model(device);
        Trainer trainer = new Trainer(model, Toy.OPTIONS.epochs(1), events::add)) {
      trainer.saveEvery(Duration.ZERO);
      trainer.train(Toy.images(10));
      assertThat(events.stream().map(TrainerTest::inShort))
          .containsExactly(
              "epoch 1 of 1 from 0 of 3, 10 images",
              "step 1.1 of 3, 4 images",
              "save 1.1",
              "step 1.2 of 3, 4 images",
              "save 1.2",
              "step 1.3 of 3, 2 images",
              "end 1");
    }
  }

  /** Batches of one image, three to an update. */
  @Test
  void itIsNeverTimeToSaveInTheMidstOfAnUpdate() {
    TrainingOptions options =
        Toy.OPTIONS.epochs(1).batchSize(1).update(update -> update.accumulation(3));
    Path file = folder.resolve("training.safetensors");
    AtomicReference<Trainer> running = new AtomicReference<>();
    List<String> saved = new ArrayList<>();
    try (Model model = Toy.model(device);
        Trainer trainer =
            new Trainer(
                model,
                options,
                event -> {
                  if (event instanceof SaveDue) {
                    running.get().save(file, Map.of());
                    saved.add(inShort(event));
                  } else if (event instanceof StepDone step && step.batch() == 2) {
                    assertThatThrownBy(() -> running.get().save(file, Map.of()))
                        .isInstanceOf(IllegalStateException.class);
                  }
                })) {
      running.set(trainer);
      trainer.saveEvery(Duration.ZERO);
      trainer.train(Toy.images(8));
    }
    assertThat(saved).containsExactly("save 1.3", "save 1.6");
  }

  /**
   * Pictures in files are decoded once, not after each epoch; and not many more at a time than
   * learned.
   */
  @Test
  void readsImagesThatAreHeldOutOnceInSmallBatches() {
    AtomicInteger reads = new AtomicInteger();
    Dataset heldOut = counting(Toy.images(10), reads);
    try (Model model = Toy.model(device);
        Trainer trainer = new Trainer(model, Toy.OPTIONS.epochs(3))) {
      trainer.train(Toy.images(10), heldOut);
    }
    assertThat(reads).hasValue(10);
    Sizes sizes = new Sizes();
    try (Model model =
            new Model(
                    "watched",
                    Sequential.of(sizes, new Flatten(), new Linear(36, 3)),
                    Toy.IMAGE,
                    Toy.LABELS,
                    Normalization.none(1))
                .initialize(device, 7);
        Trainer trainer = new Trainer(model, Toy.OPTIONS.epochs(1))) {
      sizes.seen.clear();
      trainer.train(Toy.images(8), Toy.images(11));
    }
    assertThat(sizes.seen).containsExactly(4L, 4L, 8L, 3L);
  }

  /** Notes how many images it sees at a time. */
  private static final class Sizes implements Layer {
    private final List<Long> seen = new ArrayList<>();

    private record None() implements Layer.Config {
      @Override
      public Layer build() {
        return new Sizes();
      }
    }

    @Override
    public Layer.Config config() {
      return new None();
    }

    @Override
    public Shape outputShape(Shape input) {
      return input;
    }

    @Override
    public Tensor forward(Tensor x, Pass pass) {
      seen.add(x.shape().extent(0));
      return x;
    }
  }

  private static Dataset counting(Dataset images, AtomicInteger reads) {
    return new Dataset() {
      @Override
      public int size() {
        return images.size();
      }

      @Override
      public Shape imageShape() {
        return images.imageShape();
      }

      @Override
      public List<String> labels() {
        return images.labels();
      }

      @Override
      public int label(int index) {
        return images.label(index);
      }

      @Override
      public void readImage(int index, float[] into, int at) {
        reads.incrementAndGet();
        images.readImage(index, into, at);
      }

      @Override
      public String sha256() {
        return images.sha256();
      }
    };
  }

  @Test
  void noImageHeldOutIsRefusedBeforeAnythingHappens() {
    Dataset none = new ByteImages(Toy.IMAGE, Toy.LABELS, new byte[0], new byte[0]);
    try (Model model = Toy.model(device);
        Trainer trainer = new Trainer(model, Toy.OPTIONS, events::add)) {
      assertThatThrownBy(() -> trainer.train(Toy.images(10), none))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("at least one image");
      assertThat(events).isEmpty();
    }
  }

  @Test
  void imagesOfAnotherShapeAreRefusedBeforeAnythingHappens() {
    Dataset other =
        new ByteImages(Shape.of(1, 1, 2), List.of("top"), new byte[] {1, 2}, new byte[] {0});
    try (Model model = Toy.model(device);
        Trainer trainer = new Trainer(model, Toy.OPTIONS, events::add)) {
      assertThatThrownBy(() -> trainer.train(other))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("images of [1, 6, 6], which the model 'toy' takes")
          .hasMessageContaining("[1, 1, 2]");
      assertThatThrownBy(() -> trainer.train(Toy.images(10), other))
          .isInstanceOf(DataException.class);
      assertThat(events).isEmpty();
    }
  }

  @Test
  void moreClassesThanTheModelHasAreRefused() {
    List<String> four = List.of("top", "middle", "bottom", "beside");
    Dataset other = new ByteImages(Toy.IMAGE, four, new byte[36], new byte[] {3});
    try (Model model = Toy.model(device);
        Trainer trainer = new Trainer(model, Toy.OPTIONS, events::add)) {
      assertThatThrownBy(() -> trainer.train(other))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("the classes of the model 'toy'")
          .hasMessageContaining("beside");
    }
  }

  @Test
  void givesBackAllMemoryButTheModels() {
    long before;
    try (Model model = Toy.model(device)) {
      before = device.memory().use().bytesInUse();
      try (Trainer trainer =
          new Trainer(
              model, Toy.OPTIONS.optimizer(Sgd.Config.of(0.1f).momentum(0.9f)), event -> {})) {
        trainer.train(Toy.images(10), Toy.images(3));
      }
      assertThat(device.memory().use().bytesInUse()).isEqualTo(before);
    }
    assertThat(device.memory().use().bytesInUse()).isZero();
  }

  @Test
  void whatAListenerThrowsEndsTheTraining() {
    IllegalStateException thrown = new IllegalStateException("listener");
    try (Model model = Toy.model(device)) {
      long before = device.memory().use().bytesInUse();
      try (Trainer trainer =
          new Trainer(
              model,
              Toy.OPTIONS,
              event -> {
                if (event instanceof StepDone) {
                  throw thrown;
                }
              })) {
        assertThatThrownBy(() -> trainer.train(Toy.images(10))).isSameAs(thrown);
      }
      assertThat(device.memory().use().bytesInUse()).isEqualTo(before);
    }
  }
}
