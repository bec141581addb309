package dev.conv4j.data;

import dev.conv4j.DataException;
import dev.conv4j.tensor.RandomStream;
import dev.conv4j.tensor.RandomStream.Purpose;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The picture files of a data set, found but not yet read.
 *
 * @param place where they were found
 * @param labels the names of the classes
 * @param test empty if nothing says which pictures are to test with
 * @param remarks what people should know of how they were found, in sentences
 */
record FoundImages(
    String place,
    List<String> labels,
    List<LabelledFile> train,
    List<LabelledFile> test,
    List<String> remarks) {

  private static final double HELD_OUT = 0.1;

  /** The pictures held out are the same in every run, whatever its seed. */
  private static final long SEED = 42;

  FoundImages {
    labels = List.copyOf(labels);
    train = List.copyOf(train);
    test = List.copyOf(test);
    remarks = List.copyOf(remarks);
  }

  /**
   * Checks that there is something to learn.
   *
   * @throws DataException if there is one class only, or one without pictures
   */
  void requireLearnable() {
    if (train.isEmpty() && !test.isEmpty()) {
      throw new DataException(
          place, "pictures to train on", "pictures to test with alone", "Add a folder train");
    }
    if (labels.size() < 2) {
      throw new DataException(
          place,
          "pictures of at least two classes",
          labels.isEmpty() ? "none" : "the class '" + labels.getFirst() + "' alone",
          "Put the pictures of each class into a folder of its own");
    }
    Set<Integer> there = new HashSet<>();
    train.forEach(file -> there.add(file.label()));
    for (int label = 0; label < labels.size(); label++) {
      if (!there.contains(label)) {
        throw new DataException(
            place,
            "pictures to train on for each class",
            "none for the class '" + labels.get(label) + "'",
            "Add some, or remove the class");
      }
    }
  }

  /** These pictures, with a tenth of each class held out if there are none to test with. */
  FoundImages split() {
    if (!test.isEmpty()) {
      return this;
    }
    boolean[] out = new boolean[train.size()];
    int count = 0;
    for (int label = 0; label < labels.size(); label++) {
      int[] members = members(label);
      int[] order =
          Subset.shuffled(members.length, new RandomStream(SEED, Purpose.SPLIT, 0, label + 1L));
      int some = members.length < 2 ? 0 : Math.max((int) Math.round(members.length * HELD_OUT), 1);
      for (int i = 0; i < some; i++) {
        out[members[order[i]]] = true;
      }
      count += some;
    }
    if (count == 0) {
      throw new DataException(
          place, "two pictures of some class, one to test with", "one of each", "Add pictures");
    }
    List<String> more = new ArrayList<>(remarks);
    more.add(
        "Nothing says which to test with, so a tenth of each class, drawn with a fixed seed, is"
            + " held out for that.");
    return new FoundImages(place, labels, part(out, false), part(out, true), more);
  }

  private int[] members(int label) {
    return Subset.ascendingWhere(train.size(), i -> train.get(i).label() == label);
  }

  private List<LabelledFile> part(boolean[] out, boolean wanted) {
    List<LabelledFile> part = new ArrayList<>();
    for (int i = 0; i < out.length; i++) {
      if (out[i] == wanted) {
        part.add(train.get(i));
      }
    }
    return part;
  }
}
