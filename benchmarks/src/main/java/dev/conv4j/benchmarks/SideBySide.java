package dev.conv4j.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeSet;

/**
 * Measures conv4j and its peers at the same work, in turns, in one run: a slow minute of the
 * machine hits all alike. Whoever does not give the same results for the same weights is not
 * measured.
 *
 * <p>{@code SideBySide [rounds] [part of a case's name] [seconds of warming up]}
 */
public final class SideBySide {
  private static final int DEFAULT_ROUNDS = 15;
  private static final double DEFAULT_WARM_UP_SECONDS = 5;
  private static final double REWARM_SECONDS = 0.2;
  private static final double ROUND_SECONDS = 0.8;

  private final int rounds;
  private final double warmUp;

  private SideBySide(int rounds, double warmUp) {
    this.rounds = rounds;
    this.warmUp = warmUp;
  }

  /** Prints one table for each case. */
  public static void main(String[] args) {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : DEFAULT_ROUNDS;
    String wanted = args.length > 1 ? args[1] : "";
    double warmUp = args.length > 2 ? Double.parseDouble(args[2]) : DEFAULT_WARM_UP_SECONDS;
    System.out.println(Machine.describe());
    SideBySide run = new SideBySide(rounds, warmUp);
    for (Case work : Cases.all()) {
      if (work.name().contains(wanted)) {
        System.out.println(run.compare(work));
      }
    }
  }

  private String compare(Case work) {
    List<Contender> contenders = new ArrayList<>();
    try {
      StringBuilder notes = new StringBuilder();
      addContenders(work, contenders, notes);
      contenders.forEach(contender -> contender.warmUp(warmUp));
      String loadBefore = Machine.load();
      for (int round = 0; round < rounds; round++) {
        for (Contender contender : contenders) {
          contender.warmUp(REWARM_SECONDS);
          contender.measure(ROUND_SECONDS);
        }
      }
      notes.append("load: %s before, %s after\n".formatted(loadBefore, Machine.load()));
      return "\n%s, %d rounds after %.1f s\n%s%s"
          .formatted(work.name(), rounds, warmUp, notes, table(work.unit(), contenders));
    } finally {
      contenders.forEach(Contender::close);
    }
  }

  /** Everyone at one thread and at as many as there are processors, whoever gives our results. */
  private static void addContenders(Case work, List<Contender> contenders, StringBuilder notes) {
    List<Integer> threadCounts =
        List.copyOf(new TreeSet<>(List.of(1, Runtime.getRuntime().availableProcessors())));
    for (int threads : threadCounts) {
      contenders.add(new Contender(Own.NAME, threads, Own.prepare(work, threads), work.amount()));
    }
    List<float[]> results = contenders.getFirst().results();
    for (Peer peer : ServiceLoader.load(Peer.class)) {
      for (int threads : threadCounts) {
        Optional<Workload> workload = peer.prepare(work, threads);
        if (workload.isEmpty()) {
          notes.append(peer.name()).append(" has no counterpart for this case\n");
          continue;
        }
        List<float[]> theirs = workload.get().results();
        if (agree(results, theirs, work.tolerance())) {
          contenders.add(new Contender(peer.name(), threads, workload.get(), work.amount()));
        } else {
          notes
              .append(peer.name())
              .append(" gives other results, by %.1e\n".formatted(distance(results, theirs)));
          workload.get().close();
        }
      }
    }
  }

  /** Whether results are the same but for rounding. */
  static boolean agree(List<float[]> ours, List<float[]> theirs, double tolerance) {
    return distance(ours, theirs) <= tolerance;
  }

  /**
   * The largest difference as a share of the largest value, of the result where that is most:
   * infinite if the numbers of results or values differ or all values are 0, NaN for a NaN.
   */
  static double distance(List<float[]> ours, List<float[]> theirs) {
    double furthest = ours.size() == theirs.size() ? 0 : Double.POSITIVE_INFINITY;
    for (int i = 0; i < Math.min(ours.size(), theirs.size()); i++) {
      furthest = Math.max(furthest, distance(ours.get(i), theirs.get(i)));
    }
    return furthest;
  }

  private static double distance(float[] ours, float[] theirs) {
    double largest = 0;
    double furthest = ours.length == theirs.length ? 0 : Double.POSITIVE_INFINITY;
    for (int i = 0; i < Math.min(ours.length, theirs.length); i++) {
      largest = Math.max(largest, Math.abs(theirs[i]));
      furthest = Math.max(furthest, Math.abs((double) ours[i] - theirs[i]));
    }
    return largest == 0 ? Double.POSITIVE_INFINITY : furthest / largest;
  }

  private static String table(Unit unit, List<Contender> contenders) {
    double own = best(contenders, Own.NAME);
    StringBuilder table = new StringBuilder();
    table.append(
        "| library | threads | %s: median (least to most) | best conv4j / it | per CPU second |\n"
            .formatted(unit.perSecond()));
    table.append("| --- | --- | --- | --- | --- |\n");
    for (Contender contender : contenders) {
      table.append(
          String.format(
              Locale.ROOT,
              "| %s | %d | %s | %.2f | %s |\n",
              contender.library(),
              contender.threads(),
              contender.perSecond().format(unit),
              own / contender.perSecond().median(),
              unit.format(contender.perCpuSecond().median())));
    }
    return table.toString();
  }

  /** The best median of a library at any number of threads. */
  private static double best(List<Contender> contenders, String library) {
    return contenders.stream()
        .filter(contender -> contender.library().equals(library))
        .mapToDouble(contender -> contender.perSecond().median())
        .max()
        .orElseThrow();
  }
}
