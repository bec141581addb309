package dev.conv4j.cli;

import dev.conv4j.train.ClassScores;
import dev.conv4j.train.Evaluation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an evaluation found, as JSON values. */
final class EvaluationJson {
  private EvaluationJson() {}

  static Map<String, Object> of(Evaluation evaluation, List<String> labels) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("testAccuracy", evaluation.accuracy());
    Double five = evaluation.topFiveAccuracy();
    if (five != null) {
      result.put("testTop5Accuracy", five);
    }
    result.put("testLoss", evaluation.loss());
    result.put("images", evaluation.images());
    result.put("imagesPerSecond", evaluation.imagesPerSecond());
    result.put("macroPrecision", evaluation.macroPrecision());
    result.put("macroRecall", evaluation.macroRecall());
    result.put("macroF1", evaluation.macroF1());
    List<ClassScores> scores = evaluation.classes();
    List<Map<String, Object>> classes = new ArrayList<>();
    for (int i = 0; i < labels.size(); i++) {
      classes.add(ofClass(labels.get(i), scores.get(i)));
    }
    result.put("classes", classes);
    result.put("confusion", evaluation.confusion());
    return result;
  }

  private static Map<String, Object> ofClass(String label, ClassScores scores) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("label", label);
    result.put("images", scores.images());
    result.put("precision", scores.precision());
    result.put("recall", scores.recall());
    result.put("f1", scores.f1());
    return result;
  }
}
