package dev.conv4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.FormatException;
import dev.conv4j.data.Dataset;
import dev.conv4j.data.augment.Augmentations;
import dev.conv4j.data.augment.Border;
import dev.conv4j.data.augment.CutMix;
import dev.conv4j.data.augment.Flip;
import dev.conv4j.data.augment.Mixup;
import dev.conv4j.data.augment.PaddedCrop;
import dev.conv4j.io.ModelFile;
import dev.conv4j.nn.Flatten;
import dev.conv4j.nn.Linear;
import dev.conv4j.nn.Model;
import dev.conv4j.nn.Normalization;
import dev.conv4j.nn.Sequential;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings on images that are changed and mixed. */
class AugmentedTrainingTest {
  private static final Augmentations CHANGES =
      Augmentations.of(Flip.horizontal(), new PaddedCrop(1, Border.EDGE))
          .with(new Mixup(0.4f, 0.5f))
          .with(new CutMix(1, 0.5f));

  private static final TrainingOptions OPTIONS = Toy.OPTIONS.epochs(30).augmentation(CHANGES);

  private final Dataset images = Toy.images(30);

  @TempDir private Path folder;

  private String train(TrainingOptions options, int threads) {
    try (Device device = Devices.open("cpu", new DeviceOptions(threads));
        Model model = Toy.model(device);
        Trainer trainer = new Trainer(model, options)) {
      trainer.train(images);
      return ModelFile.weightsSha256(model);
    }
  }

  @Test
  void aModelMayKnowMoreClassesThanTheData() {
    List<String> labels = List.of("top", "middle", "bottom", "none of these");
    try (Device device = Devices.open("cpu", new DeviceOptions(1));
        Model model =
            new Model(
                    "more",
                    Sequential.of(new Flatten(), new Linear(36, 4)),
                    Toy.IMAGE,
                    labels,
                    Normalization.none(1))
                .initialize(device, 7);
        Trainer trainer = new Trainer(model, OPTIONS.epochs(2))) {
      assertThat(trainer.train(images)).hasSize(2);
    }
  }

  @Test
  void neitherThreadsNorInterruptionsMatter() {
    String whole = train(OPTIONS, 1);
    assertThat(train(OPTIONS, 3)).isEqualTo(whole);
    assertThat(train(OPTIONS.seed(8), 1)).isNotEqualTo(whole);
    assertThat(train(OPTIONS.augmentation(Augmentations.NONE), 1)).isNotEqualTo(whole);

    Path file = folder.resolve("checkpoint");
    try (Device device = Devices.open("cpu", new DeviceOptions(2));
        Model model = Toy.model(device);
        Trainer trainer = new Trainer(model, OPTIONS.epochs(11))) {
      trainer.train(images);
      trainer.save(file, Map.of());
    }
    try (Device device = Devices.open("cpu", new DeviceOptions(2))) {
      Checkpoint checkpoint = Checkpoint.open(file);
      try (Model model = checkpoint.model(device);
          Trainer trainer = new Trainer(model, OPTIONS)) {
        trainer.resume(checkpoint);
        trainer.train(images);
        assertThat(ModelFile.weightsSha256(model)).isEqualTo(whole);
      }
      for (Augmentations other : List.of(Augmentations.NONE, CHANGES.with(Flip.vertical()))) {
        try (Model model = checkpoint.model(device);
            Trainer trainer = new Trainer(model, OPTIONS.augmentation(other))) {
          assertThatThrownBy(() -> trainer.resume(checkpoint))
              .isInstanceOf(FormatException.class)
              .hasMessageContaining(
                  "made with: augmentation flip (axis horizontal, probability 0.5), padded crop"
                      + " (padding 1, border edge)");
        }
      }
    }
  }

  @Test
  void aNetworkLearnsFromMixedImages() {
    try (Device device = Devices.open("cpu", new DeviceOptions(2));
        Model model = Toy.model(device);
        Trainer trainer = new Trainer(model, OPTIONS)) {
      List<EpochMetrics> history = trainer.train(images);
      assertThat(new Evaluator(model).evaluate(Toy.images(31)).accuracy()).isGreaterThan(0.9);
      // What is mixed can never be foretold with certainty.
      assertThat(history.getLast().trainLoss()).isGreaterThan(0.05);
    }
  }
}
