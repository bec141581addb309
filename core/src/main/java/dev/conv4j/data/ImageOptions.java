package dev.conv4j.data;

import dev.conv4j.DataException;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Size2d;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How pictures in files become images of one size. Data that comes as arrays has its size already.
 *
 * @param size of all images; null to choose by the training pictures: their own if all have the
 *     same and it is no larger than 256×256, else 32, 64 or 224 pixels square, by the median of
 *     their shorter sides
 * @param channels 1 for grey, 3 for colour, 0 for what the training pictures are
 * @param labels the classes in the order of a model's; empty for those found, in the order of their
 *     names, numbers by their value
 * @param skipUnreadable whether pictures that cannot be read are left out; else they are an error
 * @param threads how many threads decode; 0 for one per processor
 */
public record ImageOptions(
    @Nullable Size2d size, int channels, List<String> labels, boolean skipUnreadable, int threads) {

  /** Everything by what is found; nothing left out. */
  public static final ImageOptions DEFAULT = new ImageOptions(null, 0, List.of(), false, 0);

  private static final int LARGEST_SIDE = 4096;

  /** Copies the list and checks the numbers. */
  public ImageOptions {
    labels = List.copyOf(labels);
    if (size != null && (!isSide(size.height()) || !isSide(size.width()))) {
      throw new DataException(
          "image size", "sides of 1 to " + LARGEST_SIDE + " pixels", size.toString(), "");
    }
    if (channels != 0 && channels != 1 && channels != 3) {
      throw new DataException(
          "channels", "1 for grey, 3 for colour, or 0 to choose", Integer.toString(channels), "");
    }
    if (threads < 0) {
      throw new DataException("threads", "0 or more", Integer.toString(threads), "");
    }
  }

  private static boolean isSide(int pixels) {
    return pixels >= 1 && pixels <= LARGEST_SIDE;
  }

  /**
   * Images as a model takes them.
   *
   * @param input {@code [C, H, W]}
   */
  public static ImageOptions fitting(Shape input, List<String> labels) {
    ImageFile.requirePicture("model", input);
    return new ImageOptions(
        new Size2d(input.intExtent(1), input.intExtent(2)), input.intExtent(0), labels, false, 0);
  }

  /** These options with another size. */
  public ImageOptions size(Size2d pixels) {
    return new ImageOptions(pixels, channels, labels, skipUnreadable, threads);
  }

  /** These options, leaving out what cannot be read or not. */
  public ImageOptions skipUnreadable(boolean skip) {
    return new ImageOptions(size, channels, labels, skip, threads);
  }

  /** These options with another number of threads. */
  public ImageOptions threads(int count) {
    return new ImageOptions(size, channels, labels, skipUnreadable, count);
  }

  /** The number of threads, the default resolved. */
  int threadsOrProcessors() {
    return threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
  }
}
