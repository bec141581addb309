package dev.conv4j.train;

import dev.conv4j.page.PageText;
import java.util.List;

/**
 * A chart as inline SVG. Colours come from the style sheet of the page; values show on hover.
 *
 * @param description what it shows, for those who do not see it
 * @param xLabel what the horizontal axis counts
 * @param yLabel what the vertical axis measures
 * @param yUnit what is put after each of its numbers
 */
record ReportChart(
    String description, String xLabel, String yLabel, ReportAxis x, ReportAxis y, String yUnit) {
  private static final double WIDTH = 460;
  private static final double HEIGHT = 280;
  private static final double LEFT = 58;
  private static final double RIGHT = WIDTH - 14;
  private static final double TOP = 32;
  private static final double BOTTOM = HEIGHT - 42;

  /** Above the drawing, for the title and the legend of a file. */
  private static final double HEAD = 52;

  /** A file may fill more of the window than a chart of a page. */
  private static final String ALONE = ".chart { max-width: 960px; }\n";

  /** Up to so many points of a line are drawn as dots too. */
  private static final int MOST_DOTS = 40;

  /** One value; where {@code y} is not finite, the line is broken. */
  record Point(double x, double y, String title) {}

  /**
   * Values that belong together.
   *
   * @param style the class that gives the colour
   * @param line whether the points are joined
   */
  record Series(String name, String style, boolean line, List<Point> points) {}

  /** The drawing. */
  String svg(List<Series> series) {
    return svg(series, 0, "", "");
  }

  /**
   * The drawing as a file of its own, with its description as the title, and a legend.
   *
   * @param style the style sheet of the page that it is made for
   */
  String file(List<Series> series, String style) {
    StringBuilder head = new StringBuilder();
    head.append("<title>%s</title>\n".formatted(PageText.escape(description)));
    head.append("<style><![CDATA[\n").append(style).append(ALONE).append("]]></style>\n");
    label(head, "title", 2, -HEAD + 16, description);
    ReportLegend.inChart(head, series, 4, -HEAD + 38);
    return svg(series, HEAD, " xmlns=\"http://www.w3.org/2000/svg\"", head.toString());
  }

  private String svg(List<Series> series, double above, String attributes, String head) {
    StringBuilder svg = new StringBuilder();
    svg.append(
        "<svg%s class=\"chart\" viewBox=\"0 %s %s %s\" role=\"img\" aria-label=\"%s\">\n"
            .formatted(
                attributes,
                PageText.coordinate(-above),
                PageText.coordinate(WIDTH),
                PageText.coordinate(HEIGHT + above),
                PageText.escape(description)));
    svg.append(head);
    axes(svg);
    series.stream().filter(Series::line).forEach(one -> line(svg, one));
    series.forEach(one -> hits(svg, one));
    return svg.append("</svg>\n").toString();
  }

  private void axes(StringBuilder svg) {
    for (double tick : y.ticks()) {
      String at = PageText.coordinate(down(tick));
      svg.append(
          "<path class=\"grid\" d=\"M%s %sH%s\"/><text class=\"y\" x=\"%s\" y=\"%s\">%s</text>\n"
              .formatted(
                  PageText.coordinate(LEFT),
                  at,
                  PageText.coordinate(RIGHT),
                  PageText.coordinate(LEFT - 8),
                  at,
                  PageText.digits(tick, 6) + yUnit));
    }
    for (double tick : x.ticks()) {
      svg.append(
          "<text class=\"x\" x=\"%s\" y=\"%s\">%s</text>\n"
              .formatted(
                  PageText.coordinate(across(tick)),
                  PageText.coordinate(BOTTOM + 18),
                  PageText.digits(tick, 6)));
    }
    svg.append(
        "<path class=\"axis\" d=\"M%s %sH%s\"/>\n"
            .formatted(
                PageText.coordinate(LEFT),
                PageText.coordinate(BOTTOM),
                PageText.coordinate(RIGHT)));
    label(svg, "x", (LEFT + RIGHT) / 2, HEIGHT - 6, xLabel);
    label(svg, "unit", 2, 13, yLabel);
  }

  private static void label(StringBuilder svg, String style, double x, double y, String text) {
    svg.append(
        "<text class=\"%s label\" x=\"%s\" y=\"%s\">%s</text>\n"
            .formatted(
                style, PageText.coordinate(x), PageText.coordinate(y), PageText.escape(text)));
  }

  private void line(StringBuilder svg, Series series) {
    StringBuilder path = new StringBuilder();
    boolean broken = true;
    for (Point point : series.points()) {
      boolean finite = Double.isFinite(point.y());
      if (finite) {
        path.append(broken ? 'M' : 'L').append(place(point));
      }
      broken = !finite;
    }
    svg.append("<path class=\"line %s\" d=\"%s\"/>\n".formatted(series.style(), path));
  }

  private String place(Point point) {
    return PageText.coordinate(across(point.x())) + " " + PageText.coordinate(down(point.y()));
  }

  /** Something to point at for each value, as wide as it is far to the next. */
  private void hits(StringBuilder svg, Series series) {
    List<Point> points = series.points();
    boolean dots = !series.line() || points.size() <= MOST_DOTS;
    double width = Math.min((RIGHT - LEFT) / points.size(), 40);
    for (int i = 0; i < points.size(); i++) {
      Point point = points.get(i);
      if (Double.isFinite(point.y())) {
        boolean dot = dots || isAlone(points, i);
        svg.append("<g class=\"hit %s%s\">".formatted(series.style(), dot ? " dot" : ""));
        hit(svg, series, point, width);
        svg.append("<title>%s</title></g>\n".formatted(PageText.escape(point.title())));
      }
    }
  }

  private void hit(StringBuilder svg, Series series, Point point, double width) {
    String x = PageText.coordinate(across(point.x()));
    String y = PageText.coordinate(down(point.y()));
    if (series.line()) {
      svg.append(
          "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"/>"
              .formatted(
                  PageText.coordinate(across(point.x()) - width / 2),
                  PageText.coordinate(TOP),
                  PageText.coordinate(width),
                  PageText.coordinate(BOTTOM - TOP)));
      svg.append("<circle cx=\"%s\" cy=\"%s\" r=\"3.5\"/>".formatted(x, y));
    } else {
      svg.append("<path d=\"M%s %sm0 -6l6 6l-6 6l-6 -6z\"/>".formatted(x, y));
    }
  }

  /** Whether no line leads to a point, nor from it. */
  private static boolean isAlone(List<Point> points, int i) {
    boolean before = i > 0 && Double.isFinite(points.get(i - 1).y());
    boolean after = i < points.size() - 1 && Double.isFinite(points.get(i + 1).y());
    return !before && !after;
  }

  private double across(double value) {
    return LEFT + x.position(value) * (RIGHT - LEFT);
  }

  private double down(double value) {
    return BOTTOM - y.position(value) * (BOTTOM - TOP);
  }
}
