package dev.conv4j.cli;

import dev.conv4j.data.Dataset;
import dev.conv4j.nn.Model;
import dev.conv4j.train.Evaluation;
import dev.conv4j.train.Evaluator;
import java.util.Locale;

/** Evaluates with a bar that shows how far it is. */
final class EvaluationDisplay {
  private static final double MOST_PLAIN = 1e6;

  private EvaluationDisplay() {}

  /** A loss as people read it, however large. */
  static String loss(double loss) {
    return String.format(Locale.ROOT, Math.abs(loss) < MOST_PLAIN ? "%.4f" : "%.4g", loss);
  }

  /**
   * Evaluates.
   *
   * @param batchSize of the training that it follows, or more for as many as usual
   */
  static Evaluation evaluate(Console console, Model model, Dataset test, int batchSize) {
    try (Bar bar = new Bar(console, "Evaluating", " images", 1, test.size())) {
      return new Evaluator(model, done -> bar.at(done, ""))
          .besideTraining(batchSize)
          .evaluate(test);
    }
  }
}
