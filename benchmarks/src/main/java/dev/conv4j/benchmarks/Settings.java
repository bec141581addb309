package dev.conv4j.benchmarks;

import java.util.Locale;

/**
 * How to measure, from system properties: {@code -Drounds=}, {@code -Dwarm=} (seconds), {@code
 * -Dcase=} and {@code -Dpeer=} (a part of a name), {@code -Dseed=} (of what is drawn), {@code
 * -Dsteps=} (of a training).
 *
 * @param rounds how often all take turns
 * @param warmUp seconds of running before anything is timed
 * @param wanted a part of the names of the cases to measure
 * @param peer a part of the names of the peers to measure beside conv4j
 * @param seed of the convolutions that are drawn
 * @param steps how many steps a training takes where they are counted
 */
record Settings(int rounds, double warmUp, String wanted, String peer, long seed, int steps) {

  /** As the properties say; what they do not say is 15 rounds, 5 s, every case and peer, seed 1. */
  static Settings fromProperties() {
    return new Settings(
        Integer.parseInt(System.getProperty("rounds", "15")),
        Double.parseDouble(System.getProperty("warm", "5")),
        System.getProperty("case", ""),
        System.getProperty("peer", ""),
        seedFromProperties(),
        Integer.parseInt(System.getProperty("steps", "2000")));
  }

  /** The seed alone, of which the names of cases depend. */
  static long seedFromProperties() {
    return Long.getLong("seed", 1);
  }

  /** Whether a case is wanted. */
  boolean wants(Case work) {
    return work.name().contains(wanted);
  }

  /** Whether a peer is wanted, by its class. */
  boolean wants(Class<? extends Peer> type) {
    return type.getName().toLowerCase(Locale.ROOT).contains(peer.toLowerCase(Locale.ROOT));
  }
}
