package dev.conv4j.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conv4j.nn.Normalization;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Images that are slow to read are read once, and are the same afterwards. */
class KeptImagesTest {
  private static final int PIXELS = 6;

  /** Images of six pixels that count how often they are read. */
  private static final class Slow implements Dataset {
    private final float[][] images;
    private final int[] reads;

    Slow(float[]... images) {
      this.images = images;
      this.reads = new int[images.length];
    }

    @Override
    public int size() {
      return images.length;
    }

    @Override
    public Shape imageShape() {
      return Shape.of(1, 2, 3);
    }

    @Override
    public List<String> labels() {
      return List.of("a", "b");
    }

    @Override
    public int label(int index) {
      return index % 2;
    }

    @Override
    public void readImage(int index, float[] into, int at) {
      reads[index]++;
      System.arraycopy(images[index], 0, into, at, PIXELS);
    }

    @Override
    public String sha256() {
      return "slow";
    }
  }

  private static final float[] BYTES = {0, 1, 1 / 255f, 128 / 255f, 254 / 255f, 77 / 255f};
  private static final float[] OTHERS = {0, 1, -0f, 1.5f, Float.NaN, Math.nextUp(77 / 255f)};

  private static float[] read(Dataset data, int index) {
    float[] into = new float[PIXELS + 2];
    data.readImage(index, into, 1);
    assertThat(into[0]).isZero();
    assertThat(into[PIXELS + 1]).isZero();
    float[] image = new float[PIXELS];
    System.arraycopy(into, 1, image, 0, PIXELS);
    return image;
  }

  @Test
  void eachImageIsReadOnceAndStaysTheSameToTheBit() {
    Slow slow = new Slow(BYTES, OTHERS);
    Dataset kept = KeptImages.of(slow);
    for (int round = 0; round < 3; round++) {
      assertThat(read(kept, 0)).containsExactly(BYTES);
      assertThat(read(kept, 1)).containsExactly(OTHERS);
    }
    assertThat(slow.reads).containsExactly(1, 1);
    assertThat(kept.label(1)).isEqualTo(1);
    assertThat(kept.sha256()).isEqualTo("slow");
  }

  @Test
  void imagesOfBytesTakeAQuarterOfTheRoom() {
    Slow slow = new Slow(BYTES, BYTES, BYTES, BYTES, BYTES);
    readTwice(new KeptImages(slow, 4 * PIXELS));
    assertThat(slow.reads).containsExactly(1, 1, 1, 1, 2);
    Slow others = new Slow(OTHERS, BYTES, OTHERS);
    readTwice(new KeptImages(others, 5 * PIXELS));
    assertThat(others.reads).containsExactly(1, 1, 2);
  }

  private static void readTwice(Dataset kept) {
    for (int i = 0; i < 2 * kept.size(); i++) {
      read(kept, i % kept.size());
    }
  }

  @Test
  void whatIsInMemoryIsNotKeptTwice() {
    Dataset numbers = Numbers.upTo(10);
    assertThat(KeptImages.of(numbers)).isSameAs(numbers);
    Dataset some = Subset.first(numbers, 3);
    assertThat(KeptImages.of(some)).isSameAs(some);
  }

  @Test
  void theLoaderDecodesEachImageOnce() {
    Slow slow = new Slow(BYTES, OTHERS, BYTES);
    try (Device device = Devices.open("cpu", new DeviceOptions(1));
        BatchLoader loader = new BatchLoader(slow, Normalization.none(1), 2, device)) {
      for (int epoch = 0; epoch < 4; epoch++) {
        try (BatchLoader.Epoch batches = loader.shuffled(1, epoch, 0)) {
          while (batches.hasNext()) {
            batches.next();
          }
        }
      }
    }
    assertThat(slow.reads).containsExactly(1, 1, 1);
  }
}
