package dev.conv4j.data;

import dev.conv4j.DataException;
import dev.conv4j.tensor.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * Reads a picture for a network: of the size and the number of channels that it takes, for training
 * and for naming in the same way. Formats are those of {@link ImageIO}: PNG, JPEG, GIF, BMP, TIFF,
 * and what else is found on the class path, such as TwelveMonkeys' WebP. The first picture of a
 * file is taken, and turned upright as the camera noted it.
 *
 * <p>The picture is scaled until it covers the size wanted, with its proportions kept, and its
 * middle is taken. It becomes smaller by averaging areas, larger by linear interpolation; of more
 * than 16 million pixels only every second or third row and column is read. Colours become grey by
 * ITU-R BT.601, grey becomes three equal channels, and what is transparent is laid over white.
 * Light and dark are never exchanged. Pixels of at most 8 bits are rounded to 8 bits at the end,
 * deeper ones are not.
 *
 * <p>Needs no display. Thread safety: any number of threads.
 */
public final class ImageFile {
  /** Luma of red, green and blue: Recommendation ITU-R BT.601, section 2.5.1. */
  private static final float[] LUMA = {0.299f, 0.587f, 0.114f};

  private ImageFile() {}

  /**
   * A picture made to fit.
   *
   * @param pixels {@code [C, H, W]} in row-major order, in [0, 1], not yet normalised
   * @param conversions what was done to make it fit, in words; empty if nothing was
   */
  // The array goes straight into a batch; nobody compares two of these.
  @SuppressWarnings("ArrayRecordComponent")
  public record Decoded(float[] pixels, List<String> conversions) {
    /** Copies the list; the pixels are not copied. */
    public Decoded {
      conversions = List.copyOf(conversions);
    }
  }

  /**
   * Reads a picture.
   *
   * @param input {@code [1, H, W]} or {@code [3, H, W]}, as a model's input
   * @throws DataException if the file is missing, is not a picture, is damaged, has more than 200
   *     million pixels or has colours of an unknown kind; or if {@code input} is of another shape
   */
  public static Decoded read(Path file, Shape input) {
    requirePicture(file.toString(), input);
    return decode(file, PictureBytes.read(file), input);
  }

  /** Checks that a shape is one of grey or coloured pictures. */
  static void requirePicture(String place, Shape input) {
    if (input.rank() != 3 || (input.extent(0) != 1 && input.extent(0) != 3) || input.count() == 0) {
      throw new DataException(
          place,
          "a model that takes images [1, H, W] or [3, H, W]",
          input.toString(),
          "Pictures are grey or have three colours");
    }
  }

  /** Decodes what was read from a file; see {@link #read}. */
  static Decoded decode(Path file, byte[] bytes, Shape input) {
    Picture picture = Picture.decode(file, bytes);
    PictureRows rows = new PictureRows(picture.image(), file);
    int height = input.intExtent(1);
    int width = input.intExtent(2);
    List<String> conversions = new ArrayList<>(PictureWords.of(picture, rows, height, width));
    float[][] planes = PictureFit.planes(picture, rows, height, width);
    boolean grey = input.extent(0) == 1;
    if (grey && planes.length > 1) {
      conversions.add("converted from colour to grey");
      planes = new float[][] {luma(planes)};
    } else if (!grey && planes.length == 1) {
      conversions.add("converted from grey to colour, three equal channels");
      planes = new float[][] {planes[0], planes[0], planes[0]};
    }
    if (grey && edge(planes[0], height, width) > 0.5) {
      conversions.add(
          "not inverted, though its edge is light (MNIST and sets like it are light on dark)");
    }
    return new Decoded(joined(planes, rows.isDeep()), conversions);
  }

  private static float[] joined(float[][] planes, boolean deep) {
    int plane = planes[0].length;
    float[] pixels = new float[planes.length * plane];
    for (int channel = 0; channel < planes.length; channel++) {
      for (int i = 0; i < plane; i++) {
        float value = planes[channel][i];
        pixels[channel * plane + i] = deep ? value : ByteImages.nearest(value);
      }
    }
    return pixels;
  }

  private static float[] luma(float[][] planes) {
    float[] grey = new float[planes[0].length];
    for (int i = 0; i < grey.length; i++) {
      boolean even = planes[0][i] == planes[1][i] && planes[1][i] == planes[2][i];
      grey[i] =
          even
              ? planes[0][i]
              : LUMA[0] * planes[0][i] + LUMA[1] * planes[1][i] + LUMA[2] * planes[2][i];
    }
    return grey;
  }

  /** The mean of the pixels at the edge. */
  private static double edge(float[] plane, int height, int width) {
    double sum = 0;
    int count = 0;
    for (int y = 0; y < height; y++) {
      int step = y == 0 || y == height - 1 ? 1 : Math.max(width - 1, 1);
      for (int x = 0; x < width; x += step) {
        sum += plane[y * width + x];
        count++;
      }
    }
    return sum / count;
  }
}
