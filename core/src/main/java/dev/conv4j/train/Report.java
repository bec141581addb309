package dev.conv4j.train;

import dev.conv4j.Version;
import dev.conv4j.data.Dataset;
import dev.conv4j.nn.Model;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The page that a training leaves behind: how well the model does, how it got there, what it
 * mistakes for what, and what it looks for. One file without scripts that needs nothing else, no
 * network either; well-formed XML as well as HTML.
 */
public final class Report {
  private static final ReportTemplate PAGE = ReportTemplate.read("report.html");
  private static final ReportTemplate STYLE = ReportTemplate.read("report.css");

  private Report() {}

  /**
   * What is told. All text may hold any characters.
   *
   * @param title the headline, such as {@code lecture on mnist}
   * @param facts more to know about the run, such as device and seed, shown in this order
   * @param model the trained model, on its device
   * @param history the finished epochs, the first first; perhaps none
   * @param evaluation of the model with {@code test}
   * @param test what the model was evaluated with
   */
  public record Contents(
      String title,
      Map<String, String> facts,
      Model model,
      List<EpochMetrics> history,
      Evaluation evaluation,
      Dataset test) {

    /** Copies the map and the list. */
    public Contents {
      facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
      history = List.copyOf(history);
    }
  }

  /** The page. */
  public static String html(Contents contents) {
    Model model = contents.model();
    Evaluation evaluation = contents.evaluation();
    ReportConfusion confusion = new ReportConfusion(evaluation.confusion(), model.labels());
    return PAGE.fill(
        Map.of(
            "title", ReportText.escape(contents.title()),
            "style", STYLE.fill(Map.of()),
            "headline", ReportHeadline.html(contents, confusion),
            "curves", ReportCurves.html(contents.history(), evaluation),
            "confusion",
                ReportMatrix.html(confusion) + ReportClasses.html(evaluation, model.labels()),
            "mistakes", ReportMistakes.html(contents, confusion),
            "filters", ReportFilters.html(model, contents.test()),
            "network", ReportNetwork.html(model),
            "facts", facts(contents.facts()),
            "version", ReportText.escape(Version.current())));
  }

  private static String facts(Map<String, String> facts) {
    StringBuilder rows = new StringBuilder();
    facts.forEach((name, value) ->
        rows.append(
            "<tr><th scope=\"row\">%s</th><td>%s</td></tr>\n"
                .formatted(ReportText.escape(name), ReportText.escape(value))));
    return rows.toString();
  }
}
