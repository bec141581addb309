package dev.conv4j.data;

import dev.conv4j.nn.Normalization;
import dev.conv4j.tensor.RandomStream;
import dev.conv4j.tensor.RandomStream.Purpose;
import dev.conv4j.tensor.Shape;
import java.util.List;
import java.util.stream.IntStream;

/** Digits of seven segments, white on black, drawn by the program: no file and no network. */
public final class Digits {
  private static final int SIDE = 28;
  private static final int LENGTH = 8;

  /** The segments of each digit, from the lowest bit: top, right two, bottom, left two, middle. */
  private static final int[] SEGMENTS = {
    0x3F, 0x06, 0x5B, 0x4F, 0x66, 0x6D, 0x7D, 0x07, 0x7F, 0x6F
  };

  /** Where each segment begins, in lengths, and whether it lies. */
  private static final int[][] PLACES = {
    {0, 0, 1}, {1, 0, 0}, {1, 1, 0}, {0, 2, 1}, {0, 1, 0}, {0, 0, 0}, {0, 1, 1}
  };

  private Digits() {}

  /** Some hundred images to train on and a hundred to test with. */
  public static TrainTest trainTest() {
    return new TrainTest(
        "digits",
        "The program draws it; no file is needed.",
        draw(0, 640),
        draw(1, 100),
        Normalization.MNIST);
  }

  private static Dataset draw(int part, int count) {
    byte[] pixels = new byte[count * SIDE * SIDE];
    byte[] labels = new byte[count];
    for (int i = 0; i < count; i++) {
      RandomStream random = new RandomStream(42, Purpose.DIGITS, part, i);
      labels[i] = (byte) random.nextInt(SEGMENTS.length);
      int left = 4 + random.nextInt(10);
      int top = 3 + random.nextInt(5);
      for (int segment = 0; segment < PLACES.length; segment++) {
        if ((SEGMENTS[labels[i]] >> segment & 1) == 1) {
          int[] place = PLACES[segment];
          stroke(
              pixels,
              i * SIDE * SIDE + (top + place[1] * LENGTH) * SIDE + left + place[0] * LENGTH,
              place[2] == 1 ? 1 : SIDE);
        }
      }
    }
    List<String> names = IntStream.range(0, 10).mapToObj(Integer::toString).toList();
    return new ByteImages(Shape.of(1, SIDE, SIDE), names, pixels, labels);
  }

  private static void stroke(byte[] pixels, int at, int step) {
    for (int i = 0; i <= LENGTH; i++) {
      pixels[at + i * step] = (byte) 255;
    }
  }
}
