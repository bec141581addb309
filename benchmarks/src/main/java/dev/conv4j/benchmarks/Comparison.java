package dev.conv4j.benchmarks;

import java.util.List;
import java.util.Locale;

/** What came out for one case, as a table. */
final class Comparison {
  private Comparison() {}

  /**
   * One contender's result.
   *
   * @param perSecond how much was done per second in the rounds
   * @param perCpuSecond the same per second of processor time
   */
  record Row(String library, int threads, Rates perSecond, Rates perCpuSecond) {
    static Row of(Contender contender) {
      return new Row(
          contender.library(),
          contender.threads(),
          contender.perSecond(),
          contender.perCpuSecond());
    }
  }

  /**
   * The rows, each beside the best median of {@code own} and beside its library with one thread.
   */
  static String table(Unit unit, List<Row> rows, String own) {
    double best = bestMedian(rows, own);
    StringBuilder table = new StringBuilder();
    table.append(
        "| library | threads | %s: median (least to most) | best %s / it | over 1 thread | per CPU second |\n"
            .formatted(unit.perSecond(), own));
    table.append("| --- | --- | --- | --- | --- | --- |\n");
    for (Row row : rows) {
      table.append(
          String.format(
              Locale.ROOT,
              "| %s | %d | %s | %.2f | %s | %s |\n",
              row.library(),
              row.threads(),
              row.perSecond().format(unit),
              best / row.perSecond().median(),
              overOneThread(row, rows),
              unit.format(row.perCpuSecond().median())));
    }
    return table.toString();
  }

  private static String overOneThread(Row row, List<Row> rows) {
    return rows.stream()
        .filter(other -> other.library().equals(row.library()) && other.threads() == 1)
        .filter(_ -> row.threads() > 1)
        .map(one ->
            String.format(Locale.ROOT, "%.2f", row.perSecond().median() / one.perSecond().median()))
        .findFirst()
        .orElse("");
  }

  /** The best median of a library at any number of threads. */
  static double bestMedian(List<Row> rows, String library) {
    return rows.stream()
        .filter(row -> row.library().equals(library))
        .mapToDouble(row -> row.perSecond().median())
        .max()
        .orElseThrow();
  }

  /** The best round of a library at any number of threads. */
  static double bestRound(List<Row> rows, String library) {
    return rows.stream()
        .filter(row -> row.library().equals(library))
        .mapToDouble(row -> row.perSecond().most())
        .max()
        .orElseThrow();
  }
}
