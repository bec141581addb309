package dev.conv4j.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** A directory with four small IDX files: ten classes of bars, easy to tell apart. */
final class TinyData {
  static final int TRAIN = 320;
  static final int TEST = 100;
  private static final int SIDE = 28;

  private TinyData() {}

  static Path write(Path directory, long seed) {
    return write(directory, seed, 10);
  }

  /** The first of the classes only. */
  static Path write(Path directory, long seed, int classes) {
    try {
      Files.createDirectories(directory);
      Random random = new Random(seed);
      writePart(directory, "train", TRAIN, classes, random);
      writePart(directory, "t10k", TEST, classes, random);
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void writePart(Path directory, String part, int count, int classes, Random random)
      throws IOException {
    ByteBuffer images = ByteBuffer.allocate(16 + count * SIDE * SIDE);
    images.putInt(0x803).putInt(count).putInt(SIDE).putInt(SIDE);
    ByteBuffer labels = ByteBuffer.allocate(8 + count);
    labels.putInt(0x801).putInt(count);
    for (int i = 0; i < count; i++) {
      int label = i % classes;
      images.put(picture(label, random));
      labels.put((byte) label);
    }
    Files.write(directory.resolve(part + "-images-idx3-ubyte"), images.array());
    Files.write(directory.resolve(part + "-labels-idx1-ubyte"), labels.array());
  }

  /** A bar for each class: five across, five down. */
  private static byte[] picture(int label, Random random) {
    byte[] pixels = new byte[SIDE * SIDE];
    int place = 3 + 5 * (label % 5);
    for (int row = 0; row < SIDE; row++) {
      for (int column = 0; column < SIDE; column++) {
        int along = label < 5 ? row : column;
        int value = random.nextInt(60) + (along >= place && along < place + 3 ? 190 : 0);
        pixels[row * SIDE + column] = (byte) value;
      }
    }
    return pixels;
  }
}
