package dev.conv4j.train;

import dev.conv4j.page.PageText;
import dev.conv4j.train.ReportChart.Point;
import dev.conv4j.train.ReportChart.Series;
import java.util.ArrayList;
import java.util.List;

/** How the learning rate went, as a chart. */
final class ReportRates {
  private ReportRates() {}

  /** Whether any epoch knows its rates. */
  static boolean areKnown(List<EpochMetrics> history) {
    return history.stream().anyMatch(epoch -> !epoch.rateCurve().isEmpty());
  }

  /** The chart; nothing if no epoch knows its rates. */
  static String html(List<EpochMetrics> history) {
    List<Point> points = points(history);
    if (points.isEmpty()) {
      return "";
    }
    double most = points.stream().mapToDouble(Point::y).max().orElseThrow();
    ReportChart chart =
        new ReportChart(
            "Learning rate over the epochs.",
            "epochs",
            "learning rate",
            ReportAxis.forEpochs(history.getLast().epoch()),
            ReportAxis.linear(0, most),
            "");
    return """
    <figure class="card">
    <h3>Learning rate</h3>
    %s<figcaption>How far a step of the weights goes along the gradient, as the schedule has it: \
    %s at first, %s at most, %s in the end.</figcaption>
    </figure>
    """
        .formatted(
            chart.svg(List.of(new Series("learning rate", "train", true, points))),
            PageText.number(points.getFirst().y()),
            PageText.number(most),
            PageText.number(points.getLast().y()));
  }

  /** Each value at the end of its stretch. */
  private static List<Point> points(List<EpochMetrics> history) {
    List<Point> points = new ArrayList<>();
    for (EpochMetrics epoch : history) {
      int count = epoch.rateCurve().size();
      int every = Math.ceilDiv(count * history.size(), 240);
      for (int i = 0; i < count; i += every) {
        double at = epoch.epoch() - 1 + (i + 1.0) / count;
        double rate = epoch.rateCurve().get(i);
        points.add(
            new Point(
                at,
                rate,
                "%s epochs: %s".formatted(PageText.digits(at, 3), PageText.number(rate))));
      }
    }
    return points;
  }
}
