package dev.conv4j.train;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How well one class is told from the others. What has no images to be counted from is 0, as in
 * scikit-learn with {@code zero_division=0}.
 *
 * @param images of the class
 * @param named how many images were taken for the class
 * @param right how many images of the class were named right
 */
public record ClassScores(int images, int named, int right) {

  /** Of the images taken for the class, the share that are of it, 0 to 1. */
  public double precision() {
    return share(right, named);
  }

  /** Of the images of the class, the share named right, 0 to 1. */
  public double recall() {
    return share(right, images);
  }

  /** The harmonic mean of precision and recall, 0 to 1. */
  public double f1() {
    return share(2 * right, images + named);
  }

  private static double share(int part, int whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }

  /** The scores of all classes of a confusion matrix, as {@link Evaluation} has it. */
  static List<ClassScores> of(List<List<Integer>> confusion) {
    List<ClassScores> scores = new ArrayList<>();
    for (int c = 0; c < confusion.size(); c++) {
      int column = c;
      int images = confusion.get(c).stream().mapToInt(Integer::intValue).sum();
      int named = confusion.stream().mapToInt(row -> row.get(column)).sum();
      scores.add(new ClassScores(images, named, confusion.get(c).get(c)));
    }
    return scores;
  }

  /**
   * The mean of a score over the classes, each counting alike; those that no image is of and none
   * was taken for are left out. NaN if that are all.
   */
  static double mean(List<ClassScores> classes, ToDoubleFunction<ClassScores> score) {
    return classes.stream()
        .filter(each -> each.images + each.named > 0)
        .mapToDouble(score)
        .average()
        .orElse(Double.NaN);
  }
}
