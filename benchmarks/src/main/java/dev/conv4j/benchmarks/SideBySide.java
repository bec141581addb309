package dev.conv4j.benchmarks;

import dev.conv4j.benchmarks.Comparison.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Measures conv4j and its peers at the same work, in turns, in one run: a slow minute of the
 * machine hits all alike. Whoever does not give the same results for the same weights is not
 * measured. {@link Settings} says how to choose.
 */
public final class SideBySide {
  private static final String PEAK = "peak of multiply-adds";

  private final Settings settings;
  private final PeerProcess own;
  private final List<PeerProcess> peers;

  private SideBySide(Settings settings, PeerProcess own, List<PeerProcess> peers) {
    this.settings = settings;
    this.own = own;
    this.peers = peers;
  }

  /** Prints one table for each case. */
  public static void main(String[] args) {
    Settings settings = Settings.fromProperties();
    System.out.println(Machine.describe());
    System.out.println("seed of the drawn convolutions: " + settings.seed());
    List<PeerProcess> peers = new ArrayList<>();
    try (PeerProcess own = PeerProcess.start(Own.class)) {
      peerTypes().stream()
          .filter(settings::wants)
          .forEach(type -> peers.add(PeerProcess.start(type)));
      SideBySide run = new SideBySide(settings, own, peers);
      for (Case work : Cases.all(settings.seed())) {
        if (settings.wants(work)) {
          System.out.println(run.compare(work));
        }
      }
    } finally {
      peers.forEach(PeerProcess::close);
    }
  }

  /** The classes of all peers, none of which is loaded into this process. */
  static List<Class<? extends Peer>> peerTypes() {
    return ServiceLoader.load(Peer.class).stream()
        .<Class<? extends Peer>>map(ServiceLoader.Provider::type)
        .toList();
  }

  private String compare(Case work) {
    List<Contender> contenders = new ArrayList<>();
    try {
      StringBuilder notes = new StringBuilder();
      addContenders(work, contenders, notes);
      if (work instanceof ProductCase) {
        addPeak(contenders);
      }
      String loadBefore = Machine.load();
      Rounds.run(contenders, settings);
      notes.append("load: %s before, %s after\n".formatted(loadBefore, Machine.load()));
      List<Row> rows = contenders.stream().map(Row::of).toList();
      if (work instanceof ProductCase) {
        notes.append(shareOfThePeak(rows));
      }
      return "\n%s, %d rounds after %.1f s\n%s%s"
          .formatted(
              work.name(),
              settings.rounds(),
              settings.warmUp(),
              notes,
              Comparison.table(work.unit(), rows, Own.NAME));
    } finally {
      contenders.forEach(Contender::close);
    }
  }

  /** Everyone at one thread and at as many as there are processors, whoever gives our results. */
  private void addContenders(Case work, List<Contender> contenders, StringBuilder notes) {
    List<float[]> expected = List.of();
    for (int threads : Machine.threadCounts()) {
      PeerProcess.Prepared ours = own.prepare(work, threads).orElseThrow();
      contenders.add(own.contender(Own.NAME, threads, ours));
      expected = ours.results();
    }
    for (PeerProcess peer : peers) {
      for (int threads : Machine.threadCounts()) {
        Optional<PeerProcess.Prepared> theirs = peer.prepare(work, threads);
        if (theirs.isEmpty()) {
          notes.append(peer.name()).append(" has no counterpart for this case\n");
          break;
        }
        double distance = Agreement.distance(expected, theirs.get().results());
        if (distance <= work.tolerance()) {
          contenders.add(peer.contender(peer.name(), threads, theirs.get()));
        } else {
          peer.release(theirs.get().number());
          notes.append(
              String.format(
                  Locale.ROOT,
                  "%s with %d threads gives other results, by %.1e: refused\n",
                  peer.name(),
                  threads,
                  distance));
        }
      }
    }
  }

  private void addPeak(List<Contender> contenders) {
    for (PeakCase peak : Cases.peaks()) {
      contenders.add(own.contender(PEAK, peak.threads(), own.prepare(peak, 1).orElseThrow()));
    }
  }

  /** The best rounds of both, as the peak is the best there is. */
  private static String shareOfThePeak(List<Row> rows) {
    double best = Comparison.bestRound(rows, Own.NAME);
    double peak = Comparison.bestRound(rows, PEAK);
    return String.format(
        Locale.ROOT,
        "%s's best round: %.1f GFLOP/s, %.0f %% of the peak of all cores, %.1f GFLOP/s\n",
        Own.NAME,
        best,
        100 * best / peak,
        peak);
  }
}
