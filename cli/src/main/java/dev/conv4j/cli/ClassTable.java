package dev.conv4j.cli;

import dev.conv4j.train.ClassScores;
import dev.conv4j.train.Evaluation;
import java.util.List;

/** Precision, recall and F1 of each class in letters, and their means. */
final class ClassTable {
  private static final int LONGEST_LABEL = 24;

  private ClassTable() {}

  static void print(Console console, List<String> labels, Evaluation evaluation) {
    List<ClassScores> classes = evaluation.classes();
    console.print("");
    console.print("%-24s %9s %9s %9s %9s", "class", "precision", "recall", "F1", "images");
    for (int i = 0; i < classes.size(); i++) {
      ClassScores scores = classes.get(i);
      row(
          console,
          labels.get(i),
          scores.precision(),
          scores.recall(),
          scores.f1(),
          scores.images());
    }
    row(
        console,
        "mean",
        evaluation.macroPrecision(),
        evaluation.macroRecall(),
        evaluation.macroF1(),
        evaluation.images());
  }

  private static void row(
      Console console, String name, double precision, double recall, double f1, int images) {
    console.print(
        "%s %7.2f %% %7.2f %% %7.2f %% %,9d",
        Columns.left(name, LONGEST_LABEL), 100 * precision, 100 * recall, 100 * f1, images);
  }
}
