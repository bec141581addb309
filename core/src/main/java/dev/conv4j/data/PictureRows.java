package dev.conv4j.data;

import dev.conv4j.DataException;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.nio.file.Path;

/**
 * The rows of a picture as red, green, blue, or as grey alone, in [0, 1]. Transparent pixels are
 * laid over white.
 *
 * <p>Samples are taken as they are stored where they are grey or sRGB; a picture in another RGB
 * space is converted to sRGB. (Java would convert grey as if it were linear light, and lighten it.)
 * A sample becomes the float next to its share of the largest, as in data sets of bytes.
 */
final class PictureRows {
  private static final int WHITE = 1;

  private final BufferedImage picture;
  private final ColorModel colors;
  private final boolean stored;
  private final int channels;
  private final float[] largest;
  private final int[] samples;
  private final int[] packed;

  /**
   * The rows of a picture.
   *
   * @throws DataException if its colours are neither grey nor RGB, or its samples not integers
   */
  PictureRows(BufferedImage picture, Path file) {
    this.picture = picture;
    this.colors = picture.getColorModel();
    int space = colors.getColorSpace().getType();
    if (space != ColorSpace.TYPE_GRAY && space != ColorSpace.TYPE_RGB) {
      throw unsupported(file, colors.getNumColorComponents() + " colour components, not RGB");
    }
    int type = colors.getTransferType();
    if (type == DataBuffer.TYPE_FLOAT || type == DataBuffer.TYPE_DOUBLE) {
      throw unsupported(file, "floating-point samples");
    }
    this.channels = space == ColorSpace.TYPE_GRAY ? 1 : 3;
    this.stored =
        colors instanceof ComponentColorModel
            && (channels == 1 || colors.getColorSpace().isCS_sRGB());
    int components = colors.getNumComponents();
    this.largest = new float[components];
    for (int i = 0; i < components; i++) {
      largest[i] = (float) (Math.pow(2, colors.getComponentSize(i)) - 1);
    }
    this.samples = new int[stored ? picture.getWidth() * components : 0];
    this.packed = new int[stored ? 0 : picture.getWidth()];
  }

  private static DataException unsupported(Path file, String found) {
    return new DataException(
        file.toString(),
        "a grey or RGB picture of 1 to 16 bits for each colour",
        found,
        "Save it as a PNG file in RGB");
  }

  int width() {
    return picture.getWidth();
  }

  int height() {
    return picture.getHeight();
  }

  /** 1 for grey, 3 for colour. */
  int channels() {
    return channels;
  }

  boolean hasAlpha() {
    return colors.hasAlpha();
  }

  /** Whether a sample may need more than a byte. */
  boolean isDeep() {
    for (float most : largest) {
      if (most > 255) {
        return stored;
      }
    }
    return false;
  }

  /**
   * Reads one row.
   *
   * @param into an array for each channel, as long as the picture is wide
   */
  void read(int y, float[][] into) {
    if (stored) {
      readStored(y, into);
    } else {
      readConverted(y, into);
    }
  }

  private void readStored(int y, float[][] into) {
    picture.getRaster().getPixels(0, y, picture.getWidth(), 1, samples);
    int components = largest.length;
    boolean premultiplied = colors.isAlphaPremultiplied();
    for (int x = 0; x < picture.getWidth(); x++) {
      int at = x * components;
      float alpha = hasAlpha() ? samples[at + components - 1] / largest[components - 1] : 1;
      for (int channel = 0; channel < channels; channel++) {
        float value = samples[at + channel] / largest[channel];
        into[channel][x] = premultiplied ? value + (1 - alpha) * WHITE : over(value, alpha);
      }
    }
  }

  private void readConverted(int y, float[][] into) {
    picture.getRGB(0, y, packed.length, 1, packed, 0, packed.length);
    for (int x = 0; x < packed.length; x++) {
      float alpha = (packed[x] >>> 24) / 255f;
      for (int channel = 0; channel < channels; channel++) {
        into[channel][x] = over((packed[x] >> (16 - 8 * channel) & 0xFF) / 255f, alpha);
      }
    }
  }

  private static float over(float value, float alpha) {
    return value * alpha + (1 - alpha) * WHITE;
  }
}
