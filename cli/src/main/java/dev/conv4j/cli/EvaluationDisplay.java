package dev.conv4j.cli;

import dev.conv4j.data.Dataset;
import dev.conv4j.nn.Model;
import dev.conv4j.train.Evaluation;
import dev.conv4j.train.Evaluator;

/** Evaluates with a bar that shows how far it is. */
final class EvaluationDisplay {
  private EvaluationDisplay() {}

  /**
   * Evaluates.
   *
   * @param most images in memory at a time
   */
  static Evaluation evaluate(Console console, Model model, Dataset test, int most) {
    try (Bar bar = new Bar(console, "Evaluating", " images", 1, test.size())) {
      return new Evaluator(model, done -> bar.at(done, "")).atMost(most).evaluate(test);
    }
  }
}
