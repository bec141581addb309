package dev.conv4j.train;

import dev.conv4j.page.PageText;
import dev.conv4j.train.ReportConfusion.Pair;
import java.util.Locale;

/**
 * The confusion matrix as a heat map. Right and wrong have a colour and a scale each, for a handful
 * of mistakes would vanish beside thousands of right answers. With many classes there are lists
 * instead: what was confused most often, and the classes that fare worst.
 */
final class ReportMatrix {
  /** With more classes than this nobody finds anything in a matrix. */
  private static final int MOST_CLASSES = 40;

  /** With more classes than this the cells are small. */
  private static final int ROOMY = 14;

  private static final int PAIRS = 10;
  private static final int PAIRS_ALONE = 25;
  private static final int WORST_CLASSES = 25;

  private final ReportConfusion confusion;
  private final int worst;

  private ReportMatrix(ReportConfusion confusion) {
    this.confusion = confusion;
    this.worst = confusion.pairs().stream().mapToInt(Pair::images).findFirst().orElse(0);
  }

  /** The matrix, or only the lists if there are too many classes. */
  static String html(ReportConfusion confusion) {
    if (confusion.classes() > MOST_CLASSES) {
      return """
      <p>With %s classes a matrix could not be read; these are its extremes.</p>
      <div class="pair">
      %s%s</div>
      """
          .formatted(
              PageText.count(confusion.classes()),
              ReportExtremes.pairs(confusion, PAIRS_ALONE),
              ReportExtremes.worstClasses(confusion, WORST_CLASSES));
    }
    return "<div class=\"%s\">\n%s%s</div>\n"
        .formatted(
            confusion.classes() > ROOMY ? "stack" : "matrix-and-list",
            new ReportMatrix(confusion).table(),
            ReportExtremes.pairs(confusion, PAIRS));
  }

  private String table() {
    String size = confusion.classes() > ROOMY ? " small" : "";
    return """
    <figure class="card">
    <p class="note">Rows: what the image shows. Columns: what the network named it.</p>
    <div class="scroll" role="region" aria-label="Confusion matrix" tabindex="0">
    <table class="matrix%s">
    %s<tbody>
    %s</tbody>
    %s</table>
    </div>
    %s</figure>
    """
        .formatted(size, head(), body(), foot(), legend());
  }

  private String head() {
    StringBuilder head = new StringBuilder("<thead><tr><th scope=\"col\">truth \\ named</th>");
    boolean upright = confusion.labels().stream().allMatch(label -> label.length() <= 4);
    for (String label : confusion.labels()) {
      head.append(
          "<th scope=\"col\"%s title=\"%s\"><span>%s</span></th>"
              .formatted(
                  upright ? "" : " class=\"turned\"",
                  PageText.escape(label),
                  PageText.escape(label)));
    }
    return head.append("<th scope=\"col\" class=\"rate\">recall</th></tr></thead>\n").toString();
  }

  private String body() {
    StringBuilder body = new StringBuilder();
    for (int truth = 0; truth < confusion.classes(); truth++) {
      String label = PageText.escape(confusion.labels().get(truth));
      body.append(
          "<tr><th scope=\"row\" title=\"%s\"><span>%s</span></th>".formatted(label, label));
      for (int named = 0; named < confusion.classes(); named++) {
        body.append(cell(truth, named));
      }
      body.append(
          "<td class=\"rate\">%s</td></tr>\n"
              .formatted(PageText.roundPercent(confusion.recall(truth))));
    }
    return body.toString();
  }

  private String cell(int truth, int named) {
    int images = confusion.count(truth, named);
    if (images == 0) {
      return truth == named ? "<td class=\"right\">0</td>" : "<td></td>";
    }
    String label = confusion.labels().get(truth);
    String title =
        truth == named
            ? "%s of %s named right"
                .formatted(PageText.count(images), PageText.count(confusion.ofClass(truth)))
            : "%s of %s named %s"
                .formatted(
                    PageText.count(images),
                    PageText.count(confusion.ofClass(truth)),
                    confusion.labels().get(named));
    return "<td class=\"%s\" style=\"--deep:%s\" title=\"%s\">%s</td>"
        .formatted(
            truth == named ? "right" : "wrong",
            depth(truth, named, images),
            PageText.escape(label + ": " + title),
            PageText.count(images));
  }

  /** How deep a cell's colour is, 0 to 1: a share of the class, or a count on a log scale. */
  private String depth(int truth, int named, int images) {
    double depth =
        truth == named ? confusion.recall(truth) : Math.log1p(images) / Math.log1p(worst);
    return String.format(Locale.ROOT, "%.2f", depth);
  }

  private String foot() {
    StringBuilder foot = new StringBuilder("<tfoot><tr><th scope=\"row\">precision</th>");
    for (int named = 0; named < confusion.classes(); named++) {
      foot.append(
          "<td class=\"rate\">%s</td>"
              .formatted(PageText.roundPercent(confusion.precision(named))));
    }
    return foot.append("<td></td></tr></tfoot>\n").toString();
  }

  private String legend() {
    String mistakes =
        worst == 0
            ? ""
            : """
            <span class="scale"><i class="ramp wrong"></i>mistakes: the deeper, the more \
            (log scale, 1 to %s)</span>
            """
                .formatted(PageText.count(worst));
    return """
    <figcaption>
    <span class="scale"><i class="ramp right"></i>named right: the deeper, the larger the \
    share of its row</span>
    %s<p>Recall: of the images of a class, the share named right. Precision: of the images \
    given this name, the share that deserve it.</p>
    </figcaption>
    """
        .formatted(mistakes);
  }
}
