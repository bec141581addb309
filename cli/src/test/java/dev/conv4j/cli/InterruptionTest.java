package dev.conv4j.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C, in a process of its own. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no kill command")
class InterruptionTest {
  /** Enough that nobody waits for the end, and the process is always in the midst of it. */
  private static final int MANY = 100_000;

  private static final int FEW = 40;

  @TempDir Path folder;

  @Test
  void theFirstStopsAndSavesAndResumingGivesTheSameBits() throws Exception {
    Path data = TinyData.write(folder.resolve("bars"), 1);
    Path out = folder.resolve("run");
    List<String> lines = new ArrayList<>();
    int status = interrupt(start(data, out, MANY), lines);

    assertThat(status).as("%s", lines).isEqualTo(Exit.INTERRUPTED);
    assertThat(lines).anyMatch(line -> line.contains("--resume"));
    Cli.run("evaluate", out).succeeds();

    int done = epochsDone(out);
    Path whole = folder.resolve("whole");
    String expected = train(data, "--epochs", done + FEW, "--out", whole);
    String resumed = train(data, "--epochs", done + FEW, "--out", out, "--resume");
    assertThat(resumed).isEqualTo(expected);
  }

  private static int epochsDone(Path out) throws IOException {
    return Files.readAllLines(out.resolve("metrics.jsonl")).size();
  }

  private static String train(Path data, Object... more) {
    List<Object> words = new ArrayList<>(List.of("train", "--data", data, "--json"));
    words.addAll(List.of(more));
    Map<?, ?> json = Cli.run(words.toArray()).succeeds().object();
    return String.valueOf(json.get("weightsSha256"));
  }

  private static Process start(Path data, Path out, int epochs) throws IOException {
    return TrainingProcess.of("--data", data, "--epochs", epochs, "--out", out).start();
  }

  /** Waits until the training is under way, presses Ctrl-C, and returns the exit status. */
  private static int interrupt(Process process, List<String> lines) throws Exception {
    try (BufferedReader err = process.errorReader(UTF_8)) {
      for (String line = err.readLine(); line != null; line = err.readLine()) {
        lines.add(line);
        if (line.startsWith("Epoch 3/")) {
          new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
        }
      }
    }
    return process.waitFor();
  }
}
