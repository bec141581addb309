package dev.conv4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.FormatException;
import dev.conv4j.io.ModelFile;
import dev.conv4j.nn.Flatten;
import dev.conv4j.nn.Layer;
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

/** Runs of networks with a layer of the user's own. */
class OwnLayerRunTest {
  private static final List<Class<? extends Layer.Config>> OWN = List.of(Halving.Config.class);

  @TempDir private Path folder;

  @Test
  void goOnAndAreLoaded() {
    Sequential network = Sequential.of(new Halving(), new Flatten(), new Linear(36, 3));
    RunDirectory run = RunDirectory.create(folder.resolve("run"));
    String weights;
    try (Device device = Devices.open("cpu", new DeviceOptions(1));
        Model model =
            new Model("own", network, Toy.IMAGE, Toy.LABELS, Normalization.none(1))
                .initialize(device, 7);
        Trainer trainer = new Trainer(model, Toy.OPTIONS)) {
      trainer.train(Toy.images(8));
      run.saveCheckpoint(trainer, Map.of());
      run.saveModel(model, new RunDirectory.DataRecord("toy", "a", "b"));
      weights = ModelFile.weightsSha256(model);
    }
    try (Device device = Devices.open("cpu", new DeviceOptions(1));
        Model loaded = run.load(device, OWN).model();
        Model resumed = run.openCheckpoint().checkpoint().model(device, OWN);
        Model bare = ModelFile.withoutWeights(run.model(), OWN);
        Trainer trainer = new Trainer(resumed, Toy.OPTIONS.epochs(3))) {
      assertThat(ModelFile.weightsSha256(loaded)).isEqualTo(weights);
      assertThat(ModelFile.weightsSha256(resumed)).isEqualTo(weights);
      assertThat(bare.input()).isEqualTo(Toy.IMAGE);
      trainer.resume(run.openCheckpoint().checkpoint());
      assertThat(trainer.train(Toy.images(8))).hasSize(3);
      assertThatThrownBy(() -> run.load(device)).isInstanceOf(FormatException.class);
    }
  }
}
