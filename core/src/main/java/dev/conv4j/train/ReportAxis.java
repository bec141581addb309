package dev.conv4j.train;

import java.util.ArrayList;
import java.util.List;

/**
 * One axis of a chart.
 *
 * @param from the value at its beginning
 * @param to the value at its end, larger
 * @param logarithmic whether equal ratios, not differences, are equally far apart
 * @param ticks the values to label, ascending
 */
record ReportAxis(double from, double to, boolean logarithmic, List<Double> ticks) {
  private static final int MOST_TICKS = 7;
  private static final int[] ROUND = {1, 2, 5};

  /** Ratio of the largest to the smallest value from which on differences hide the small ones. */
  private static final double WIDE = 20;

  /** An axis for values of a loss: logarithmic if they are far apart. */
  static ReportAxis forLoss(double least, double most) {
    return least > 0 && most / least >= WIDE ? logarithmic(least, most) : linear(least, most);
  }

  /** An axis for positive values that are many times each other. */
  static ReportAxis forRates(double least, double most) {
    return logarithmic(least, most);
  }

  /** An axis for percentages. */
  static ReportAxis forPercent(double least, double most) {
    ReportAxis axis = linear(least, most);
    double from = Math.max(axis.from, 0);
    double to = Math.min(axis.to, 100);
    return new ReportAxis(
        from, to, false, axis.ticks.stream().filter(t -> t >= from && t <= to).toList());
  }

  /** An axis from 0 to a whole number. */
  static ReportAxis forEpochs(int epochs) {
    int step = (int) Math.max(roundStep((double) epochs / MOST_TICKS), 1);
    List<Double> ticks = new ArrayList<>();
    for (int tick = 0; tick <= epochs; tick += step) {
      ticks.add((double) tick);
    }
    return new ReportAxis(0, epochs, false, ticks);
  }

  /** An axis with round ends around these values. */
  static ReportAxis linear(double least, double most) {
    double room = most > least ? 0 : Math.max(Math.abs(most) * 0.1, 1e-3);
    double step = roundStep((most - least + 2 * room) / (MOST_TICKS - 2));
    double first = Math.floor((least - room) / step + 1e-9);
    double last = Math.ceil((most + room) / step - 1e-9);
    List<Double> ticks = new ArrayList<>();
    for (double i = first; i <= last; i++) {
      ticks.add(i * step);
    }
    return new ReportAxis(first * step, last * step, false, ticks);
  }

  private static ReportAxis logarithmic(double least, double most) {
    List<Double> candidates = new ArrayList<>();
    int first = (int) Math.floor(Math.log10(least));
    int last = (int) Math.ceil(Math.log10(most));
    for (int exponent = first; exponent <= last; exponent++) {
      for (int digit : ROUND) {
        candidates.add(digit * Math.pow(10, exponent));
      }
    }
    double from = candidates.stream().filter(c -> c <= least).reduce(least, (a, b) -> b);
    double to = candidates.stream().filter(c -> c >= most).findFirst().orElse(most);
    List<Double> ticks = candidates.stream().filter(c -> c >= from && c <= to).toList();
    if (ticks.size() > MOST_TICKS + 2) {
      int every = Math.ceilDiv(last - first, MOST_TICKS);
      ticks = new ArrayList<>();
      for (int exponent = first; exponent <= last; exponent += every) {
        ticks.add(Math.pow(10, exponent));
      }
      ticks.removeIf(tick -> tick < from || tick > to);
    }
    return new ReportAxis(from, to, true, ticks);
  }

  /** The smallest of 1, 2, 5, 10, 20, ... and their tenths that is not below {@code least}. */
  private static double roundStep(double least) {
    double power = Math.pow(10, Math.floor(Math.log10(least)));
    for (int digit : ROUND) {
      if (digit * power >= least * (1 - 1e-9)) {
        return digit * power;
      }
    }
    return 10 * power;
  }

  /** Where a value lies: 0 at the beginning of the axis, 1 at its end. */
  double position(double value) {
    return logarithmic
        ? Math.log(value / from) / Math.log(to / from)
        : (value - from) / (to - from);
  }
}
