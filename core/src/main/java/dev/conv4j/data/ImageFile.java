package dev.conv4j.data;

import dev.conv4j.DataException;
import dev.conv4j.tensor.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * Reads a picture for a network: of the size and the number of channels that it takes. Formats are
 * those of {@link ImageIO}: PNG, JPEG, GIF, BMP, TIFF, and what else is found on the class path.
 * The first picture of a file is taken, as it is stored: a camera's note to turn it is not
 * followed.
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
   * Reads a picture. It is stretched to the size wanted: made smaller by averaging areas, larger by
   * linear interpolation. Colours become grey by ITU-R BT.601, grey becomes three equal channels,
   * and what is transparent is laid over white. Light and dark are never exchanged.
   *
   * @param input {@code [1, H, W]} or {@code [3, H, W]}, as a model's input
   * @throws DataException if the file is missing, is not a picture, is damaged, has more than 100
   *     million pixels or has colours of an unknown kind; or if {@code input} is of another shape
   */
  public static Decoded read(Path file, Shape input) {
    if (input.rank() != 3 || (input.extent(0) != 1 && input.extent(0) != 3) || input.count() == 0) {
      throw new DataException(
          file.toString(),
          "a model that takes images [1, H, W] or [3, H, W]",
          input.toString(),
          "Pictures are grey or have three colours");
    }
    Picture picture = Picture.decode(file);
    return fit(picture, new PictureRows(picture.image(), file), input);
  }

  /** Resizes row by row, so that beside the picture itself only a few rows are in memory. */
  private static float[][] resize(PictureRows rows, int height, int width) {
    Resampling across = Resampling.axis(rows.width(), width);
    Resampling down = Resampling.axis(rows.height(), height);
    float[][] planes = new float[rows.channels()][height * width];
    float[][] row = new float[rows.channels()][rows.width()];
    float[] narrow = new float[width];
    int firstNew = 0;
    for (int y = 0; y < rows.height(); y++) {
      rows.read(y, row);
      while (down.end(firstNew) <= y) {
        firstNew++;
      }
      for (int channel = 0; channel < planes.length; channel++) {
        across.apply(row[channel], narrow);
        for (int i = firstNew; i < height && down.begin(i) <= y; i++) {
          add(down.weight(i, y), narrow, planes[channel], i * width);
        }
      }
    }
    return planes;
  }

  private static void add(float weight, float[] row, float[] into, int at) {
    for (int x = 0; x < row.length; x++) {
      into[at + x] += weight * row[x];
    }
  }

  private static Decoded fit(Picture picture, PictureRows rows, Shape input) {
    int height = input.intExtent(1);
    int width = input.intExtent(2);
    int channels = input.intExtent(0);
    List<String> conversions = new ArrayList<>();
    picture.warnings().forEach(warning -> conversions.add("read with a warning: " + warning));
    if (rows.hasAlpha()) {
      conversions.add("laid over white, for it may be transparent");
    }
    if (rows.width() != width || rows.height() != height) {
      conversions.add(resized(rows, height, width));
    }
    float[][] planes = resize(rows, height, width);
    if (rows.channels() > channels) {
      conversions.add("converted from colour to grey");
      planes = new float[][] {luma(planes)};
    } else if (rows.channels() < channels) {
      conversions.add("converted from grey to colour, three equal channels");
      planes = new float[][] {planes[0], planes[0], planes[0]};
    }
    if (channels == 1 && edge(planes[0], height, width) > 0.5) {
      conversions.add(
          "not inverted, though its edge is light (MNIST and sets like it are light on dark)");
    }
    int plane = height * width;
    float[] pixels = new float[channels * plane];
    for (int channel = 0; channel < channels; channel++) {
      System.arraycopy(planes[channel], 0, pixels, channel * plane, plane);
    }
    return new Decoded(pixels, conversions);
  }

  private static String resized(PictureRows rows, int height, int width) {
    String text =
        "resized from " + rows.width() + "×" + rows.height() + " to " + width + "×" + height;
    boolean sameShape = (long) rows.width() * height == (long) rows.height() * width;
    return sameShape ? text : text + ", which changes its proportions";
  }

  private static float[] luma(float[][] planes) {
    float[] grey = new float[planes[0].length];
    for (int i = 0; i < grey.length; i++) {
      grey[i] = LUMA[0] * planes[0][i] + LUMA[1] * planes[1][i] + LUMA[2] * planes[2][i];
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
