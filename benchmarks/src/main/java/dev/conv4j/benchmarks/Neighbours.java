package dev.conv4j.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Measures convolutions that were drawn beside the fixed case that each is most like, in turns:
 * whether what was tuned for the fixed ones is good for others.
 */
public final class Neighbours {
  private Neighbours() {}

  /** Prints a table; {@link Settings} says with which seed and how long. */
  public static void main(String[] args) {
    Settings settings = Settings.fromProperties();
    System.out.println(Machine.describe());
    System.out.println("seed: " + settings.seed());
    System.out.println(
        "| drawn | GFLOP/s: median (least to most) | nearest fixed case | GFLOP/s | drawn / fixed |");
    System.out.println("| --- | --- | --- | --- | --- |");
    for (ConvolutionCase drawn : DrawnConvolutions.draw(settings.seed())) {
      System.out.println(row(drawn, DrawnConvolutions.neighbour(drawn), settings));
    }
  }

  private static String row(ConvolutionCase drawn, ConvolutionCase fixed, Settings settings) {
    int threads = Machine.threadCounts().getLast();
    List<Contender> contenders = new ArrayList<>();
    try {
      for (Case work : List.of(drawn, fixed)) {
        contenders.add(
            Contender.of(work.name(), threads, Own.workload(work, threads), work.amount()));
      }
      Rounds.run(contenders, settings);
      return row(
          drawn.name(),
          contenders.getFirst().perSecond(),
          fixed.name(),
          contenders.getLast().perSecond());
    } finally {
      contenders.forEach(Contender::close);
    }
  }

  /** One line of the table. */
  static String row(String drawn, Rates rate, String fixed, Rates neighbour) {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %s | %.2f |",
        drawn,
        rate.format(Unit.GFLOP),
        fixed,
        neighbour.format(Unit.GFLOP),
        rate.median() / neighbour.median());
  }
}
