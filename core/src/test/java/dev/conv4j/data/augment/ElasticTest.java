package dev.conv4j.data.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.conv4j.DataException;
import dev.conv4j.tensor.RandomStream;
import dev.conv4j.tensor.RandomStream.Purpose;
import dev.conv4j.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ElasticTest {
  private static final int HEIGHT = 9;
  private static final int WIDTH = 17;

  /** Two channels: the column of each pixel, and its row. */
  private static Canvas places() {
    Canvas canvas = new Canvas(Shape.of(2, HEIGHT, WIDTH), List.of(0f, 0f));
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        canvas.pixels()[y * WIDTH + x] = x;
        canvas.pixels()[(HEIGHT + y) * WIDTH + x] = y;
      }
    }
    return canvas;
  }

  private static RandomStream random(long seed) {
    return new RandomStream(seed, Purpose.AUGMENTATION, 0, 0);
  }

  @Test
  void withoutMovesNothingChanges() {
    Canvas canvas = places();
    new Elastic(0, 5, Border.EDGE).apply(canvas, random(1));
    assertThat(canvas.pixels()).isEqualTo(places().pixels());
  }

  /** What a pixel becomes tells where it came from. */
  @ParameterizedTest
  @ValueSource(ints = {1, 4, 5, 8, 100})
  void eachPixelComesFromAsNearAsIsSaidAndItsNeighbourFromBesideThat(int cell) {
    float most = 1.5f;
    Canvas canvas = places();
    new Elastic(most, cell, Border.EDGE).apply(canvas, random(2));
    float[] pixels = canvas.pixels();
    float farthest = 0;
    for (int y = 2; y < HEIGHT - 2; y++) {
      for (int x = 2; x < WIDTH - 2; x++) {
        float right = pixels[y * WIDTH + x] - x;
        float down = pixels[(HEIGHT + y) * WIDTH + x] - y;
        assertThat(right).isCloseTo(0, within(most));
        assertThat(down).isCloseTo(0, within(most));
        farthest = Math.max(farthest, Math.max(Math.abs(right), Math.abs(down)));
        float next = pixels[y * WIDTH + x + 1] - (x + 1);
        if (x + 1 < WIDTH - 2) {
          assertThat(next - right).isCloseTo(0, within(2 * most / cell + 1e-4f));
        }
      }
    }
    assertThat(farthest).isGreaterThan(0.2f);
  }

  @Test
  void anImageIsBentTheSameWayAgainAndAnotherOtherwise() {
    Elastic elastic = new Elastic(2, 4, Border.MEAN);
    Canvas one = places();
    Canvas again = places();
    Canvas other = places();
    elastic.apply(one, random(3));
    elastic.apply(again, random(3));
    elastic.apply(other, random(4));
    assertThat(again.pixels()).isEqualTo(one.pixels());
    assertThat(other.pixels()).isNotEqualTo(one.pixels());
  }

  @Test
  void numbersThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> new Elastic(-1, 4, Border.EDGE)).isInstanceOf(DataException.class);
    assertThatThrownBy(() -> new Elastic(Float.NaN, 4, Border.EDGE))
        .isInstanceOf(DataException.class);
    assertThatThrownBy(() -> new Elastic(1, 0, Border.EDGE)).isInstanceOf(DataException.class);
  }
}
