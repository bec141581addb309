package dev.conv4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.DataException;
import dev.conv4j.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Data sets of arrays. */
class DatasetBuilderTest {
  private static final Shape SHAPE = Shape.of(1, 1, 2);

  private static float[] read(Dataset data, int index) {
    float[] pixels = new float[4];
    data.readImage(index, pixels, 1);
    return new float[] {pixels[1], pixels[2]};
  }

  @Test
  void bytesAndFloatsMayBeMixed() {
    byte[] first = {0, -1};
    Dataset data =
        new DatasetBuilder(SHAPE)
            .add(first, "b")
            .add(new float[] {0.3f, 1}, "a")
            .add(new float[] {1 / 255f, 0.2f}, "b")
            .build();
    first[0] = 9;
    assertThat(data.labels()).containsExactly("a", "b");
    assertThat(data.size()).isEqualTo(3);
    assertThat(read(data, 0)).containsExactly(0, 1);
    assertThat(read(data, 1)).containsExactly(0.3f, 1);
    assertThat(data.label(2)).isEqualTo(1);
    assertThat(data.isInMemory()).isTrue();
    assertThat(data.sha256()).hasSize(64);
  }

  @Test
  void bytesAloneAreImagesOfBytes() {
    DatasetBuilder builder = new DatasetBuilder(SHAPE).labels(List.of("yes", "no"));
    builder.add(new byte[] {1, 2}, "no").add(new float[] {3 / 255f, 4 / 255f}, "yes");
    Dataset data = builder.build();
    assertThat(data).isInstanceOf(ByteImages.class);
    assertThat(data.label(0)).isEqualTo(1);
    assertThat(data.sha256())
        .isEqualTo(
            new ByteImages(SHAPE, List.of("yes", "no"), new byte[] {1, 2, 3, 4}, new byte[] {1, 0})
                .sha256());
  }

  @Test
  void theDigestIsOfPixelsAndLabels() {
    String digest = digest(0.3f, "a");
    assertThat(digest(0.3f, "a")).isEqualTo(digest);
    assertThat(digest(Math.nextUp(0.3f), "a")).isNotEqualTo(digest);
    assertThat(digest(0.3f, "b")).isNotEqualTo(digest);
  }

  private static String digest(float pixel, String label) {
    return new DatasetBuilder(SHAPE)
        .labels(List.of("a", "b"))
        .add(new float[] {pixel, 0}, label)
        .build()
        .sha256();
  }

  @Test
  void manyClassesAreNoTrouble() {
    DatasetBuilder builder = new DatasetBuilder(SHAPE);
    for (int i = 0; i < 300; i++) {
      builder.add(new byte[] {(byte) i, 0}, Integer.toString(i));
    }
    Dataset data = builder.build();
    assertThat(data.labels()).hasSize(300);
    assertThat(data.label(299)).isEqualTo(299);
    assertThat(read(data, 299)[0]).isEqualTo(43 / 255f);
  }

  @Test
  void whatDoesNotFitIsTold() {
    DatasetBuilder builder = new DatasetBuilder(SHAPE);
    assertThatThrownBy(builder::build).hasMessageContaining("expected at least one image");
    assertThatThrownBy(() -> builder.add(new byte[3], "a"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("image 0: expected 2 pixels, as [1, 1, 2] has but got 3");
    assertThatThrownBy(() -> builder.add(new float[] {0, Float.NaN}, "a"))
        .hasMessageContaining("expected values from 0 to 1 but got NaN");
    assertThatThrownBy(() -> builder.add(new float[] {0, 255}, "a"))
        .hasMessageContaining("Divide by the value of white");
    builder.add(new byte[2], "a").labels(List.of("b", "c"));
    assertThatThrownBy(builder::build)
        .hasMessageContaining("label of image 0: expected one of the classes b, c but got 'a'");
    assertThatThrownBy(() -> new DatasetBuilder(Shape.of(2)))
        .hasMessageContaining("a shape [C, H, W]");
  }
}
