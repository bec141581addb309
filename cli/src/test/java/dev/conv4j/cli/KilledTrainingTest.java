package dev.conv4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conv4j.io.AtomicFiles;
import dev.conv4j.io.ModelFile;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import dev.conv4j.train.Checkpoint;
import dev.conv4j.train.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A training that is killed, at any moment, goes on where its last checkpoint was and ends with the
 * bits of one that was never killed; and no file is ever half written.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "an open file cannot be replaced there")
class KilledTrainingTest {
  /** How often it is tried to hit a checkpoint while it is written. */
  private static final int TRIES = 40;

  @TempDir Path folder;
  private Path data;
  private String expected = "";
  private long nanos;

  /** A training of half a second or so that was never killed. */
  @BeforeEach
  void trainWhole() throws Exception {
    data = TinyData.write(folder.resolve("bars"), 1);
    Path whole = folder.resolve("whole");
    long begin = System.nanoTime();
    Process process = TrainingProcess.startUnheard(options(whole));
    assertThat(process.waitFor()).isEqualTo(Exit.DONE);
    nanos = System.nanoTime() - begin;
    expected = weights(whole);
  }

  /**
   * Every option that leaves something in a checkpoint, and a checkpoint after nearly each step.
   */
  private Object[] options(Path out) {
    return new Object[] {
      "--data",
      data,
      "--epochs",
      12,
      "--batch-size",
      16,
      "--optimizer",
      "adamw",
      "--schedule",
      "cosine",
      "--accumulate",
      2,
      "--average",
      0.9,
      "--validation",
      0.1,
      "--threads",
      1,
      "--checkpoint-minutes",
      1e-5,
      "--out",
      out
    };
  }

  private static String weights(Path run) {
    try (Device device = Devices.open("cpu");
        var model = RunDirectory.open(run).load(device).model()) {
      return ModelFile.weightsSha256(model);
    }
  }

  @Test
  void goesOnToTheSameBits() throws Exception {
    killAtMoments(3);
    killWhileSaving(1);
  }

  @Test
  @Tag("exhaustive")
  void goesOnToTheSameBitsFromManyMoments() throws Exception {
    killAtMoments(20);
    killWhileSaving(5);
  }

  /** Evenly spread over the time that the whole training took, the start of the JVM included. */
  private void killAtMoments(int count) throws Exception {
    for (int i = 0; i < count; i++) {
      Path out = folder.resolve("killed" + i);
      Process process = TrainingProcess.startUnheard(options(out));
      process.waitFor((long) (nanos * (i + 0.5) / count), TimeUnit.NANOSECONDS);
      kill(process);
      assertNothingIsHalfWritten(out);
      goOn(out);
    }
  }

  private void killWhileSaving(int count) throws Exception {
    int hits = 0;
    for (int i = 0; i < TRIES && hits < count; i++) {
      Path out = folder.resolve("saving" + i);
      Path newest = out.resolve("checkpoint").resolve("training.safetensors");
      Path partial = AtomicFiles.partial(newest);
      Process process = TrainingProcess.startUnheard(options(out));
      waitForSaves(process, newest, partial, 1 + i % 7);
      kill(process);
      if (Files.exists(partial)) {
        hits++;
      }
      assertNothingIsHalfWritten(out);
      goOn(out);
    }
    assertThat(hits).as("kills while a checkpoint was being written").isEqualTo(count);
  }

  /** Returns in the midst of the n-th checkpoint that is seen to be written. */
  private static void waitForSaves(Process process, Path newest, Path partial, int n)
      throws IOException {
    for (int seen = 0; seen < n; seen++) {
      while (seen > 0 && Files.exists(partial) && process.isAlive()) {
        Thread.onSpinWait();
      }
      while (!Files.exists(partial) && process.isAlive()) {
        Thread.onSpinWait();
      }
    }
    assertThat(process.isAlive()).as("%s is being trained", newest).isTrue();
  }

  /** By SIGKILL. */
  private static void kill(Process process) throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  private static void assertNothingIsHalfWritten(Path out) throws IOException {
    for (Path file : filesIn(out)) {
      switch (String.valueOf(file.getFileName())) {
        case "model.safetensors" -> assertThat(ModelFile.readArchitecture(file)).isNotEmpty();
        case "training.safetensors", "previous.safetensors" -> Checkpoint.open(file);
        case "metrics.jsonl" ->
            assertThat(Files.readAllLines(file)).allSatisfy(KilledTrainingTest::isAnEpoch);
        case "report.html" -> assertThat(Files.readString(file)).endsWith("</html>\n");
        default -> assertThat(file.getFileName().toString()).matches("lock|[.].*[.]partial");
      }
    }
  }

  private static void isAnEpoch(String line) {
    assertThat(Cli.jsonObject(line).get("epoch")).isInstanceOf(Integer.class);
  }

  private static List<Path> filesIn(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  /** With --resume, or if it was killed before the first checkpoint, from the start. */
  private void goOn(Path out) throws IOException {
    List<Object> words = new ArrayList<>(List.of("train", "--json"));
    if (filesIn(out).stream().anyMatch(file -> file.endsWith("training.safetensors"))) {
      words.addAll(List.of("--resume", "--checkpoint-minutes", 0, "--out", out));
    } else {
      words.addAll(List.of(options(out)));
    }
    Map<?, ?> json = Cli.run(words.toArray()).succeeds().object();
    assertThat(json.get("weightsSha256")).isEqualTo(expected);
    assertThat(filesIn(out)).noneMatch(file -> file.toString().endsWith(".partial"));
  }
}
