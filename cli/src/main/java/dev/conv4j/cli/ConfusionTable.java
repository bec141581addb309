package dev.conv4j.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** A confusion matrix in letters: whole for a few classes, the commonest mistakes for many. */
final class ConfusionTable {
  /** With more classes the matrix no longer fits a terminal. */
  private static final int MOST_CLASSES = 12;

  private static final int MOST_CONFUSIONS = 20;
  private static final int LONGEST_LABEL = 12;

  private ConfusionTable() {}

  static void print(Console console, List<String> labels, List<List<Integer>> confusion) {
    if (labels.size() > MOST_CLASSES) {
      printCommonest(console, labels, confusion);
      return;
    }
    int wide = 7;
    StringBuilder head = new StringBuilder(Columns.left("is \\ named", LONGEST_LABEL));
    labels.forEach(label -> head.append(' ').append(Columns.right(label, wide - 1)));
    console.print("%s", head);
    for (int truth = 0; truth < labels.size(); truth++) {
      StringBuilder row = new StringBuilder(Columns.left(labels.get(truth), LONGEST_LABEL));
      for (int count : confusion.get(truth)) {
        row.append(String.format(Locale.ROOT, "%" + wide + "s", count == 0 ? "·" : count));
      }
      console.print("%s", row);
    }
  }

  private record Confusion(int truth, int named, int count) {}

  private static void printCommonest(
      Console console, List<String> labels, List<List<Integer>> confusion) {
    List<Confusion> all = new ArrayList<>();
    for (int truth = 0; truth < labels.size(); truth++) {
      for (int named = 0; named < labels.size(); named++) {
        int count = confusion.get(truth).get(named);
        if (truth != named && count > 0) {
          all.add(new Confusion(truth, named, count));
        }
      }
    }
    all.sort(Comparator.comparingInt(Confusion::count).reversed());
    for (Confusion each : all.subList(0, Math.min(MOST_CONFUSIONS, all.size()))) {
      console.print(
          "%5d × %s taken for %s", each.count, labels.get(each.truth), labels.get(each.named));
    }
  }
}
