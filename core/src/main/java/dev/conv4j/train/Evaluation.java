package dev.conv4j.train;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How well a model names the images of a data set.
 *
 * @param loss the mean cross-entropy
 * @param accuracy the share named right, 0 to 1
 * @param topFiveAccuracy the share whose class is among the five thought most likely, 0 to 1; null
 *     if the model knows fewer than six
 * @param confusion {@code confusion.get(truth).get(named)} images of class {@code truth} were named
 *     {@code named}
 * @param mistakes the images named wrong whose true class was thought least likely, the worst first
 * @param seconds the time it took
 */
public record Evaluation(
    double loss,
    double accuracy,
    @Nullable Double topFiveAccuracy,
    int images,
    List<List<Integer>> confusion,
    List<Mistake> mistakes,
    double seconds) {

  /** Copies the lists. */
  public Evaluation {
    confusion = confusion.stream().map(List::copyOf).toList();
    mistakes = List.copyOf(mistakes);
  }

  /** Images in a second. */
  public double imagesPerSecond() {
    return images / seconds;
  }

  /** Precision, recall and F1 of each class, in the order of the labels. */
  public List<ClassScores> classes() {
    return ClassScores.of(confusion);
  }

  /**
   * The mean precision of the classes, each counting alike; of those only that some image is of or
   * was taken for.
   */
  public double macroPrecision() {
    return ClassScores.mean(classes(), ClassScores::precision);
  }

  /** The mean recall of the classes, likewise. */
  public double macroRecall() {
    return ClassScores.mean(classes(), ClassScores::recall);
  }

  /** The mean F1 of the classes, likewise. */
  public double macroF1() {
    return ClassScores.mean(classes(), ClassScores::f1);
  }

  /**
   * An image named wrong.
   *
   * @param index its number in the data set
   * @param truth its class
   * @param named what it was taken for
   * @param probability of what it was taken for, 0 to 1
   * @param truthProbability of its class, 0 to 1
   */
  public record Mistake(
      int index, int truth, int named, float probability, float truthProbability) {}
}
