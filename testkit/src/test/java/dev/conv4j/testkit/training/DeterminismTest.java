package dev.conv4j.testkit.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same seed gives the same weights, bit for bit, at any number of threads, interpreted or
 * compiled. This holds for the Vector API's kernels and for the plain ones, each by themselves: the
 * two differ from each other, since only the first fuse products with sums.
 */
@Tag("either-kernels")
class DeterminismTest {
  private static final int IMAGES = 200;
  private static final int BATCH = 64;

  /** Images and batch for a JVM that only interprets. */
  private static final int FEW = 2;

  @Test
  void anyNumberOfThreadsTrainsTheSameWeightsAgainAndAgain() {
    String expected = ShortTraining.weights(1, IMAGES, BATCH, ShortTraining.SEED);
    for (int threads = 1; threads <= 3; threads++) {
      assertThat(ShortTraining.weights(threads, IMAGES, BATCH, ShortTraining.SEED))
          .as("%d threads", threads)
          .isEqualTo(expected);
      assertThat(ShortTraining.weights(threads, IMAGES, BATCH, ShortTraining.SEED))
          .as("%d threads, again", threads)
          .isEqualTo(expected);
    }
  }

  @Test
  void anotherSeedTrainsOtherWeights() {
    assertThat(ShortTraining.weights(2, FEW, 1, ShortTraining.SEED + 1))
        .isNotEqualTo(ShortTraining.weights(2, FEW, 1, ShortTraining.SEED));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-Xint", "-XX:TieredStopAtLevel=1"})
  void anotherCompilerTrainsTheSameWeights(String flag) throws IOException, InterruptedException {
    ShortTraining.weights(2, IMAGES, BATCH, ShortTraining.SEED); // has the kernels compiled here
    String here = ShortTraining.weights(2, FEW, 1, ShortTraining.SEED);
    String there =
        ChildJvm.run(
            ShortTraining.class, List.of(flag), "2", Integer.toString(FEW), Integer.toString(1));
    assertThat(there).isEqualTo(here);
  }
}
