package dev.conv4j.cpu;

import dev.conv4j.DataException;

/** Labels come from users' data, so kernels check them before they index with them. */
final class LabelCheck {
  private LabelCheck() {}

  /**
   * @throws DataException if a label is no class
   */
  static void requireClasses(int[] labels, int classes) {
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= classes) {
        throw new DataException(
            "label " + i + " of the batch",
            "a class from 0 to " + (classes - 1) + ", as many as there are logits",
            Integer.toString(labels[i]),
            "Give the model's last layer one output for each class");
      }
    }
  }
}
