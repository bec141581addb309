package dev.conv4j.train;

import dev.conv4j.data.Dataset;
import dev.conv4j.page.PagePicture;
import dev.conv4j.page.PageText;
import dev.conv4j.tensor.Shape;
import dev.conv4j.train.Evaluation.Mistake;
import java.util.List;

/** The images that the network was most wrong about. */
final class ReportMistakes {
  private ReportMistakes() {}

  /** A picture of each, and what it was taken for. */
  static String html(Report.Contents contents, ReportConfusion confusion) {
    List<Mistake> mistakes = contents.evaluation().mistakes();
    if (confusion.wrong() == 0) {
      return "<p class=\"nothing\">None: all of %s are named right.</p>\n"
          .formatted(PageText.count(confusion.images(), "test image"));
    }
    if (mistakes.isEmpty()) {
      return "<p class=\"nothing\">%s, none of which was kept to be shown.</p>\n"
          .formatted(PageText.count(confusion.wrong(), "mistake"));
    }
    StringBuilder cards = new StringBuilder();
    for (Mistake mistake : mistakes) {
      cards.append(card(mistake, contents.test(), confusion));
    }
    return """
    <p>%s of %s, those first whose true class the network thought least likely.</p>
    <ul class="mistakes">
    %s</ul>
    """
        .formatted(
            PageText.count(mistakes.size()), PageText.count(confusion.wrong(), "mistake"), cards);
  }

  private static String card(Mistake mistake, Dataset test, ReportConfusion confusion) {
    List<String> labels = confusion.labels();
    String name = test.name(mistake.index());
    String alt =
        "%s: %s, named %s"
            .formatted(name, labels.get(mistake.truth()), labels.get(mistake.named()));
    return """
    <li>%s
    <p>%s <span class="arrow">→</span> <b>%s</b></p>
    <dl><div class="named"><dt>%s</dt><dd>%s</dd></div>\
    <div class="truth"><dt>%s</dt><dd>%s</dd></div></dl>
    <small title="%s">%s</small></li>
    """
        .formatted(
            picture(test, mistake.index()).html(alt),
            confusion.name(mistake.truth()),
            confusion.name(mistake.named()),
            confusion.name(mistake.named()),
            PageText.roundPercent(mistake.probability()),
            confusion.name(mistake.truth()),
            PageText.roundPercent(mistake.truthProbability()),
            PageText.escape(name),
            PageText.name(name));
  }

  /** An image of a data set. */
  static PagePicture picture(Dataset data, int index) {
    Shape shape = data.imageShape();
    float[] pixels = new float[Math.toIntExact(shape.count())];
    data.readImage(index, pixels, 0);
    return PagePicture.image(pixels, shape.intExtent(0), shape.intExtent(1), shape.intExtent(2));
  }
}
