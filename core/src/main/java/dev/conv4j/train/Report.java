package dev.conv4j.train;

import dev.conv4j.Version;
import dev.conv4j.data.Dataset;
import dev.conv4j.data.augment.Augmentations;
import dev.conv4j.nn.Model;
import dev.conv4j.page.PageTemplate;
import dev.conv4j.page.PageText;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The page that a training leaves behind: how well the model does, how it got there, what it
 * mistakes for what, and what it looks for. One file without scripts that needs nothing else, no
 * network either; well-formed XML as well as HTML.
 */
public final class Report {
  private static final PageTemplate PAGE = PageTemplate.read(Report.class, "report.html");
  private static final String STYLE =
      PageTemplate.commonStyle() + PageTemplate.read(Report.class, "report.css").text();

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
   * @param training what the model learned from; null to say nothing of it
   */
  public record Contents(
      String title,
      Map<String, String> facts,
      Model model,
      List<EpochMetrics> history,
      Evaluation evaluation,
      Dataset test,
      @Nullable TrainingImages training) {

    /** Copies the map and the list. */
    public Contents {
      facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
      history = List.copyOf(history);
    }

    /** Contents that say nothing of the training images. */
    public Contents(
        String title,
        Map<String, String> facts,
        Model model,
        List<EpochMetrics> history,
        Evaluation evaluation,
        Dataset test) {
      this(title, facts, model, history, evaluation, test, null);
    }
  }

  /**
   * What a model learned from.
   *
   * @param images without those held out
   * @param augmentation what was done to them
   * @param seed of the training
   * @param mean of their pixels, channel by channel
   * @param leftOut the pictures of the data that could not be read, each with the reason
   */
  public record TrainingImages(
      Dataset images,
      Augmentations augmentation,
      long seed,
      List<Float> mean,
      List<String> leftOut) {

    /** Copies the lists. */
    public TrainingImages {
      mean = List.copyOf(mean);
      leftOut = List.copyOf(leftOut);
    }

    /** Images of data that could all be read. */
    public TrainingImages(Dataset images, Augmentations augmentation, long seed, List<Float> mean) {
      this(images, augmentation, seed, mean, List.of());
    }
  }

  /** The page. */
  public static String html(Contents contents) {
    Model model = contents.model();
    Evaluation evaluation = contents.evaluation();
    ReportConfusion confusion = new ReportConfusion(evaluation.confusion(), model.labels());
    return PAGE.fill(
        Map.ofEntries(
            Map.entry("title", PageText.escape(contents.title())),
            Map.entry("style", STYLE),
            Map.entry("headline", ReportHeadline.html(contents, confusion)),
            Map.entry("curves", ReportCurves.html(contents.history(), evaluation)),
            Map.entry(
                "confusion",
                ReportMatrix.html(confusion) + ReportClasses.html(evaluation, model.labels())),
            Map.entry("mistakes", ReportMistakes.html(contents, confusion)),
            Map.entry("data", data(contents)),
            Map.entry("filters", ReportFilters.html(model, contents.test())),
            Map.entry("network", ReportNetwork.html(model)),
            Map.entry("facts", facts(contents.facts())),
            Map.entry("version", PageText.escape(Version.current()))));
  }

  private static String data(Contents contents) {
    TrainingImages training = contents.training();
    return training == null
        ? "<p class=\"nothing\">The training images were not given to this report.</p>\n"
        : ReportBalance.html(training.images(), contents.test())
            + ReportLeftOut.html(training.leftOut())
            + ReportSheet.html(training);
  }

  private static String facts(Map<String, String> facts) {
    StringBuilder rows = new StringBuilder();
    facts.forEach((name, value) ->
        rows.append(
            "<tr><th scope=\"row\">%s</th><td>%s</td></tr>\n"
                .formatted(PageText.escape(name), PageText.escape(value))));
    return rows.toString();
  }
}
