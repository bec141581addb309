package dev.conv4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Convolutions that are drawn: the same for the same seed, new, and near a fixed one. */
class DrawnConvolutionsTest {

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 99, -5})
  void eachSeedDrawsThreeThatAreNotFixedAndHaveANeighbour(long seed) {
    List<ConvolutionCase> drawn = DrawnConvolutions.draw(seed);
    assertThat(drawn).hasSize(3).doesNotHaveDuplicates().isEqualTo(DrawnConvolutions.draw(seed));
    assertThat(drawn).doesNotContainAnyElementsOf(Cases.convolutions());
    assertThat(drawn)
        .allSatisfy(work -> {
          ConvolutionCase neighbour = DrawnConvolutions.neighbour(work);
          assertThat(Cases.convolutions()).contains(neighbour);
          assertThat(neighbour.kernel()).isEqualTo(work.kernel());
          assertThat(work.output().count()).isPositive();
        });
  }

  @Test
  void otherSeedsDrawOthers() {
    assertThat(DrawnConvolutions.draw(1)).isNotEqualTo(DrawnConvolutions.draw(2));
  }

  @Test
  void theNeighbourIsTheNearestOfTheSameFilters() {
    ConvolutionCase drawn = new ConvolutionCase(140, 120, 3, 1, 1, 30, 7, false);
    assertThat(DrawnConvolutions.neighbour(drawn))
        .isEqualTo(new ConvolutionCase(128, 128, 3, 1, 1, 28, 8, false));
  }
}
