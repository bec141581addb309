package dev.conv4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.DataException;
import dev.conv4j.FormatException;
import dev.conv4j.data.Dataset;
import dev.conv4j.data.Subset;
import dev.conv4j.io.AtomicFiles;
import dev.conv4j.io.Json;
import dev.conv4j.io.ModelFile;
import dev.conv4j.io.Safetensors;
import dev.conv4j.io.SealedSafetensors;
import dev.conv4j.nn.Conv2d;
import dev.conv4j.nn.Dropout;
import dev.conv4j.nn.Dropout2d;
import dev.conv4j.nn.Flatten;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.Linear;
import dev.conv4j.nn.Model;
import dev.conv4j.nn.Normalization;
import dev.conv4j.nn.Sequential;
import dev.conv4j.nn.SiLU;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Shape;
import dev.conv4j.train.TrainingEvent.StepDone;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A training that was stopped in the middle of an epoch and goes on. */
class ResumeTest {
  private static final Dataset WHOLE = Toy.images(40);
  private static final Dataset IMAGES = Subset.split(WHOLE, 0.25, 42).rest();

  private final Device device = Devices.open("cpu", new DeviceOptions(1));
  @TempDir Path folder;

  @AfterEach
  void close() {
    device.close();
  }

  /** A checkpoint of a training that was stopped after step 6 of the 8 of its first epoch. */
  private Path stopped() {
    try (Model model = Toy.model(device)) {
      return stopped(model);
    }
  }

  private Path stopped(Model model) {
    Path file = folder.resolve("training.safetensors");
    AtomicReference<Trainer> stopper = new AtomicReference<>();
    try (Trainer trainer =
        new Trainer(
            model,
            Toy.OPTIONS,
            event -> {
              if (event instanceof StepDone step && step.batch() == 6) {
                stopper.get().stop();
              }
            })) {
      stopper.set(trainer);
      trainer.train(IMAGES);
      trainer.save(file, Map.of());
    }
    return file;
  }

  /** Goes on to the end; returns the digest of the weights. */
  private String goOn(Path file, Dataset images) {
    Checkpoint checkpoint = Checkpoint.open(file);
    try (Model model = checkpoint.model(device);
        Trainer trainer = new Trainer(model, Toy.OPTIONS)) {
      trainer.resume(checkpoint);
      trainer.train(images);
      return ModelFile.weightsSha256(model);
    }
  }

  @Test
  void endsWithTheBitsOfOneThatWasNeverStopped() {
    try (Model model = Toy.model(device);
        Trainer trainer = new Trainer(model, Toy.OPTIONS)) {
      trainer.train(IMAGES);
      assertThat(goOn(stopped(), IMAGES)).isEqualTo(ModelFile.weightsSha256(model));
    }
  }

  /** What is dropped does not depend on how often a training was stopped. */
  @Test
  void dropsWhatItWouldHaveDropped() {
    try (Model model = dropping();
        Model stopped = dropping();
        Trainer trainer = new Trainer(model, Toy.OPTIONS)) {
      trainer.train(IMAGES);
      assertThat(goOn(stopped(stopped), IMAGES)).isEqualTo(ModelFile.weightsSha256(model));
    }
  }

  private Model dropping() {
    Layer network =
        Sequential.of(
            new Conv2d(1, 4, 3),
            new Dropout2d(0.3f),
            new SiLU(),
            new Flatten(),
            new Dropout(0.5f),
            new Linear(64, 3));
    return new Model("dropping", network, Toy.IMAGE, Toy.LABELS, Normalization.none(1))
        .initialize(device, 7);
  }

  /** A network may be infinitely wrong about images that it does not learn from. */
  @Test
  void goesOnAfterALossThatIsNotFinite() {
    for (double loss : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      Progress progress = new Progress();
      progress.add(new Updates.Outcome(4, 1.5, 2), 0.1, 1);
      progress.endEpoch(new Evaluation(loss, 0.5, null, 3, List.of(), List.of(), 1));
      String json = Json.write(progress.toJson());
      assertThat(Progress.fromJson(Json.parse(json, "here"), "here").history)
          .isEqualTo(progress.history);
      String line = Json.write(progress.history.getFirst().toJson());
      assertThat(line).contains("\"validationLoss\":\"" + loss + "\"");
    }
  }

  @Test
  void refusesAnotherPartOfTheSameImages() {
    Path file = stopped();
    for (Dataset other :
        List.of(
            WHOLE, Subset.split(WHOLE, 0.25, 43).rest(), Subset.split(WHOLE, 0.75, 42).rest())) {
      assertThatThrownBy(() -> goOn(file, other))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("the images that the training began with")
          .hasMessageContaining("the same share held out");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"batch\":6|\"batch\":9|at most 8 batches of an epoch to be done but got 9",
        "\"batch\":6|\"batch\":-6|a whole number of 0 or more as \"batch\" but got -6",
        "\"epoch\":0|\"epoch\":1|the metrics of 1 epochs but got those of 0"
      })
  void refusesProgressThatCannotBe(String was, String becomes, String message) {
    Path file = stopped();
    Safetensors good = Safetensors.open(file);
    Map<String, String> metadata = new HashMap<>(good.metadata());
    metadata.remove("conv4j.sha256");
    metadata.computeIfPresent(
        "conv4j.progress",
        (name, progress) -> {
          assertThat(progress).contains(was);
          return progress.replace(was, becomes);
        });
    Map<String, Shape> shapes = new LinkedHashMap<>();
    good.names().forEach(name -> shapes.put(name, good.shape(name)));
    Path bad = folder.resolve("bad.safetensors");
    AtomicFiles.write(bad, out -> SealedSafetensors.write(out, metadata, shapes, good::read));
    assertThatThrownBy(() -> goOn(bad, IMAGES))
        .isInstanceOfAny(DataException.class, FormatException.class)
        .hasMessageContaining(message);
  }
}
