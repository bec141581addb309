package dev.conv4j.cli;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * What conv4j wants to reach on a graphics card, beside PyTorch on the same card or by the clock.
 */
enum Goal {
  LECTURE_TRAINING("lecture-training", "lecture, training", "steps/s", 3, 1, Double.NaN),
  SMALL_TRAINING("resnet18-32-training", "ResNet-18, training", "images/s", 0, 1, Double.NaN),
  LARGE_INFERENCE("resnet18-224-inference", "ResNet-18, prediction", "images/s", 0, 1, Double.NaN),
  TEN_EPOCHS("mnist-10-epochs", "MNIST, the lecture's training", "s", 0, 0, 3),
  NINETY_NINE("mnist-99-percent", "99 % on MNIST", "s", 0, 0, 1);

  private final String key;
  private final String title;
  private final String unit;
  private final double leastToEager;
  private final double leastToCompiled;
  private final double mostSeconds;

  /**
   * @param leastToEager the least ratio to PyTorch's eager mode; 0 for none
   * @param leastToCompiled the same for its compiled mode
   * @param mostSeconds NaN where it is about PyTorch
   */
  Goal(
      String key,
      String title,
      String unit,
      double leastToEager,
      double leastToCompiled,
      double mostSeconds) {
    this.key = key;
    this.title = title;
    this.unit = unit;
    this.leastToEager = leastToEager;
    this.leastToCompiled = leastToCompiled;
    this.mostSeconds = mostSeconds;
  }

  /** Its name in {@code torch_on_gpu.py}. */
  String key() {
    return key;
  }

  String title() {
    return title;
  }

  /** Whether it is about the clock, else about PyTorch. */
  boolean isTime() {
    return !Double.isNaN(mostSeconds);
  }

  /** A figure in words; NaN is one that was not reached. */
  String words(GoalCases.Measured measured) {
    return Double.isNaN(measured.value())
        ? "not reached (%s)".formatted(measured.how())
        : String.format(Locale.ROOT, "%,.2f %s (%s)", measured.value(), unit, measured.how());
  }

  /**
   * Judges what was measured.
   *
   * @param peer what PyTorch reached
   * @param why why there may be nothing of it
   */
  Finding judge(GoalCases.Measured measured, TorchPeer.Results peer, String why) {
    if (isTime()) {
      return Finding.of(
          title,
          measured.value() <= mostSeconds,
          words(measured) + String.format(Locale.ROOT, ", goal at most %.0f s", mostSeconds));
    }
    Comparison comparison = new Comparison(measured.value(), words(measured));
    comparison.with(leastToEager, TorchPeer.EAGER, peer.of(key, TorchPeer.EAGER), why);
    comparison.with(leastToCompiled, TorchPeer.COMPILED, peer.of(key, TorchPeer.COMPILED), why);
    return comparison.finding(title);
  }

  /** A figure beside PyTorch's. */
  private static final class Comparison {
    private final double ours;
    private final StringBuilder words;
    private boolean isMet = true;
    private boolean isWhole = true;

    Comparison(double ours, String words) {
      this.ours = ours;
      this.words = new StringBuilder(words);
    }

    void with(double least, String mode, OptionalDouble theirs, String why) {
      if (least == 0) {
        return;
      }
      String goal = String.format(Locale.ROOT, "goal %.1f × PyTorch %s", least, mode);
      if (theirs.isPresent()) {
        double ratio = ours / theirs.getAsDouble();
        isMet &= ratio >= least;
        words.append(String.format(Locale.ROOT, "; %.2f, %s", ratio, goal));
      } else {
        isWhole = false;
        words.append("; ").append(goal).append(": ").append(why);
      }
    }

    Finding finding(String title) {
      return isMet && !isWhole
          ? Finding.notJudged(title, words.toString())
          : Finding.of(title, isMet, words.toString());
    }
  }
}
