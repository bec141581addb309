package dev.conv4j.benchmarks;

import dev.conv4j.benchmarks.Comparison.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Runs networks with more threads than there are processors, which shows what handing over costs,
 * and counts the tasks that their kernels offer, which shows how many cores they could use.
 */
public final class ManyCores {
  private static final int[] THREADS = {2, 8, 64};

  private ManyCores() {}

  /** Prints two tables for each network; {@link Settings} says which and how long. */
  public static void main(String[] args) {
    Settings settings = Settings.fromProperties();
    System.out.println(Machine.describe());
    for (NetworkCase work : Cases.networks()) {
      if (settings.wants(work)) {
        System.out.printf("%n%s%n%s", work.name(), throughput(work, settings));
        OfferedTasks tasks = OfferedTasks.of(work);
        System.out.printf("%n%s%s%n", tasks.table(THREADS[THREADS.length - 1]), limits(tasks));
      }
    }
  }

  private static String throughput(NetworkCase work, Settings settings) {
    List<PeerProcess> processes = new ArrayList<>();
    List<Contender> contenders = new ArrayList<>();
    List<List<float[]>> results = new ArrayList<>();
    try {
      for (int threads : THREADS) {
        PeerProcess process = PeerProcess.start(Own.class);
        processes.add(process);
        PeerProcess.Prepared prepared = process.prepare(work, threads).orElseThrow();
        contenders.add(process.contender(Own.NAME, threads, prepared));
        results.add(prepared.results());
      }
      if (results.stream().anyMatch(other -> Agreement.distance(results.getFirst(), other) != 0)) {
        throw new IllegalStateException("results depend on the number of threads");
      }
      Rounds.run(contenders, settings);
      return Comparison.table(work.unit(), contenders.stream().map(Row::of).toList(), Own.NAME);
    } finally {
      processes.forEach(PeerProcess::close);
    }
  }

  private static String limits(OfferedTasks tasks) {
    StringBuilder line = new StringBuilder("at most, by tasks:");
    for (int cores : THREADS) {
      line.append(
          String.format(Locale.ROOT, " %.1f times with %d cores", tasks.mostSpeedup(cores), cores));
      line.append(cores == THREADS[THREADS.length - 1] ? "" : ",");
    }
    return line.toString();
  }
}
