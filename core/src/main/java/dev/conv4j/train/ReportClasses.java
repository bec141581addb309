package dev.conv4j.train;

import dev.conv4j.page.PageText;
import java.util.List;

/** How well each class is told from the others, as a table. */
final class ReportClasses {
  /** With more classes than this the table would be most of the page. */
  private static final int MOST_CLASSES = 200;

  private ReportClasses() {}

  /** A row for each class, and the means; with very many classes only these. */
  static String html(Evaluation evaluation, List<String> labels) {
    StringBuilder rows = new StringBuilder();
    List<ClassScores> classes = evaluation.classes();
    for (int i = 0; i < classes.size() && classes.size() <= MOST_CLASSES; i++) {
      ClassScores scores = classes.get(i);
      rows.append(
          "<tr><th scope=\"row\">%s</th><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>\n"
              .formatted(
                  PageText.escape(labels.get(i)),
                  PageText.roundPercent(scores.precision()),
                  PageText.roundPercent(scores.recall()),
                  PageText.roundPercent(scores.f1()),
                  PageText.count(scores.images())));
    }
    return """
    <details><summary>Precision, recall and F1, class by class</summary>
    <div class="scroll"><table class="numbers">
    <caption>F1 is the harmonic mean of precision and recall. In the mean each class counts \
    alike, however many images it has.</caption>
    <thead><tr><th scope="col">class</th><th scope="col">precision</th>\
    <th scope="col">recall</th><th scope="col">F1</th><th scope="col">images</th></tr></thead>
    <tbody>
    %s</tbody>
    <tfoot><tr><th scope="row">mean</th><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr></tfoot>
    </table></div></details>
    """
        .formatted(
            rows,
            PageText.roundPercent(evaluation.macroPrecision()),
            PageText.roundPercent(evaluation.macroRecall()),
            PageText.roundPercent(evaluation.macroF1()),
            PageText.count(evaluation.images()));
  }
}
