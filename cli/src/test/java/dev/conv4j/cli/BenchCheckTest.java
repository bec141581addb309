package dev.conv4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.cli.Finding.Verdict;
import dev.conv4j.cli.GoalCases.Measured;
import dev.conv4j.data.Digits;
import dev.conv4j.data.TrainTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What {@code bench --check} judges, and how. */
class BenchCheckTest {
  private static final String WHY = "no Python";

  private static TorchPeer.Results peer(double eager, double compiled) {
    return new TorchPeer.Results(
        Map.of(
            List.of("lecture-training", "eager"), eager,
            List.of("lecture-training", "compiled"), compiled));
  }

  private static Finding lecture(double value, TorchPeer.Results peer) {
    return Goal.LECTURE_TRAINING.judge(new Measured(value, "batch 64"), peer, WHY);
  }

  @Test
  void aRatioMustReachAllItsGoals() {
    assertThat(lecture(300, peer(100, 300)).verdict()).isEqualTo(Verdict.OK);
    assertThat(lecture(299, peer(100, 100)).isBad()).isTrue();
    assertThat(lecture(300, peer(100, 301)).isBad()).isTrue();
    assertThat(lecture(300, peer(100, 300)).words())
        .isEqualTo(
            "300.00 steps/s (batch 64); 3.00, goal 3.0 × PyTorch eager; 1.00, goal 1.0 × PyTorch"
                + " compiled");
  }

  @Test
  void withoutAPeerNothingIsJudgedButWhatIsMissedAnyway() {
    Finding unknown = lecture(300, TorchPeer.Results.NONE);
    assertThat(unknown.verdict()).isEqualTo(Verdict.NOT_JUDGED);
    assertThat(unknown.words()).contains("goal 3.0 × PyTorch eager: no Python");
    TorchPeer.Results half =
        new TorchPeer.Results(Map.of(List.of("lecture-training", "eager"), 200.0));
    assertThat(lecture(300, half).isBad()).isTrue();
    assertThat(lecture(600, half).verdict()).isEqualTo(Verdict.NOT_JUDGED);
  }

  @Test
  void aTimeMustNotBeExceeded() {
    assertThat(judgeTime(3).verdict()).isEqualTo(Verdict.OK);
    assertThat(judgeTime(3.01).isBad()).isTrue();
    assertThat(judgeTime(Double.NaN).isBad()).isTrue();
    assertThat(judgeTime(Double.NaN).line()).startsWith("FAILED ").contains("not reached");
  }

  private static Finding judgeTime(double seconds) {
    return Goal.TEN_EPOCHS.judge(new Measured(seconds, "10 epochs"), TorchPeer.Results.NONE, WHY);
  }

  /** A Python that knows torch and answers what it is told to. */
  private static Path python(Path folder, String answer, int status) throws IOException {
    Path file = folder.resolve("python");
    Files.writeString(
        file,
        "#!/bin/sh\n[ \"$1\" = -c ] && exit 0\ncat <<'END'\n%s\nEND\nexit %d\n"
            .formatted(answer, status));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    return file;
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void pyTorchsLinesAreRead(@TempDir Path folder) throws IOException {
    String answer =
        "a warning\n{\"case\": \"lecture-training\", \"mode\": \"eager\", \"value\": 1500.5}";
    Path script = Files.writeString(folder.resolve("script.py"), "");
    TorchPeer torch = new TorchPeer(python(folder, answer, 0).toString(), script);
    assertThat(torch.obstacle("cuda:0")).isEmpty();
    TorchPeer.Results results = torch.run("cuda:0", List.of("lecture-training"));
    assertThat(results.of("lecture-training", TorchPeer.EAGER)).hasValue(1500.5);
    assertThat(results.of("lecture-training", TorchPeer.COMPILED)).isEmpty();
    TorchPeer failing = new TorchPeer(python(folder, answer, 3).toString(), script);
    assertThatThrownBy(() -> failing.run("cuda:0", List.of()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("ended with status 3");
  }

  @Test
  void whyPyTorchIsNotAskedIsSaid(@TempDir Path folder) throws IOException {
    Path script = folder.resolve("script.py");
    TorchPeer torch = new TorchPeer(folder.resolve("nosuch").toString(), script);
    assertThat(torch.obstacle("opencl:0")).isEqualTo("PyTorch is compared on CUDA only");
    assertThat(torch.obstacle("cuda:0")).contains("there is no ", "script.py");
    Files.writeString(script, "");
    assertThat(torch.obstacle("cuda:0")).contains("nosuch", "PYTHON");
  }

  private static BenchCheck check(String device, ByteArrayOutputStream out) {
    TrainTest data = Digits.trainTest(5, 300, 50);
    return new BenchCheck(
        Cli.console(out, new ByteArrayOutputStream()),
        device,
        new CheckScale(false, 0, 1, 8, 1, 32, 1, 32),
        data,
        new TorchPeer("nosuch", Path.of("nosuch")),
        false);
  }

  @Test
  void everythingIsTriedAndNothingOfASoundDeviceFails() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BenchCheck check = check("cpu", out);
    check.judgeLaws();
    check.judgeGoals();
    String lines = out.toString(StandardCharsets.UTF_8);
    assertThat(check.bad()).as(lines).isZero();
    assertThat(lines)
        .contains("every kernel agrees with the reference")
        .contains("this device records no steps")
        .contains("the lecture's network learns, float32")
        .contains("steps/s", "images/s", "ResNet-18, prediction", "99 % on MNIST")
        .contains("Not compared with PyTorch");
    assertThat(check.toJson()).containsEntry("failed", 0L).containsKeys("laws", "goals");
  }

  @Test
  void whatFailsIsCountedAndTheRestIsTriedAllTheSame() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BenchCheck check = check("cuda:999", out);
    check.judgeLaws();
    check.judgeGoals();
    assertThat(check.bad()).isGreaterThan(5);
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("FAILED");
  }
}
