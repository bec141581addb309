package dev.conv4j.data;

import dev.conv4j.nn.Normalization;
import java.util.List;

/**
 * Images to train on and images to test with.
 *
 * @param name what to call the data: {@code mnist}, or the directory it came from
 * @param reason why this data was taken, in a sentence for people
 * @param normalization what to do to the pixels before a network sees them: the usual figures of a
 *     well-known data set, else those measured on the training images
 * @param leftOut the pictures that could not be read and are in neither part, each with the reason,
 *     for people
 */
public record TrainTest(
    String name,
    String reason,
    Dataset train,
    Dataset test,
    Normalization normalization,
    List<String> leftOut) {

  /** Copies the list. */
  public TrainTest {
    leftOut = List.copyOf(leftOut);
  }

  /** Data of which nothing was left out. */
  public TrainTest(
      String name, String reason, Dataset train, Dataset test, Normalization normalization) {
    this(name, reason, train, test, normalization, List.of());
  }

  /** Data with the normalisation measured on its training images, which reads all of them. */
  public TrainTest(String name, String reason, Dataset train, Dataset test) {
    this(name, reason, train, test, PixelStatistics.normalization(train));
  }

  /** The same data, taken for another reason. */
  public TrainTest because(String otherReason) {
    return new TrainTest(name, otherReason, train, test, normalization, leftOut);
  }
}
