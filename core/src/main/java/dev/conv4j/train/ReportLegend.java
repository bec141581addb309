package dev.conv4j.train;

import dev.conv4j.page.PageText;
import dev.conv4j.train.ReportChart.Series;
import java.util.List;

/** Which line or mark of a chart is what. */
final class ReportLegend {
  private static final double KEY = 18;
  private static final double GAP = 7;

  /** Room for a letter, which nobody can measure here. */
  private static final double LETTER = 7;

  private ReportLegend() {}

  /** For above a chart of a page. */
  static String html(List<Series> series) {
    StringBuilder items = new StringBuilder("<ul class=\"legend\">");
    for (Series one : series) {
      items.append("<li><span class=\"key %s\"></span>%s</li>".formatted(one.style(), one.name()));
    }
    return items.append("</ul>\n").toString();
  }

  /** In a drawing, in one row. */
  static void inChart(StringBuilder svg, List<Series> series, double left, double middle) {
    double x = left;
    String y = PageText.coordinate(middle);
    for (Series one : series) {
      String from = PageText.coordinate(x);
      if (one.line()) {
        svg.append(
            "<path class=\"line %s\" d=\"M%s %sh%s\"/>"
                .formatted(one.style(), from, y, PageText.coordinate(KEY)));
      } else {
        svg.append(
            "<g class=\"hit %s\"><path d=\"M%s %sm0 -6l6 6l-6 6l-6 -6z\"/></g>"
                .formatted(one.style(), PageText.coordinate(x + KEY / 2), y));
      }
      svg.append(
          "<text class=\"key\" x=\"%s\" y=\"%s\">%s</text>\n"
              .formatted(PageText.coordinate(x + KEY + GAP), y, PageText.escape(one.name())));
      x += KEY + 3 * GAP + LETTER * one.name().length();
    }
  }
}
