package dev.conv4j.nn;

import java.util.ArrayList;
import java.util.List;

/** A class that an image may be of, and how likely that is, 0 to 1. */
public record Prediction(String label, float probability) {

  /**
   * The likeliest classes, the likeliest first; of equally likely ones the first.
   *
   * @param labels the names of all classes
   * @param probabilities one for each class
   * @param most how many at most
   */
  public static List<Prediction> likeliest(List<String> labels, float[] probabilities, int most) {
    List<Prediction> top = new ArrayList<>();
    boolean[] taken = new boolean[labels.size()];
    while (top.size() < Math.min(most, taken.length)) {
      int best = -1;
      for (int i = 0; i < taken.length; i++) {
        // Negated, so that what is no number comes last.
        if (!taken[i] && (best < 0 || Float.compare(-probabilities[i], -probabilities[best]) < 0)) {
          best = i;
        }
      }
      taken[best] = true;
      top.add(new Prediction(labels.get(best), probabilities[best]));
    }
    return List.copyOf(top);
  }
}
