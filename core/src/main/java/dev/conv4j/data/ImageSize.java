package dev.conv4j.data;

import dev.conv4j.Conv4jException;
import dev.conv4j.tensor.Size2d;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import javax.imageio.ImageReader;
import org.jspecify.annotations.Nullable;

/**
 * The common size of the images of a data set, and why it is this one.
 *
 * @param reason what follows "Images are 32×32, "
 */
record ImageSize(Size2d size, String reason) {
  /** Pictures of one size are taken as they are up to this. */
  private static final int LARGEST_AS_IS = 256;

  private static final int SMALL = 32;
  private static final int MIDDLE = 64;
  private static final int LARGE = 224;

  /** The sides of a picture as it stands upright, from its header; null if that cannot be read. */
  static @Nullable Size2d ofFile(Path file) {
    try {
      Size2d size = inHead(file, PictureBytes.head(file));
      return size == null ? inHead(file, PictureBytes.read(file)) : size;
    } catch (Conv4jException e) {
      return null;
    }
  }

  private static @Nullable Size2d inHead(Path file, byte[] bytes) {
    try (PictureBytes.Stream in = new PictureBytes.Stream(bytes)) {
      ImageReader reader = PictureReaders.choose(file, bytes, in);
      try {
        int height = reader.getHeight(0);
        int width = reader.getWidth(0);
        return Orientation.of(bytes).swapsSides()
            ? new Size2d(width, height)
            : new Size2d(height, width);
      } finally {
        reader.dispose();
      }
    } catch (IOException | RuntimeException e) {
      return null; // what is wrong with it will be told when it is decoded
    }
  }

  /**
   * The size that suits pictures of these sizes.
   *
   * @param sizes null for a picture that cannot be read
   */
  static ImageSize suiting(List<@Nullable Size2d> sizes) {
    List<Size2d> known = sizes.stream().filter(Objects::nonNull).map(Size2d.class::cast).toList();
    if (known.isEmpty()) {
      return new ImageSize(Size2d.square(SMALL), "for no picture can be read");
    }
    Size2d first = known.getFirst();
    boolean fits = Math.max(first.height(), first.width()) <= LARGEST_AS_IS;
    if (fits && known.stream().allMatch(first::equals)) {
      return new ImageSize(first, "as all of them are");
    }
    int[] shorter =
        known.stream().mapToInt(size -> Math.min(size.height(), size.width())).sorted().toArray();
    int median = shorter[shorter.length / 2];
    int side = median <= SMALL * 3 / 2 ? SMALL : median <= MIDDLE * 2 ? MIDDLE : LARGE;
    return new ImageSize(
        Size2d.square(side),
        ("the middle of each, scaled, for the median of their shorter sides is %d pixels"
                + " (%d to %d)")
            .formatted(median, shorter[0], Arrays.stream(shorter).max().orElse(median)));
  }
}
