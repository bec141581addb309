package dev.conv4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What holds for each library that is measured beside conv4j. The tests of each run in a process of
 * their own, as its measurements do; where the library does not run there is nothing to test.
 */
abstract class PeerContract {

  /** The class of the peer, without its package. */
  abstract String peer();

  /** What rounding does to one result. */
  private static final double ROUNDING = 1e-5;

  /**
   * What it does to the results of a few steps of ResNet-18: Winograd's method rounds by 1e-5,
   * batch norm over a handful of values carries that on, and a ReLU may let through on one side
   * what it stops on the other. A gradient that is wrong moves them by 1e-2.
   */
  private static final double TRAINED = 1e-3;

  /** Whether the library has a counterpart for a case. */
  abstract boolean canDo(Case work);

  @ParameterizedTest
  @MethodSource("dev.conv4j.benchmarks.SmallCases#all")
  void givesOurResultsBeforeAndAfterItRan(Case work) {
    Optional<Peer> peer = load();
    assumeTrue(peer.isPresent());
    Optional<Workload> theirs = peer.get().prepare(work, 1);
    assertThat(theirs.isPresent()).isEqualTo(canDo(work));
    if (theirs.isEmpty()) {
      return;
    }
    try (Workload ours = Own.workload(work, 1);
        Workload workload = theirs.get()) {
      workload.beginRound();
      assertSame(ours.results(), workload.results(), ROUNDING);
      for (int i = 0; i < 2; i++) {
        ours.run();
        workload.run();
      }
      assertSame(ours.results(), workload.results(), trains(work) ? TRAINED : ROUNDING);
    }
  }

  private static boolean trains(Case work) {
    return work instanceof NetworkCase network && network.mode() == NetworkCase.Mode.TRAINING_STEP;
  }

  private static void assertSame(List<float[]> ours, List<float[]> theirs, double bound) {
    assertThat(Agreement.distance(ours, theirs)).isLessThan(bound);
  }

  private Optional<Peer> load() {
    return ServiceLoader.load(Peer.class).stream()
        .filter(provider -> provider.type().getSimpleName().equals(peer()))
        .map(ServiceLoader.Provider::get)
        .findFirst();
  }
}
