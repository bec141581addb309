package dev.conv4j.train;

import dev.conv4j.page.PageText;
import dev.conv4j.train.ReportChart.Point;
import dev.conv4j.train.ReportChart.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How loss, accuracy and learning rate went, as charts and as a table. */
final class ReportCurves {
  /** Points of the loss curve; more are averaged, since nobody could tell them apart. */
  private static final int MOST_POINTS = 240;

  private final List<EpochMetrics> history;
  private final Evaluation evaluation;

  private ReportCurves(List<EpochMetrics> history, Evaluation evaluation) {
    this.history = history;
    this.evaluation = evaluation;
  }

  /** The charts and the table. */
  static String html(List<EpochMetrics> history, Evaluation evaluation) {
    if (history.isEmpty()) {
      return "<p>No epoch was finished, so there is nothing to draw.</p>\n";
    }
    ReportCurves curves = new ReportCurves(history, evaluation);
    String rates = ReportRates.html(history);
    return "<div class=\"%s\">\n%s%s%s</div>\n%s"
        .formatted(
            rates.isEmpty() ? "pair" : "three",
            curves.loss(),
            curves.accuracy(),
            rates,
            curves.table());
  }

  private String loss() {
    List<Point> training = finePoints();
    List<Series> series = new ArrayList<>();
    series.add(new Series("training", "train", true, training));
    addHeldOut(series, EpochMetrics::validationLoss, 1, "loss", PageText::number);
    series.add(
        test(evaluation.loss(), "test, at the end: loss " + PageText.number(evaluation.loss())));
    long broken = training.stream().filter(point -> !Double.isFinite(point.y())).count();
    String note =
        broken == 0
            ? ""
            : " The loss was not a finite number at %s of %s points: there the line is broken."
                .formatted(PageText.count(broken), PageText.count(training.size()));
    return figure(
        "Loss",
        "How far the network is from certain and right: lower is better. Training loss is the mean"
            + " over short stretches of each epoch."
            + note,
        series,
        false);
  }

  private String accuracy() {
    List<Point> training =
        history.stream()
            .map(epoch ->
                new Point(
                    epoch.epoch() - 0.5,
                    epoch.trainAccuracy() * 100,
                    "training, epoch %s: %s right"
                        .formatted(epoch.epoch(), PageText.percent(epoch.trainAccuracy()))))
            .toList();
    List<Series> series = new ArrayList<>();
    series.add(new Series("training", "train", true, training));
    addHeldOut(series, EpochMetrics::validationAccuracy, 100, "right", PageText::percent);
    series.add(
        test(
            evaluation.accuracy() * 100,
            "test, at the end: %s right".formatted(PageText.percent(evaluation.accuracy()))));
    return figure(
        "Accuracy",
        "The share of images named right. Training images are counted as they come, while the"
            + " network still learns; their share is drawn in the middle of the epoch.",
        series,
        true);
  }

  private void addHeldOut(
      List<Series> series,
      Function<EpochMetrics, @Nullable Double> value,
      double scale,
      String what,
      Function<Double, String> words) {
    List<Point> points = new ArrayList<>();
    for (EpochMetrics epoch : history) {
      Double held = value.apply(epoch);
      if (held != null) {
        String title = "held out, after epoch %s: ".formatted(epoch.epoch());
        String number = words.apply(held);
        points.add(
            new Point(
                epoch.epoch(),
                held * scale,
                title + (what.equals("loss") ? "loss " + number : number + " right")));
      }
    }
    if (!points.isEmpty()) {
      series.add(new Series("held out", "held", true, points));
    }
  }

  private Series test(double value, String title) {
    int end = history.getLast().epoch();
    return new Series("test", "test", false, List.of(new Point(end, value, title)));
  }

  /** The loss within the epochs, each value in the middle of its stretch. */
  private List<Point> finePoints() {
    List<Point> all = new ArrayList<>();
    for (EpochMetrics epoch : history) {
      List<Double> curve =
          epoch.lossCurve().isEmpty() ? List.of(epoch.trainLoss()) : epoch.lossCurve();
      for (int i = 0; i < curve.size(); i++) {
        all.add(point(epoch.epoch() - 1 + (i + 0.5) / curve.size(), curve.get(i)));
      }
    }
    int together = Math.ceilDiv(all.size(), MOST_POINTS);
    List<Point> fewer = new ArrayList<>();
    for (int from = 0; from < all.size(); from += together) {
      List<Point> some = all.subList(from, Math.min(from + together, all.size()));
      fewer.add(
          point(
              some.stream().mapToDouble(Point::x).average().orElseThrow(),
              some.stream().mapToDouble(Point::y).average().orElseThrow()));
    }
    return fewer;
  }

  private static Point point(double epochs, double loss) {
    String title =
        "training, %s epochs: loss %s".formatted(PageText.digits(epochs, 3), PageText.number(loss));
    return new Point(epochs, loss, title);
  }

  private String figure(String name, String caption, List<Series> series, boolean percent) {
    double[] finite =
        series.stream()
            .flatMap(one -> one.points().stream())
            .mapToDouble(Point::y)
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    return "<figure class=\"card\">\n<h3>%s</h3>\n%s%s<figcaption>%s</figcaption>\n</figure>\n"
        .formatted(
            name,
            ReportLegend.html(series),
            finite.length == 0
                ? "<p class=\"nothing\">There is no finite value to draw.</p>\n"
                : chart(name, finite[0], finite[finite.length - 1], percent).svg(series),
            caption);
  }

  private ReportChart chart(String name, double least, double most, boolean percent) {
    ReportAxis y = percent ? ReportAxis.forPercent(least, most) : ReportAxis.forLoss(least, most);
    String unit =
        percent ? "images named right" : "cross-entropy" + (y.logarithmic() ? ", log scale" : "");
    String from = PageText.digits(y.from(), 3);
    return new ReportChart(
        name + " over the epochs; the table below has the numbers.",
        "epochs",
        percent && y.from() > 0 ? "%s (the axis begins at %s %%)".formatted(unit, from) : unit,
        ReportAxis.forEpochs(history.getLast().epoch()),
        y,
        percent ? " %" : "");
  }

  private String table() {
    boolean held = history.stream().anyMatch(epoch -> epoch.validationLoss() != null);
    boolean rates = ReportRates.areKnown(history);
    StringBuilder rows = new StringBuilder();
    for (EpochMetrics epoch : history) {
      rows.append("<tr><th scope=\"row\">%s</th>".formatted(epoch.epoch()));
      cell(rows, PageText.number(epoch.trainLoss()));
      cell(rows, PageText.percent(epoch.trainAccuracy()));
      if (held) {
        Double loss = epoch.validationLoss();
        Double accuracy = epoch.validationAccuracy();
        cell(rows, loss == null ? PageText.NONE : PageText.number(loss));
        cell(rows, accuracy == null ? PageText.NONE : PageText.percent(accuracy));
      }
      if (rates) {
        List<Double> curve = epoch.rateCurve();
        cell(rows, curve.isEmpty() ? PageText.NONE : PageText.number(curve.getLast()));
      }
      cell(rows, PageText.time(epoch.seconds()));
      cell(rows, PageText.rate(epoch.imagesPerSecond()));
      rows.append("</tr>\n");
    }
    String heldHeads =
        held ? "<th scope=\"col\">held-out loss</th><th scope=\"col\">held out right</th>" : "";
    String rateHead = rates ? "<th scope=\"col\">learning rate</th>" : "";
    return """
    <details><summary>The numbers, epoch by epoch</summary>
    <div class="scroll"><table class="numbers">
    <thead><tr><th scope="col">epoch</th><th scope="col">training loss</th>\
    <th scope="col">training right</th>%s%s<th scope="col">time</th>\
    <th scope="col">images/s</th></tr></thead>
    <tbody>
    %s</tbody>
    </table></div></details>
    """
        .formatted(heldHeads, rateHead, rows);
  }

  private static void cell(StringBuilder row, String text) {
    row.append("<td>").append(text).append("</td>");
  }
}
