package dev.conv4j.benchmarks;

import java.util.List;

/** Rates over several rounds. */
record Rates(double median, double least, double most) {

  /** The median (of an even number the upper one), least and most of at least one rate. */
  static Rates of(List<Double> rates) {
    List<Double> sorted = rates.stream().sorted().toList();
    return new Rates(sorted.get(sorted.size() / 2), sorted.getFirst(), sorted.getLast());
  }

  /** For the table: {@code 12,345 (11,900 to 12,600)}. */
  String format(Unit unit) {
    return "%s (%s to %s)".formatted(unit.format(median), unit.format(least), unit.format(most));
  }
}
