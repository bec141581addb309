package dev.conv4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.DataException;
import dev.conv4j.nn.Normalization;
import dev.conv4j.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class ByteImagesTest {
  private static final Shape SHAPE = Shape.of(2, 1, 2);
  private static final List<String> LABELS = List.of("cat", "dog");

  private static ByteImages images(byte[] classes, int... pixels) {
    byte[] bytes = new byte[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      bytes[i] = (byte) pixels[i];
    }
    return new ByteImages(SHAPE, LABELS, bytes, classes);
  }

  @Test
  void bytesBecomeValuesFromZeroToOne() {
    ByteImages images = images(new byte[] {1, 0}, 0, 51, 102, 153, 204, 255, 1, 2);
    float[] into = new float[6];
    images.readImage(1, into, 1);
    assertThat(into).containsExactly(0, 204 / 255f, 1, 1 / 255f, 2 / 255f, 0);
    assertThat(images.size()).isEqualTo(2);
    assertThat(images.label(0)).isEqualTo(1);
    assertThat(images.labels()).containsExactly("cat", "dog");
  }

  @Test
  void theDigestTellsContentShapeAndLabelsApart() {
    String digest = images(new byte[] {0}, 1, 2, 3, 4).sha256();
    assertThat(digest).hasSize(64).isEqualTo(images(new byte[] {0}, 1, 2, 3, 4).sha256());
    assertThat(images(new byte[] {0}, 1, 2, 3, 5).sha256()).isNotEqualTo(digest);
    assertThat(images(new byte[] {1}, 1, 2, 3, 4).sha256()).isNotEqualTo(digest);
    ByteImages upright =
        new ByteImages(Shape.of(2, 2, 1), LABELS, new byte[] {1, 2, 3, 4}, new byte[] {0});
    assertThat(upright.sha256()).isNotEqualTo(digest);
  }

  @Test
  void whatDoesNotBelongTogetherIsRefused() {
    assertThatThrownBy(() -> images(new byte[] {0, 1}, 1, 2, 3, 4))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("expected 2 labels times 4 pixels but got 4 pixels");
    assertThatThrownBy(() -> images(new byte[] {2}, 1, 2, 3, 4))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("label of image 0: expected a class from 0 to 1 but got 2");
    assertThatThrownBy(() -> images(new byte[] {-1}, 1, 2, 3, 4))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("got 255");
  }

  @Test
  void statisticsAreThoseOfEachChannel() {
    ByteImages images = images(new byte[] {0, 1}, 0, 255, 51, 51, 255, 0, 51, 51);
    Normalization measured = PixelStatistics.normalization(images);
    assertThat(measured.mean()).containsExactly(0.5f, 51 / 255f);
    assertThat(measured.deviation()).containsExactly(0.5f, 1f);
  }
}
