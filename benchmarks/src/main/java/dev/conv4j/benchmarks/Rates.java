package dev.conv4j.benchmarks;

import java.util.List;
import java.util.Locale;

/** Images per second over several rounds. */
record Rates(double median, double least, double most) {

  /** The median (of an even number the upper one), least and most of at least one rate. */
  static Rates of(List<Double> rates) {
    List<Double> sorted = rates.stream().sorted().toList();
    return new Rates(sorted.get(sorted.size() / 2), sorted.getFirst(), sorted.getLast());
  }

  /** For the table: {@code 12,345 (11,900 to 12,600)}. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%,.0f (%,.0f to %,.0f)", median, least, most);
  }
}
