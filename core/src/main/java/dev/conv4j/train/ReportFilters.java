package dev.conv4j.train;

import dev.conv4j.data.Dataset;
import dev.conv4j.look.Explanation;
import dev.conv4j.look.FeatureMaps;
import dev.conv4j.look.Filters;
import dev.conv4j.look.Outcome;
import dev.conv4j.nn.Model;
import dev.conv4j.page.PagePicture;
import dev.conv4j.page.PageText;

/** What the first convolution looks for, and where it finds that in one image. */
final class ReportFilters {
  /** As many filters as are shown. */
  private static final int MOST = 64;

  private final Model model;
  private final Dataset test;
  private final Filters filters;
  private final FeatureMaps maps;
  private final float most;
  private final float mostOfMaps;

  private ReportFilters(Model model, Dataset test, Filters filters, FeatureMaps maps) {
    this.model = model;
    this.test = test;
    this.filters = filters;
    this.maps = maps;
    this.most = filters.range().magnitude();
    this.mostOfMaps = maps.range().magnitude();
  }

  /** The filters as pictures, each with its answer to the first test image. */
  static String html(Model model, Dataset test) {
    float[] pixels = new float[model.input().intCount()];
    test.readImage(0, pixels, 0);
    try (Explanation explanation = Explanation.of(model, pixels)) {
      return explanation.layers().stream()
          .map(Outcome::name)
          .filter(explanation::hasFilters)
          .findFirst()
          .map(first ->
              new ReportFilters(model, test, explanation.filters(first), explanation.maps(first))
                  .html())
          .orElse(
              "<p class=\"nothing\">This network has no convolution, so it has no filters.</p>\n");
    }
  }

  private String html() {
    StringBuilder cells = new StringBuilder();
    for (int filter = 0; filter < Math.min(filters.count(), MOST); filter++) {
      cells.append(cell(filter));
    }
    return """
    <p>%s</p>
    <div class="card">
    <div class="filters">%s<ul>
    %s</ul></div>
    %s</div>
    """
        .formatted(introduction(), example(), cells, legends());
  }

  private String introduction() {
    String shown =
        filters.count() > MOST
            ? ", the first %s of which are shown".formatted(PageText.count(MOST))
            : "";
    return "The first convolution, <b>%s</b>, has %s of %s×%s pixels%s."
        .formatted(
            PageText.escape(filters.layer()),
            PageText.count(filters.count(), "filter"),
            filters.height(),
            filters.width(),
            shown);
  }

  private String example() {
    String label = model.labels().get(test.label(0));
    return """
    <figure>%s<figcaption>test image 0,<br/>%s</figcaption></figure>
    """
        .formatted(
            ReportMistakes.picture(test, 0).html("Test image 0: " + label), PageText.name(label));
  }

  private String cell(int filter) {
    return "<li>%s%s<small>%s</small></li>\n".formatted(picture(filter), answer(filter), filter);
  }

  private String answer(int filter) {
    return PagePicture.signed(maps.map(filter), 0, maps.height(), maps.width(), mostOfMaps)
        .html("Answer of filter " + filter + " to test image 0");
  }

  /** One filter: in colour if it looks at red, green and blue, else the mean of its channels. */
  private String picture(int filter) {
    int height = filters.height();
    int width = filters.width();
    float[] weights = filters.filter(filter);
    float[] mean = new float[height * width];
    float[] shifted = new float[weights.length];
    for (int i = 0; i < weights.length; i++) {
      mean[i % mean.length] += weights[i] / filters.planes();
      shifted[i] = most > 0 ? 0.5f + weights[i] / (2 * most) : 0.5f;
    }
    PagePicture picture =
        filters.areOfColours()
            ? PagePicture.image(shifted, filters.planes(), height, width)
            : PagePicture.signed(mean, 0, height, width, most);
    return picture.html("Filter " + filter);
  }

  private String legends() {
    String ofFilters =
        filters.areOfColours()
            ? "<p class=\"note\">Filters: each colour as much as its weight; mid-grey is zero, and"
                + " the largest weight is ±%s.</p>\n".formatted(PageText.digits(most, 2))
            : legend(
                most,
                "Filters: where orange, a bright pixel raises the answer; where blue,"
                    + " it lowers it."
                    + meanNote());
    return ofFilters
        + legend(
            mostOfMaps,
            "Answers: where in the test image each filter says yes (orange) or no (blue), before any"
                + " ReLU.");
  }

  private String meanNote() {
    int channels = filters.planes();
    return channels == 1
        ? ""
        : " Each picture is the mean over %s channels.".formatted(PageText.count(channels));
  }

  private static String legend(float most, String text) {
    String end = PageText.digits(most, 2);
    return """
    <p class="note"><span class="scale">−%s <i class="ramp signed"></i> +%s</span> %s</p>
    """
        .formatted(end, end, text);
  }
}
