package dev.conv4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conv4j.benchmarks.Comparison.Row;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is printed of the rates. */
class ComparisonTest {
  private static final List<Row> ROWS =
      List.of(
          row("ours", 1, 1000, 1000),
          row("ours", 2, 1800, 900),
          row("other", 1, 1200, 1200),
          row("other", 2, 1500, 750));

  @Test
  void ratesShowMedianLeastAndMost() {
    Rates rates = Rates.of(List.of(3000d, 1000d, 12345d));
    assertThat(rates.median()).isEqualTo(3000);
    assertThat(rates.format(Unit.IMAGES)).isEqualTo("3,000 (1,000 to 12,345)");
    assertThat(rates.format(Unit.GFLOP)).isEqualTo("3,000.0 (1,000.0 to 12,345.0)");
  }

  @Test
  void ourBestIsHeldAgainstEachRowAndEachRowAgainstItsLibraryWithOneThread() {
    assertThat(Comparison.table(Unit.IMAGES, ROWS, "ours"))
        .contains(
            "| ours | 1 | 1,000 (1,000 to 1,000) | 1.80 |  | 1,000 |\n",
            "| ours | 2 | 1,800 (1,800 to 1,800) | 1.00 | 1.80 | 900 |\n",
            "| other | 1 | 1,200 (1,200 to 1,200) | 1.50 |  | 1,200 |\n",
            "| other | 2 | 1,500 (1,500 to 1,500) | 1.20 | 1.25 | 750 |\n");
  }

  @Test
  void theBestRoundIsNotTheBestMedian() {
    List<Row> rows = List.of(new Row("ours", 2, new Rates(5, 4, 9), new Rates(2, 2, 2)));
    assertThat(Comparison.bestMedian(rows, "ours")).isEqualTo(5);
    assertThat(Comparison.bestRound(rows, "ours")).isEqualTo(9);
  }

  @Test
  void memoryIsOursOverTheirs() {
    PeakMemory.Peaks own = new PeakMemory.Peaks(300L << 20, 100L << 20);
    assertThat(PeakMemory.row("other", new PeakMemory.Peaks(400L << 20, 200L << 20), own))
        .isEqualTo("| other | 400 MiB | 0.75 | 200 MiB | 0.50 |");
    assertThat(PeakMemory.row("other", new PeakMemory.Peaks(0, 0), own))
        .isEqualTo("| other | does not train | | | |");
  }

  @Test
  void theLauncherTellsItsOptions() throws IOException {
    assertThat(LauncherOptions.ofLongCommands(Path.of("..", "conv4j")))
        .anyMatch(option -> option.startsWith("-Xmn"))
        .allMatch(option -> option.startsWith("-X"));
  }

  @Test
  void aDrawnConvolutionIsHeldAgainstItsNeighbour() {
    assertThat(Neighbours.row("drawn", new Rates(90, 80, 95), "fixed", new Rates(100, 99, 101)))
        .isEqualTo("| drawn | 90.0 (80.0 to 95.0) | fixed | 100.0 (99.0 to 101.0) | 0.90 |");
  }

  private static Row row(String library, int threads, double perSecond, double perCpuSecond) {
    return new Row(library, threads, Rates.of(List.of(perSecond)), Rates.of(List.of(perCpuSecond)));
  }
}
