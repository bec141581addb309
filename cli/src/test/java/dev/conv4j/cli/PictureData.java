package dev.conv4j.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;

/** Folders of small pictures in three classes that are easy to tell apart. */
final class PictureData {
  static final int TRAIN = 20;
  static final int TEST = 5;

  private static final String[] CLASSES = {"blue sky", "grün", "red"};
  private static final int[] COLOURS = {0x2040F0, 0x20D040, 0xE03020};

  private PictureData() {}

  /** Writes folders {@code train} and {@code test}. */
  static Path write(Path directory) {
    writeClasses(directory.resolve("train"), TRAIN, 1);
    writeClasses(directory.resolve("test"), TEST, 2);
    return directory;
  }

  /** Writes a folder for each class. */
  static Path writeClasses(Path directory, int pictures, long seed) {
    Random random = new Random(seed);
    for (int label = 0; label < CLASSES.length; label++) {
      for (int i = 0; i < pictures; i++) {
        Path file = directory.resolve(CLASSES[label]).resolve("bild " + i + ".png");
        picture(file, COLOURS[label], random);
      }
    }
    return directory;
  }

  /** Writes a picture of one colour with noise. */
  static Path picture(Path file, int colour, Random random) {
    BufferedImage image = new BufferedImage(30, 24, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 30 * 24; i++) {
      image.setRGB(i % 30, i / 30, colour ^ (random.nextInt() & 0x1F1F1F));
    }
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      ImageIO.write(image, "png", file.toFile());
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
