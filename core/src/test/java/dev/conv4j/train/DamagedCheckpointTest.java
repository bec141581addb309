package dev.conv4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.Conv4jException;
import dev.conv4j.DataException;
import dev.conv4j.FormatException;
import dev.conv4j.io.AtomicFiles;
import dev.conv4j.nn.Flatten;
import dev.conv4j.nn.Linear;
import dev.conv4j.nn.Model;
import dev.conv4j.nn.Normalization;
import dev.conv4j.nn.Sequential;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import dev.conv4j.train.RunDirectory.DataRecord;
import dev.conv4j.train.RunDirectory.ResumePoint;
import dev.conv4j.train.TrainingEvent.EpochEnded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints that are no longer what was written, and what is done then. */
class DamagedCheckpointTest {
  private static final DataRecord DATA = new DataRecord("toy", "a", "b");

  private final Device device = Devices.open("cpu", new DeviceOptions(1));
  @TempDir private Path folder;
  private RunDirectory run;
  private Path newest;
  private Path previous;

  @BeforeEach
  void train() {
    run = trained("run", Toy.model(device));
    newest = run.checkpoint();
    previous = newest.resolveSibling("previous.safetensors");
  }

  @AfterEach
  void close() {
    device.close();
  }

  /** Two epochs, saved after each. */
  private RunDirectory trained(String name, Model model) {
    RunDirectory directory = RunDirectory.create(folder.resolve(name));
    AtomicReference<Trainer> running = new AtomicReference<>();
    try (model;
        Trainer trainer =
            new Trainer(
                model,
                Toy.OPTIONS.epochs(2),
                event -> {
                  if (event instanceof EpochEnded) {
                    directory.saveCheckpoint(running.get(), Map.of());
                    directory.saveModel(model, DATA);
                  }
                })) {
      running.set(trainer);
      trainer.train(Toy.images(10));
    }
    return directory;
  }

  @Test
  void theNewestIsUsedAndTheOneBeforeIsKept() {
    ResumePoint point = run.openCheckpoint();
    assertThat(point.remark()).isEmpty();
    assertThat(point.checkpoint().epochs()).isEqualTo(2);
    assertThat(Checkpoint.open(previous).epochs()).isEqualTo(1);
  }

  private void assertThePreviousIsUsed(String word) {
    ResumePoint point = run.openCheckpoint();
    assertThat(point.checkpoint().epochs()).isEqualTo(1);
    assertThat(point.checkpoint().file()).isEqualTo(previous);
    assertThat(point.remark())
        .contains("training.safetensors", "Using the checkpoint before it, made after epoch 1.")
        .contains(word);
  }

  /** Every sixteenth bit or so, in header and tensors. */
  @Test
  void anyBitThatFlippedIsFoundOut() throws IOException {
    byte[] sound = Files.readAllBytes(newest);
    for (int bit = 0; bit < 8 * sound.length; bit += 17 * 8 + 1) {
      byte[] damaged = sound.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(newest, damaged);
      assertThatThrownBy(() -> Checkpoint.open(newest))
          .as("bit %d", bit)
          .isInstanceOf(FormatException.class)
          .hasMessageContaining("training.safetensors");
    }
    assertThePreviousIsUsed("damaged");
  }

  @Test
  void aTruncatedFileIsFoundOut() throws IOException {
    byte[] sound = Files.readAllBytes(newest);
    for (int length : List.of(0, 1, 7, 8, 100, sound.length / 2, sound.length - 1)) {
      Files.write(newest, Arrays.copyOf(sound, length));
      assertThatThrownBy(() -> Checkpoint.open(newest))
          .as("%d bytes", length)
          .isInstanceOf(FormatException.class);
      assertThePreviousIsUsed("damaged");
    }
    Files.write(newest, Arrays.copyOf(sound, sound.length + 1));
    assertThePreviousIsUsed("damaged");
  }

  /** Between the two renamings of a save there is only the one before. */
  @Test
  void theNewestMayBeMissing() throws IOException {
    Files.delete(newest);
    assertThePreviousIsUsed("there is no such file");
    assertThat(RunDirectory.open(run.path()).openCheckpoint().checkpoint().epochs()).isEqualTo(1);
  }

  @Test
  void whenBothAreDamagedBothAreNamed() throws IOException {
    Files.write(newest, new byte[10]);
    Files.write(previous, new byte[20]);
    assertThatThrownBy(run::openCheckpoint)
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("both checkpoints are damaged")
        .hasMessageContaining("training.safetensors")
        .hasMessageContaining("previous.safetensors")
        .hasMessageContaining("Begin a new run");
  }

  @Test
  void aRunWithoutACheckpointSaysWhatCanBeDone() throws IOException {
    Files.delete(newest);
    Files.delete(previous);
    assertThatThrownBy(() -> RunDirectory.open(run.path()).openCheckpoint())
        .isInstanceOf(DataException.class)
        .hasMessageContaining("a run with a checkpoint to go on from")
        .hasMessageContaining("--model");
  }

  private Model otherModel() {
    Sequential network = Sequential.of(new Flatten(), new Linear(36, 3));
    return new Model("other", network, Toy.IMAGE, Toy.LABELS, Normalization.none(1))
        .initialize(device, 7);
  }

  @Test
  void aCheckpointOfAnotherNetworkIsRefused() throws IOException {
    RunDirectory other = trained("other", otherModel());
    Checkpoint foreign = other.openCheckpoint().checkpoint();
    try (Model model = Toy.model(device);
        Trainer trainer = new Trainer(model, Toy.OPTIONS)) {
      Map<String, float[]> before = Toy.weights(model);
      assertThatThrownBy(() -> trainer.resume(foreign))
          .isInstanceOf(FormatException.class)
          .hasMessageContaining("a checkpoint of the network 'toy' as it is now")
          .hasMessageContaining("one of another network");
      Toy.weights(model)
          .forEach((path, values) -> assertThat(values).containsExactly(before.get(path)));
    }
    Files.copy(other.checkpoint(), newest, StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(run::openCheckpoint)
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("It belongs to another run");
  }

  @Test
  void otherSettingsAreRefusedAndOnlyTheyAreNamed() {
    Checkpoint checkpoint = run.openCheckpoint().checkpoint();
    TrainingOptions other =
        Toy.OPTIONS.seed(43).update(update -> update.averageDecay(0.5f).accumulation(2));
    try (Model model = checkpoint.model(device);
        Trainer trainer = new Trainer(model, other)) {
      assertThatThrownBy(() -> trainer.resume(checkpoint))
          .isInstanceOf(FormatException.class)
          .hasMessageContaining(
              "made with: seed 42, batches of an update 1, decay of the average 0.0 but got seed"
                  + " 43, batches of an update 2, decay of the average 0.5");
    }
  }

  @Test
  void twoDoNotTrainOneRun() throws IOException {
    try (RunLock _ = run.lock()) {
      assertThatThrownBy(run::lock)
          .isInstanceOf(DataException.class)
          .hasMessageContaining("it is being trained already, by process ")
          .hasMessageContaining(Long.toString(ProcessHandle.current().pid()))
          .hasMessageContaining("Wait until that one is done, or stop it");
    }
    run.lock().close();
  }

  @Test
  void nothingIsLeftOfARunWithoutAModel() throws IOException {
    RunDirectory fresh = RunDirectory.create(folder.resolve("fresh"));
    fresh.lock().close();
    fresh.discardIfEmpty();
    assertThat(fresh.path()).doesNotExist();
    run.discardIfEmpty();
    assertThat(newest).isRegularFile();
    Files.delete(run.model());
    run.discardIfEmpty();
    assertThat(run.path()).doesNotExist();
  }

  /** What a program leaves that is killed before its first checkpoint. */
  @Test
  void aRunThatNeverBeganIsNotInTheWay() throws IOException {
    Path path = folder.resolve("killed");
    RunDirectory killed = RunDirectory.create(path);
    killed.lock().close();
    Files.write(AtomicFiles.partial(killed.checkpoint()), new byte[10]);
    RunDirectory.requirePossible(path);
    RunDirectory.create(path);
    Path more = Files.write(killed.checkpoint().resolveSibling("more"), new byte[1]);
    assertThatThrownBy(() -> RunDirectory.create(path)).hasMessageContaining("it is there already");
    assertThat(more).isRegularFile();
  }

  @Test
  void aDirectoryInPlaceOfTheLockIsSaid() throws IOException {
    RunDirectory fresh = RunDirectory.create(folder.resolve("fresh"));
    Files.createDirectories(fresh.path().resolve("checkpoint").resolve("lock"));
    assertThatThrownBy(fresh::lock)
        .isInstanceOf(Conv4jException.class)
        .hasMessageContaining("it cannot be locked");
  }

  @Test
  void nothingHalfWrittenIsLeft() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      assertThat(all.filter(path -> path.toString().endsWith(".partial"))).isEmpty();
    }
  }
}
