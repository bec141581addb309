package dev.conv4j.examples;

import dev.conv4j.data.ByteImages;
import dev.conv4j.data.Dataset;
import dev.conv4j.data.TrainTest;
import dev.conv4j.tensor.RandomStream;
import dev.conv4j.tensor.RandomStream.Purpose;
import dev.conv4j.tensor.Shape;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Digits as a pocket calculator shows them, in seven segments, moved about and speckled: ten
 * classes of 28×28 images.
 */
final class Digits {
  private static final int SIDE = 28;
  private static final int LENGTH = 8;

  /** Top, upper left, upper right, middle, lower left, lower right, bottom; a bit for each. */
  private static final int[] SEGMENTS = {
    0b1110111, 0b0010010, 0b1011101, 0b1011011, 0b0111010,
    0b1101011, 0b1101111, 0b1010010, 0b1111111, 0b1111011
  };

  private Digits() {}

  /** Images to train on and images to test with; the same seed gives the same images. */
  static TrainTest trainTest(long seed, int train, int test) {
    return new TrainTest(
        "digits", "they need no file", draw(seed, 0, train), draw(seed, train, test));
  }

  private static Dataset draw(long seed, int first, int count) {
    byte[] pixels = new byte[count * SIDE * SIDE];
    byte[] classes = new byte[count];
    for (int i = 0; i < count; i++) {
      RandomStream random = new RandomStream(seed, Purpose.DIGITS, 0, first + i);
      classes[i] = (byte) random.nextInt(SEGMENTS.length);
      draw(SEGMENTS[classes[i]], random, pixels, i * SIDE * SIDE);
    }
    List<String> labels = IntStream.range(0, SEGMENTS.length).mapToObj(Integer::toString).toList();
    return new ByteImages(Shape.of(1, SIDE, SIDE), labels, pixels, classes);
  }

  private static void draw(int segments, RandomStream random, byte[] pixels, int at) {
    for (int i = 0; i < SIDE * SIDE; i++) {
      pixels[at + i] = (byte) random.nextInt(32);
    }
    int top = 2 + random.nextInt(6);
    int left = 4 + random.nextInt(9);
    int thick = 2 + random.nextInt(2);
    for (int segment = 0; segment < 7; segment++) {
      if ((segments >> (6 - segment) & 1) == 1) {
        boolean flat = segment % 3 == 0;
        int row = top + LENGTH * (segment / 3);
        int column = left + (segment % 3 == 2 ? LENGTH : 0);
        int height = flat ? thick : LENGTH + thick;
        int width = flat ? LENGTH + thick : thick;
        fill(pixels, at + row * SIDE + column, height, width, 160 + random.nextInt(96));
      }
    }
  }

  private static void fill(byte[] pixels, int at, int height, int width, int gray) {
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        pixels[at + y * SIDE + x] = (byte) gray;
      }
    }
  }
}
