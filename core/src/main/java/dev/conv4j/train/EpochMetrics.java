package dev.conv4j.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How one epoch went.
 *
 * @param epoch from 1
 * @param trainLoss the mean of the training's loss over the training images, each as it was when
 *     its step came
 * @param trainAccuracy the share of them named right, 0 to 1, likewise
 * @param validationLoss the mean cross-entropy of the held-out images at the end of the epoch,
 *     whatever loss the training makes small; null if none are held out
 * @param validationAccuracy the share of them named right; null if none are held out
 * @param seconds the time spent training
 * @param images the training images in the epoch
 * @param lossCurve the mean loss of consecutive stretches of the epoch, for drawing
 * @param rateCurve the learning rate at the end of each of these stretches
 */
public record EpochMetrics(
    int epoch,
    double trainLoss,
    double trainAccuracy,
    @Nullable Double validationLoss,
    @Nullable Double validationAccuracy,
    double seconds,
    int images,
    List<Double> lossCurve,
    List<Double> rateCurve) {

  /** Copies the lists. */
  public EpochMetrics {
    lossCurve = List.copyOf(lossCurve);
    rateCurve = List.copyOf(rateCurve);
  }

  /** Whether images were held out. */
  boolean hasValidation() {
    return validationAccuracy != null;
  }

  /** The loss of the held-out images, or of the training images if none are held out. */
  double watchedLoss() {
    return validationLoss == null ? trainLoss : validationLoss;
  }

  /** Training images in a second. */
  public double imagesPerSecond() {
    return images / seconds;
  }

  /**
   * Training images in a second over several epochs; the first, in which the JVM warms up, is left
   * out unless it is alone.
   *
   * @param epochs at least one
   */
  public static double imagesPerSecond(List<EpochMetrics> epochs) {
    List<EpochMetrics> warm = epochs.size() > 1 ? epochs.subList(1, epochs.size()) : epochs;
    return warm.stream().mapToDouble(EpochMetrics::images).sum()
        / warm.stream().mapToDouble(EpochMetrics::seconds).sum();
  }

  /**
   * All of it as JSON values. Numbers that are not finite, such as the loss of images held out that
   * a network is infinitely wrong about, become the strings {@code "NaN"}, {@code "Infinity"} and
   * {@code "-Infinity"}: JSON has no such numbers.
   */
  Map<String, @Nullable Object> toJson() {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("epoch", epoch);
    members.put("trainLoss", trainLoss);
    members.put("trainAccuracy", trainAccuracy);
    members.put("validationLoss", validationLoss);
    members.put("validationAccuracy", validationAccuracy);
    members.put("seconds", seconds);
    members.put("images", images);
    members.put("imagesPerSecond", imagesPerSecond());
    members.put("learningRate", rateCurve.isEmpty() ? null : rateCurve.getLast());
    members.put("lossCurve", lossCurve);
    members.put("rateCurve", rateCurve);
    return members;
  }

  /** What {@link #toJson} wrote. */
  static EpochMetrics fromJson(JsonMembers in) {
    return new EpochMetrics(
        in.count("epoch"),
        in.number("trainLoss"),
        in.number("trainAccuracy"),
        in.numberOrNull("validationLoss"),
        in.numberOrNull("validationAccuracy"),
        in.number("seconds"),
        in.count("images"),
        in.numbers("lossCurve"),
        in.numbers("rateCurve"));
  }
}
