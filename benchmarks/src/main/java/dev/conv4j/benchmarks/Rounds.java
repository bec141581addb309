package dev.conv4j.benchmarks;

import java.util.List;

/** Lets contenders take turns, round after round. */
final class Rounds {
  private static final double REWARM_SECONDS = 0.2;
  private static final double ROUND_SECONDS = 0.8;

  private Rounds() {}

  /** Warms all up, then measures each once in each round, after a moment to get warm again. */
  static void run(List<Contender> contenders, Settings settings) {
    contenders.forEach(contender -> contender.warmUp(settings.warmUp()));
    for (int round = 0; round < settings.rounds(); round++) {
      for (Contender contender : contenders) {
        contender.warmUp(REWARM_SECONDS);
        contender.measure(ROUND_SECONDS);
      }
    }
  }
}
