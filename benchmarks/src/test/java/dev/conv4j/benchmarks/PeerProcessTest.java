package dev.conv4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A library in a process of its own does what it is told, and gives the same results. */
class PeerProcessTest {
  private static final Case WORK = new ProductCase(768);

  @Test
  void aProcessGivesTheResultsThatThisOneGives() {
    try (PeerProcess process = PeerProcess.start(Own.class);
        Workload here = Own.workload(WORK, 1)) {
      assertThat(process.name()).isEqualTo(Own.NAME);
      PeerProcess.Prepared there = process.prepare(WORK, 1).orElseThrow();
      assertThat(there.results()).usingRecursiveComparison().isEqualTo(here.results());
      process.repeat(there, 2);
      assertThat(process.peakMemory()).isGreaterThan(10 << 20);
      try (Contender contender = process.contender("it", 1, there)) {
        contender.measure(0.01);
        assertThat(contender.perSecond().median()).isPositive();
      }
    }
  }

  /** A library that can do nothing. */
  public static final class Idle implements Peer {
    @Override
    public String name() {
      return "idle";
    }

    @Override
    public Optional<Workload> prepare(Case work, int threads) {
      return Optional.empty();
    }
  }

  @Test
  void whoeverHasNoCounterpartSaysSo() {
    try (PeerProcess process = PeerProcess.start(Idle.class)) {
      assertThat(process.prepare(WORK, 1)).isEmpty();
    }
  }

  /** A library that breaks. */
  public static final class Broken implements Peer {
    @Override
    public String name() {
      return "broken";
    }

    @Override
    public Optional<Workload> prepare(Case work, int threads) {
      throw new IllegalStateException("broken, as this test wants");
    }
  }

  @Test
  void whoeverBreaksEndsTheMeasurement() {
    try (PeerProcess process = PeerProcess.start(Broken.class)) {
      assertThatThrownBy(() -> process.prepare(WORK, 1)).hasMessageContaining("Broken ended");
    }
  }
}
