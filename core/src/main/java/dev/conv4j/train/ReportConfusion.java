package dev.conv4j.train;

import dev.conv4j.page.PageText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What was taken for what, counted.
 *
 * @param counts {@code counts.get(truth).get(named)} images
 * @param labels the names of the classes
 */
record ReportConfusion(List<List<Integer>> counts, List<String> labels) {

  /** Images of one class that were taken for another. */
  record Pair(int truth, int named, int images) {}

  int classes() {
    return counts.size();
  }

  int count(int truth, int named) {
    return counts.get(truth).get(named);
  }

  /** The images of a class. */
  int ofClass(int truth) {
    return counts.get(truth).stream().mapToInt(Integer::intValue).sum();
  }

  /** The images that were taken for a class. */
  int namedAs(int named) {
    return counts.stream().mapToInt(row -> row.get(named)).sum();
  }

  /** The share of a class's images that were named right; NaN if it has none. */
  double recall(int truth) {
    return (double) count(truth, truth) / ofClass(truth);
  }

  /** The share of the images taken for a class that are of it; NaN if none were. */
  double precision(int named) {
    return (double) count(named, named) / namedAs(named);
  }

  /** The images named right. */
  int right() {
    int sum = 0;
    for (int i = 0; i < classes(); i++) {
      sum += count(i, i);
    }
    return sum;
  }

  /** All images. */
  int images() {
    return counts.stream().flatMap(List::stream).mapToInt(Integer::intValue).sum();
  }

  int wrong() {
    return images() - right();
  }

  /** What was confused, the most common first; of equally common pairs the first in order. */
  List<Pair> pairs() {
    List<Pair> pairs = new ArrayList<>();
    for (int truth = 0; truth < classes(); truth++) {
      for (int named = 0; named < classes(); named++) {
        if (truth != named && count(truth, named) > 0) {
          pairs.add(new Pair(truth, named, count(truth, named)));
        }
      }
    }
    pairs.sort(Comparator.comparingInt(Pair::images).reversed());
    return pairs;
  }

  /** The label of a class, to be put into a sentence. */
  String name(int label) {
    return PageText.name(labels.get(label));
  }
}
