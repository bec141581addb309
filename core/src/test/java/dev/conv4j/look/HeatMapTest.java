package dev.conv4j.look;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class HeatMapTest {
  private static final Offset<Float> CLOSE = within(1e-6f);

  /** Points at rows 5 and 9, columns 2, 4 and 6. */
  private final HeatMap map =
      new HeatMap(2, 3, new float[] {0, 2, 4, 8, 4, 0}, new HeatMap.Place(5, 2, 4, 2));

  @Test
  void interpolatesBetweenItsPoints() {
    assertThat(map.at(5, 2)).isEqualTo(0);
    assertThat(map.at(5, 3)).isEqualTo(1, CLOSE);
    assertThat(map.at(9, 2)).isEqualTo(8, CLOSE);
    assertThat(map.at(7, 4)).isEqualTo(3, CLOSE);
    assertThat(map.at(6, 2)).isEqualTo(2, CLOSE);
    assertThat(map.at(6, 5)).isEqualTo(0.75f * 3 + 0.25f * 2, CLOSE);
  }

  @Test
  void goesOnToTheEdgeOfItsCellsAndFades() {
    assertThat(map.at(9, 1)).isEqualTo(8, CLOSE);
    assertThat(map.at(11, 2)).isEqualTo(8, CLOSE);
    assertThat(map.at(12, 2)).isEqualTo(4, CLOSE);
    assertThat(map.at(13, 2)).isEqualTo(0);
    assertThat(map.at(9, 0.5)).isEqualTo(4, CLOSE);
    assertThat(map.at(12, 0.5)).isEqualTo(2, CLOSE);
    assertThat(map.at(100, 100)).isEqualTo(0);
    assertThat(map.covers(11, 1)).isTrue();
    assertThat(map.covers(11.1, 1)).isFalse();
    assertThat(map.covers(3, 7.1)).isFalse();
  }

  @Test
  void hasACellAroundEachPoint() {
    assertThat(map.nearest(6.9, 2.9)).isEqualTo(0);
    assertThat(map.nearest(7.1, 2.9)).isEqualTo(8);
    assertThat(map.nearest(7.1, 3.1)).isEqualTo(4);
    assertThat(map.nearest(-50, 50)).isEqualTo(4);
    assertThat(map.range()).isEqualTo(new Range(0, 8));
  }

  @Test
  void aMapThatSharesOutTheImageCoversAllOfIt() {
    HeatMap shared = new HeatMap(2, 1, new float[] {1, 3}, HeatMap.Place.sharing(6, 5, 2, 1));
    assertThat(shared.place()).isEqualTo(new HeatMap.Place(1, 2, 3, 5));
    assertThat(shared.covers(-0.5, -0.5)).isTrue();
    assertThat(shared.covers(5.5, 4.5)).isTrue();
    assertThat(shared.covers(5.6, 4.5)).isFalse();
    assertThat(shared.at(0, 0)).isEqualTo(1);
    assertThat(shared.at(2.5, 4)).isEqualTo(2);
    assertThat(shared.at(5, 4)).isEqualTo(3);
  }
}
