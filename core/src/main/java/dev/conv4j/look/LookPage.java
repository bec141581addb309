package dev.conv4j.look;

import dev.conv4j.Version;
import dev.conv4j.nn.Prediction;
import dev.conv4j.page.PagePicture;
import dev.conv4j.page.PageTemplate;
import dev.conv4j.page.PageText;
import java.util.Locale;
import java.util.Map;

/**
 * The page that shows all pictures and explains them to people who learn how such networks work.
 * One file without scripts that needs nothing else; well-formed XML as well as HTML.
 */
final class LookPage {
  private static final int TOP = 5;

  private static final PageTemplate PAGE = PageTemplate.read(LookPage.class, "look.html");
  private static final String STYLE =
      PageTemplate.commonStyle() + PageTemplate.read(LookPage.class, "look.css").text();

  private final Explanation explanation;
  private final PagePicture image;
  private final StringBuilder maps = new StringBuilder();
  private final StringBuilder filters = new StringBuilder();
  private String activation = nothing("The model has no maps to lay over the image.");
  private String field = nothing("No unit was chosen, or it cannot be known what it sees.");

  LookPage(Explanation explanation, PagePicture image) {
    this.explanation = explanation;
    this.image = image;
  }

  /** A picture and the file that it is in, too. */
  record Figure(String file, PagePicture picture) {

    /**
     * The element.
     *
     * @param alt what it shows, not yet escaped
     * @param caption markup
     */
    String html(String alt, String caption) {
      return """
      <figure class="card sheet"><div class="scroll">%s</div>
      <figcaption>%s <small>%s</small></figcaption></figure>
      """
          .formatted(picture.fullHtml(alt), caption, PageText.escape(file));
    }
  }

  private static String nothing(String text) {
    return "<p class=\"nothing\">" + text + "</p>\n";
  }

  void addMaps(FeatureMaps layer, Figure figure) {
    Range range = layer.range();
    String alt =
        "The feature maps of %s, values %s to %s"
            .formatted(layer.layer(), Sheet.number(range.least()), Sheet.number(range.most()));
    String size =
        layer.height() * layer.width() == 1
            ? PageText.count(layer.channels(), "number")
            : "%s of %s×%s"
                .formatted(PageText.count(layer.channels(), "map"), layer.height(), layer.width());
    String colours =
        range.least() < 0
            ? "Orange where the layer says yes, blue where it says no, white in between."
            : "The lighter, the more; nothing is below 0 here.";
    maps.append(
        figure.html(
            alt,
            "<b>%s</b> (%s): %s. %s%s"
                .formatted(
                    PageText.escape(layer.layer()),
                    PageText.escape(layer.kind()),
                    size,
                    view(layer.layer()),
                    colours)));
  }

  /** What a unit of a layer sees, as a sentence; nothing if that cannot be known. */
  private String view(String layer) {
    if (explanation.fieldObstacle(layer).isPresent()) {
      return "";
    }
    ReceptiveField middle = middle(layer);
    return middle.strideDown() == 0 && middle.strideAcross() == 0
        ? "Each number depends on the whole image. "
        : "Each number sees %s pixels. ".formatted(middle.whole().size());
  }

  /** What the unit in the middle of a layer's first map sees. */
  private ReceptiveField middle(String layer) {
    Outcome outcome = explanation.layer(layer);
    return explanation.receptiveField(
        layer, new Unit(0, outcome.height() / 2, outcome.width() / 2));
  }

  void addFilters(Filters layer, Figure figure) {
    String planes =
        layer.planes() == 1
            ? ""
            : ", each with a plane for each of its %s inputs"
                .formatted(PageText.count(layer.planes()));
    filters.append(
        figure.html(
            "The filters of " + layer.layer(),
            "<b>%s</b>: %s of %s×%s%s."
                .formatted(
                    PageText.escape(layer.layer()),
                    PageText.count(layer.count(), "filter"),
                    layer.height(),
                    layer.width(),
                    planes)));
  }

  /**
   * Adds what speaks for the class.
   *
   * @param remark why it is about this layer; empty if nobody asks
   */
  void setActivation(ClassActivation shown, String remark, Figure figure) {
    String name = PageText.name(shown.label());
    boolean isNone = shown.heat().range().most() <= 0;
    String finding =
        isNone
            ? "Nothing in these maps speaks for it."
            : "Light where the image speaks for it; dark where it does not, or against it.";
    String place =
        shown.isPlaced()
            ? "Each point of the map lies in the middle of what it sees, and between points it is"
                + " blended."
            : "The map is stretched over the image.";
    activation =
        "<p>The network's output for <b>%s</b>, traced back to the maps of <b>%s</b> by Grad-CAM.%s</p>\n"
                .formatted(
                    name,
                    PageText.escape(shown.layer()),
                    remark.isEmpty() ? "" : " " + PageText.escape(remark))
            + figure.html(
                "Where the image speaks for class " + shown.label(),
                "%s The map has %s×%s points. %s"
                    .formatted(finding, shown.heat().height(), shown.heat().width(), place));
  }

  void setField(ReceptiveField shown, Figure figure) {
    String layer = PageText.escape(shown.layer());
    float value = explanation.maps(shown.layer()).at(shown.unit());
    String inside =
        shown.whole().equals(shown.seen())
            ? ""
            : " Of these, %s lie in the image; the rest is padding."
                .formatted(shown.seen().isEmpty() ? "none" : shown.seen().toString());
    field =
        "<p>Unit <b>%s</b> of <b>%s</b> (channel, row, column) has the value %s%s.</p>\n"
                .formatted(shown.unit(), layer, Sheet.number(value), strongest(shown))
            + figure.html(
                "What unit %s of %s sees: %s".formatted(shown.unit(), shown.layer(), shown.whole()),
                "It sees %s pixels: %s.%s On the left the image with all that it sees, on the right"
                        .formatted(shown.whole().size(), shown.whole(), inside)
                    + " how much each pixel bears on it here: what is seen does not count equally.");
  }

  private String strongest(ReceptiveField shown) {
    return explanation.maps(shown.layer()).strongest().equals(shown.unit())
        ? ", the largest of the layer"
        : "";
  }

  /** The page. */
  String html(String title) {
    return PAGE.fill(
        Map.of(
            "title", PageText.escape(title),
            "style", STYLE,
            "headline", headline(),
            "maps", maps.toString(),
            "filters",
                filters.isEmpty()
                    ? nothing("None of the layers shown is a convolution.")
                    : filters.toString(),
            "class", activation,
            "field", field,
            "layers", layers(),
            "version", PageText.escape(Version.current())));
  }

  private String headline() {
    StringBuilder rows = new StringBuilder();
    for (Prediction prediction : explanation.top(TOP)) {
      float share = prediction.probability();
      String width = String.format(Locale.ROOT, "%.1f", Float.isFinite(share) ? 100 * share : 0);
      rows.append(
          """
          <tr><th scope="row">%s</th><td class="bar"><i style="width:%s%%"></i></td><td>%s</td></tr>
          """
              .formatted(PageText.name(prediction.label()), width, PageText.roundPercent(share)));
    }
    return """
    <div class="seen">%s
    <table><caption>What the network takes it for</caption><tbody>
    %s</tbody></table></div>
    """
        .formatted(image.html("The image as the network gets it"), rows);
  }

  private String layers() {
    StringBuilder rows = new StringBuilder();
    for (Outcome outcome : explanation.layers()) {
      String sees = PageText.NONE;
      String step = PageText.NONE;
      if (explanation.fieldObstacle(outcome.name()).isEmpty()) {
        ReceptiveField middle = middle(outcome.name());
        sees = middle.whole().size();
        step = middle.strideDown() == 0 ? PageText.NONE : step(middle);
      }
      rows.append(
          """
          <tr><th scope="row">%s</th><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>
          """
              .formatted(
                  PageText.escape(outcome.name()),
                  PageText.escape(outcome.kind()),
                  outcome.size(),
                  sees,
                  step));
    }
    return """
    <div class="card scroll"><table class="numbers layers">
    <caption>All layers of %s, for an image of %s</caption>
    <thead><tr><th scope="col">layer</th><th scope="col">kind</th><th scope="col">output</th>\
    <th scope="col">sees</th><th scope="col">step</th></tr></thead>
    <tbody>
    %s</tbody></table></div>
    """
        .formatted(
            PageText.escape(explanation.model().name()),
            Outcome.size(explanation.model().input()),
            rows);
  }

  private static String step(ReceptiveField field) {
    return field.strideDown() == field.strideAcross()
        ? PageText.digits(field.strideDown(), 3)
        : PageText.digits(field.strideDown(), 3) + "×" + PageText.digits(field.strideAcross(), 3);
  }
}
