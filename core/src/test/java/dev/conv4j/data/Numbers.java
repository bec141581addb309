package dev.conv4j.data;

import dev.conv4j.tensor.Shape;
import java.util.List;
import java.util.stream.IntStream;

/** Images of one row of two pixels that hold their number: the hundreds and the rest, of 255. */
final class Numbers {
  private Numbers() {}

  /** The numbers from 0 to {@code count - 1}, labelled by their last digit. */
  static Dataset upTo(int count) {
    byte[] pixels = new byte[2 * count];
    byte[] classes = new byte[count];
    for (int i = 0; i < count; i++) {
      pixels[2 * i] = (byte) (i / 100);
      pixels[2 * i + 1] = (byte) (i % 100);
      classes[i] = (byte) (i % 10);
    }
    List<String> labels = IntStream.range(0, 10).mapToObj(Integer::toString).toList();
    return new ByteImages(Shape.of(1, 1, 2), labels, pixels, classes);
  }

  static int read(Dataset data, int index) {
    float[] pixels = new float[2];
    data.readImage(index, pixels, 0);
    return number(pixels, 0);
  }

  /** The number that an image holds. */
  static int number(float[] pixels, int image) {
    return Math.round(pixels[2 * image] * 255) * 100 + Math.round(pixels[2 * image + 1] * 255);
  }
}
