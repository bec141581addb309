package dev.conv4j.benchmarks;

import dev.conv4j.data.Dataset;
import dev.conv4j.data.ImageFile;
import dev.conv4j.tensor.Shape;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * Pictures in files, each decoded whenever it is asked for.
 *
 * @param files one for each image
 * @param original the images that were written, for their labels
 */
record DecodedPictures(List<Path> files, Dataset original) implements Dataset {

  /**
   * Writes grey images as pictures, if they are not there yet.
   *
   * @param format as {@link ImageIO} calls it
   */
  static Dataset write(Dataset images, Path folder, String format) throws IOException {
    Files.createDirectories(folder);
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      Path file = folder.resolve(i + "." + format);
      files.add(file);
      if (!Files.exists(file) && !ImageIO.write(picture(images, i), format, file.toFile())) {
        throw new IOException("no writer for " + format);
      }
    }
    return new DecodedPictures(List.copyOf(files), images);
  }

  private static BufferedImage picture(Dataset images, int index) {
    Shape shape = images.imageShape();
    int width = shape.intExtent(2);
    float[] pixels = new float[shape.intCount()];
    images.readImage(index, pixels, 0);
    BufferedImage picture =
        new BufferedImage(width, shape.intExtent(1), BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < pixels.length; i++) {
      picture.getRaster().setSample(i % width, i / width, 0, Math.round(pixels[i] * 255));
    }
    return picture;
  }

  @Override
  public int size() {
    return original.size();
  }

  @Override
  public Shape imageShape() {
    return original.imageShape();
  }

  @Override
  public List<String> labels() {
    return original.labels();
  }

  @Override
  public int label(int index) {
    return original.label(index);
  }

  @Override
  public void readImage(int index, float[] into, int at) {
    float[] pixels = ImageFile.read(files.get(index), imageShape()).pixels();
    System.arraycopy(pixels, 0, into, at, pixels.length);
  }

  @Override
  public String sha256() {
    return original.sha256();
  }
}
