package dev.conv4j.data;

import dev.conv4j.DataException;
import dev.conv4j.tensor.RandomStream;
import dev.conv4j.tensor.RandomStream.Purpose;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The picture files of a data set, found but not yet read.
 *
 * @param layout what says which class a picture is of
 * @param place where they were found
 * @param labels the names of the classes
 * @param test empty if nothing says which pictures are to test with
 * @param remarks what people should know of how they were found, in sentences
 */
record FoundImages(
    Layout layout,
    String place,
    List<String> labels,
    List<LabelledFile> train,
    List<LabelledFile> test,
    List<String> remarks) {

  private static final double HELD_OUT = 0.1;

  /** The pictures held out are the same in every run, whatever its seed. */
  private static final long SEED = 42;

  /** What says which class a picture is of. */
  enum Layout {
    /** The folder that it lies in. */
    FOLDERS("Add a folder train", "Put the pictures of each class into a folder of its own"),
    /** A row of a table. */
    TABLE("Add rows to train on", "Add rows of another class");

    private final String addTraining;
    private final String addClass;

    Layout(String addTraining, String addClass) {
      this.addTraining = addTraining;
      this.addClass = addClass;
    }
  }

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
          place, "pictures to train on", "pictures to test with alone", layout.addTraining);
    }
    if (labels.size() < 2) {
      throw new DataException(
          place,
          "pictures of at least two classes",
          labels.isEmpty() ? "none" : "the class '" + labels.getFirst() + "' alone",
          layout.addClass);
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

  /**
   * These pictures, with a tenth of each class held out if there are none to test with, and with a
   * remark on classes that are not tested.
   */
  FoundImages split() {
    return (test.isEmpty() ? heldOut() : this).tellingUntested();
  }

  private FoundImages tellingUntested() {
    Set<Integer> tested = new HashSet<>();
    test.forEach(file -> tested.add(file.label()));
    List<String> not =
        IntStream.range(0, labels.size())
            .filter(label -> !tested.contains(label))
            .mapToObj(labels::get)
            .toList();
    if (not.isEmpty()) {
      return this;
    }
    String some = (not.size() == 1 ? "the class " : "the classes ") + Labels.shown(not);
    return remarking(train, test, "There is no picture of %s to test with.".formatted(some));
  }

  /** These classes, other pictures, and one more remark. */
  private FoundImages remarking(
      List<LabelledFile> toTrain, List<LabelledFile> toTest, String remark) {
    List<String> more = new ArrayList<>(remarks);
    more.add(remark);
    return new FoundImages(layout, place, labels, toTrain, toTest, more);
  }

  private FoundImages heldOut() {
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
    return remarking(
        part(out, false),
        part(out, true),
        ("Nothing says which to test with, so %,d of %,d are held out for that: of each class of"
                + " two or more a tenth, but at least one, drawn with a fixed seed.")
            .formatted(count, train.size()));
  }

  /** The same classes with other pictures. */
  FoundImages with(List<LabelledFile> otherTrain, List<LabelledFile> otherTest) {
    return new FoundImages(layout, place, labels, otherTrain, otherTest, remarks);
  }

  /**
   * What becomes of pictures to validate with: the training asks for none.
   *
   * @param where such as {@code the folder val}
   * @param count how many they are
   * @param toTest how many others there are to test with
   */
  static String validationRemark(String where, int count, int toTest) {
    String those = count == 1 ? "The picture of %s is" : "The %2$,d pictures of %1$s are";
    String use = toTest == 0 ? " to test with." : " not used, for there are others to test with.";
    return (those + use).formatted(where, count);
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
