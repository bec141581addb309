package dev.conv4j.testkit;

import dev.conv4j.data.ByteImages;
import dev.conv4j.data.Dataset;
import dev.conv4j.tensor.Shape;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A small data set from a seed, for tests that need some images whatever they show: noise, and a
 * bright row that stands where the class says, so that there is something to learn.
 */
public final class RandomImages {
  private static final int NOISE = 100;

  private RandomImages() {}

  /**
   * Images of {@code classes} classes, taken in turn.
   *
   * @param shape {@code [C, H, W]} with at least as many rows as there are classes
   */
  public static Dataset of(int count, Shape shape, int classes, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int width = shape.intExtent(2);
    byte[] pixels = new byte[Math.toIntExact(count * shape.count())];
    byte[] labels = new byte[count];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) random.nextInt(NOISE);
    }
    for (int i = 0; i < count; i++) {
      int label = i % classes;
      labels[i] = (byte) label;
      int row = label * shape.intExtent(1) / classes;
      int from = Math.toIntExact(i * shape.count() + (long) row * width);
      Arrays.fill(pixels, from, from + width, (byte) 255);
    }
    return new ByteImages(
        shape, IntStream.range(0, classes).mapToObj(Integer::toString).toList(), pixels, labels);
  }

  /** Images as the lecture's network takes them: 1×28×28, ten classes. */
  public static Dataset likeMnist(int count, long seed) {
    return of(count, Shape.of(1, 28, 28), 10, seed);
  }
}
