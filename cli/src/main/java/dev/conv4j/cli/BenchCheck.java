package dev.conv4j.cli;

import dev.conv4j.Conv4jException;
import dev.conv4j.data.TrainTest;
import dev.conv4j.tensor.Device;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Everything that one wants to know of a device on the day one has it: whether it computes rightly,
 * and whether it reaches the {@link Goal}s. What fails does not keep the rest from being tried.
 */
final class BenchCheck {
  private static final int MNIST_IMAGES = 60_000;

  private final Console console;
  private final String device;
  private final CheckScale scale;
  private final TrainTest data;
  private final TorchPeer torch;
  private final boolean json;
  private final List<Finding> laws = new ArrayList<>();
  private final List<Finding> goals = new ArrayList<>();

  /**
   * A check.
   *
   * @param device the device's name, never {@code auto}
   * @param json whether lines for people go to standard error
   */
  BenchCheck(
      Console console,
      String device,
      CheckScale scale,
      TrainTest data,
      TorchPeer torch,
      boolean json) {
    this.console = console;
    this.device = device;
    this.scale = scale;
    this.data = data;
    this.torch = torch;
    this.json = json;
  }

  /** Judges what must hold. */
  void judgeLaws() {
    tell("What must hold");
    for (DeviceLaws.Law law : new DeviceLaws(device, scale, data).all()) {
      add(laws, attempt(law.what(), () -> law.judge().apply(law.what())));
    }
  }

  /** Measures what the goals are about, and judges it on a card by CUDA. */
  void judgeGoals() {
    tell(scale.isFull() ? "Goals" : "Goals, not judged here: all is tried, with little data");
    String why = torch.obstacle(device);
    TorchPeer.Results peer = TorchPeer.Results.NONE;
    GoalCases cases = new GoalCases(device, scale, data);
    Map<Goal, GoalCases.Measured> measured = new LinkedHashMap<>();
    for (Goal goal : Goal.values()) {
      Finding failure =
          attempt(
              goal.title(),
              () -> {
                measured.put(goal, cases.measure(goal));
                return Finding.notJudged(goal.title(), "");
              });
      if (failure.isBad()) {
        add(goals, failure);
      }
    }
    if (why.isEmpty()) {
      try {
        tell("PyTorch runs on the same card; this takes some minutes");
        peer = torch.run(device, ratioCases());
      } catch (IOException e) {
        why = String.valueOf(e.getMessage());
      }
    }
    for (Map.Entry<Goal, GoalCases.Measured> entry : measured.entrySet()) {
      add(goals, judge(entry.getKey(), entry.getValue(), peer, why));
    }
    if (!why.isEmpty()) {
      tell(
          "Not compared with PyTorch: "
              + why
              + ". On a machine with both: PYTHON=python3 ./conv4j bench --device cuda:0 --check");
    }
  }

  private static List<String> ratioCases() {
    return Arrays.stream(Goal.values()).filter(goal -> !goal.isTime()).map(Goal::key).toList();
  }

  private Finding judge(
      Goal goal, GoalCases.Measured measured, TorchPeer.Results peer, String why) {
    boolean isMnist = data.train().size() == MNIST_IMAGES;
    if (scale.isFull() && device.startsWith("cuda:") && (isMnist || !goal.isTime())) {
      return goal.judge(measured, peer, why);
    }
    return Finding.notJudged(goal.title(), goal.words(measured));
  }

  private static Finding attempt(String what, Supplier<Finding> law) {
    try {
      return law.get();
    } catch (Conv4jException e) {
      return Finding.of(what, false, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      return Finding.of(what, false, "an internal fault: " + e);
    }
  }

  private void add(List<Finding> findings, Finding finding) {
    findings.add(finding);
    tell("  " + finding.line());
  }

  private void tell(String line) {
    if (json) {
      console.say("%s", line);
    } else {
      console.print("%s", line);
    }
  }

  /** How many laws are broken and goals missed. */
  long bad() {
    return Stream.concat(laws.stream(), goals.stream()).filter(Finding::isBad).count();
  }

  /** Says how it went in one line. */
  void sumUp(Device opened) {
    long judged =
        Stream.concat(laws.stream(), goals.stream())
            .filter(finding -> finding.verdict() != Finding.Verdict.NOT_JUDGED)
            .count();
    String result = bad() == 0 ? "nothing failed" : "%d FAILED".formatted(bad());
    tell(
        "%s (%s): %s, of %d that were judged"
            .formatted(opened.name(), opened.description(), result, judged));
  }

  /** All findings as JSON values. */
  Map<String, Object> toJson() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("full", scale.isFull());
    members.put("laws", laws.stream().map(Finding::toJson).toList());
    members.put("goals", goals.stream().map(Finding::toJson).toList());
    members.put("failed", bad());
    return members;
  }
}
