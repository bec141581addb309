package dev.conv4j.train;

import java.util.List;

/**
 * How well a model names the images of a data set.
 *
 * @param loss the mean cross-entropy
 * @param accuracy the share named right, 0 to 1
 * @param confusion {@code confusion.get(truth).get(named)} images of class {@code truth} were named
 *     {@code named}
 * @param mistakes the images named wrong whose true class was thought least likely, the worst first
 * @param seconds the time it took
 */
public record Evaluation(
    double loss,
    double accuracy,
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
