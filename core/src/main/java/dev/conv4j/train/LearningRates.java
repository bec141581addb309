package dev.conv4j.train;

import dev.conv4j.page.PageTemplate;
import dev.conv4j.page.PageText;
import dev.conv4j.train.ReportChart.Point;
import dev.conv4j.train.ReportChart.Series;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What the loss was while the learning rate grew.
 *
 * @param tried the rates and losses, in order
 * @param smoothed each loss, averaged with those around it
 */
public record LearningRates(List<Tried> tried, List<Double> smoothed) {
  /** Losses to either side that enter an average. */
  private static final int AROUND = 8;

  /** Where the loss is lowest it is about to run away; a good rate is this much lower. */
  private static final double SAFETY = 10;

  /** The picture shows losses up to so many times the first. */
  private static final double SHOWN = 2;

  private static final String STYLE =
      PageTemplate.commonStyle() + PageTemplate.read(Report.class, "report.css").text();

  /** One step. */
  public record Tried(double rate, double loss) {}

  /** Copies the lists. */
  public LearningRates {
    tried = List.copyOf(tried);
    smoothed = List.copyOf(smoothed);
  }

  static LearningRates of(List<Tried> tried) {
    List<Double> smoothed = new ArrayList<>();
    for (int i = 0; i < tried.size(); i++) {
      List<Tried> near =
          tried.subList(Math.max(i - AROUND, 0), Math.min(i + AROUND + 1, tried.size()));
      smoothed.add(near.stream().mapToDouble(Tried::loss).average().orElseThrow());
    }
    return new LearningRates(tried, smoothed);
  }

  /**
   * A rate to train with: a tenth of the one at which the loss was lowest, rounded to two digits;
   * none if the loss never fell.
   */
  public OptionalDouble suggestion() {
    int lowest = lowest();
    return lowest == 0 || smoothed.get(lowest) >= smoothed.getFirst()
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            new BigDecimal(tried.get(lowest).rate() / SAFETY)
                .round(new MathContext(2))
                .doubleValue());
  }

  private int lowest() {
    int lowest = 0;
    for (int i = 1; i < smoothed.size(); i++) {
      if (smoothed.get(i) < smoothed.get(lowest)) {
        lowest = i;
      }
    }
    return lowest;
  }

  /** A picture of it, as an SVG file. */
  public String svg() {
    double most = SHOWN * smoothed.getFirst();
    List<Point> smooth = new ArrayList<>();
    List<Point> single = new ArrayList<>();
    for (int i = 0; i < tried.size(); i++) {
      smooth.add(point(tried.get(i).rate(), shown(smoothed.get(i), most)));
      single.add(point(tried.get(i).rate(), shown(tried.get(i).loss(), most)));
    }
    List<Series> series = new ArrayList<>();
    series.add(new Series("loss of a step", "held", true, single));
    series.add(new Series("smoothed", "train", true, smooth));
    suggestion()
        .ifPresent(rate ->
            series.add(
                new Series(
                    "suggested: " + PageText.number(rate),
                    "test",
                    false,
                    List.of(point(rate, lossAt(rate))))));
    ReportChart chart =
        new ReportChart(
            "The loss while the learning rate grew",
            "learning rate, log scale",
            "loss",
            ReportAxis.forRates(tried.getFirst().rate(), tried.getLast().rate()),
            ReportAxis.linear(0, most),
            "");
    return chart.file(series, STYLE);
  }

  /** Larger losses would make all others look alike. */
  private static double shown(double loss, double most) {
    return loss <= most ? loss : Double.NaN;
  }

  private static Point point(double rate, double loss) {
    return new Point(
        rate, loss, "rate %s: loss %s".formatted(PageText.number(rate), PageText.number(loss)));
  }

  private double lossAt(double rate) {
    int i = 0;
    while (i < tried.size() - 1 && tried.get(i).rate() < rate) {
      i++;
    }
    return smoothed.get(i);
  }
}
