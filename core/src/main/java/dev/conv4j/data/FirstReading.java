package dev.conv4j.data;

import dev.conv4j.Conv4jException;
import dev.conv4j.nn.Normalization;
import dev.conv4j.tensor.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The first reading of each picture of a part of a data set. Its bytes are hashed, it is decoded,
 * and kept while there is room; what cannot be read is noted.
 *
 * <p>Thread safety: different pictures may be read at once; all else comes after that.
 */
final class FirstReading {
  private final List<LabelledFile> files;
  private final Shape shape;
  private final AtomicLong room;
  private final @Nullable Object[] kept;
  private final byte[][] digests;
  private final @Nullable String[] faults;
  private final double[][] sums;
  private final boolean[] coloured;
  private final Object oneLargeAtATime = new Object();

  /**
   * A reading of these files.
   *
   * @param shape of the images to make of them
   * @param room how many bytes may still be kept
   */
  FirstReading(List<LabelledFile> files, Shape shape, AtomicLong room) {
    this.files = files;
    this.shape = shape;
    this.room = room;
    kept = new @Nullable Object[files.size()];
    digests = new byte[files.size()][0];
    faults = new @Nullable String[files.size()];
    sums = new double[files.size()][0];
    coloured = new boolean[files.size()];
  }

  int size() {
    return files.size();
  }

  /** Reads one picture. */
  void read(int index) {
    Path file = files.get(index).file();
    try {
      byte[] bytes = PictureBytes.read(file);
      digests[index] = ImageFiles.digest(bytes);
      float[] pixels = ImageFiles.decode(file, bytes, shape, oneLargeAtATime);
      sums[index] = PixelStatistics.of(pixels, shape.intExtent(0));
      coloured[index] = isColoured(pixels);
      int needed = coloured[index] ? pixels.length : plane();
      kept[index] = KeptImages.packed(pixels, 0, needed, room);
    } catch (Conv4jException e) {
      faults[index] = why(e);
    }
  }

  private static String why(Conv4jException e) {
    String expected = e.problem().expected();
    return expected.isEmpty() || expected.equals(PictureReaders.aPicture())
        ? e.problem().found()
        : "expected " + expected + " but got " + e.problem().found();
  }

  private static boolean isColoured(float[] pixels) {
    int plane = pixels.length / 3;
    return pixels.length % 3 == 0
        && (!Arrays.equals(pixels, 0, plane, pixels, plane, 2 * plane)
            || !Arrays.equals(pixels, 0, plane, pixels, 2 * plane, 3 * plane));
  }

  /** A picture that cannot be read, and why. */
  record Fault(LabelledFile picture, String why) {
    /** In a line, such as {@code cat/1.png (an empty file)}. */
    @Override
    public String toString() {
      return picture.name() + " (" + why + ")";
    }
  }

  /** What cannot be read, in the order of the files. */
  List<Fault> faults() {
    List<Fault> found = new ArrayList<>();
    for (int i = 0; i < faults.length; i++) {
      String why = faults[i];
      if (why != null) {
        found.add(new Fault(files.get(i), why));
      }
    }
    return found;
  }

  /** Whether all images of three channels are grey. */
  boolean isGrey() {
    for (boolean one : coloured) {
      if (one) {
        return false;
      }
    }
    return true;
  }

  /** The pictures that can be read. */
  List<LabelledFile> readable() {
    return indices().stream().map(files::get).toList();
  }

  private List<Integer> indices() {
    List<Integer> indices = new ArrayList<>();
    for (int i = 0; i < faults.length; i++) {
      if (faults[i] == null) {
        indices.add(i);
      }
    }
    return indices;
  }

  /**
   * The pictures that can be read, as a data set; may be called once.
   *
   * @param channels of the images, as they were read or 1
   */
  Dataset dataset(List<String> labels, int channels) {
    List<Integer> sound = indices();
    List<byte[]> known = sound.stream().map(i -> digests[i]).toList();
    @Nullable Object[] images = new @Nullable Object[sound.size()];
    for (int i = 0; i < images.length; i++) {
      images[i] = inChannels(sound.get(i), channels);
    }
    Shape wanted = Shape.of(channels, shape.extent(1), shape.extent(2));
    return new KeptImages(new ImageFiles(wanted, labels, readable(), known), images, room);
  }

  /** An image as it was kept, a grey one in as many channels as are wanted; null if it was not. */
  private @Nullable Object inChannels(int index, int channels) {
    Object image = kept[index];
    kept[index] = null;
    if (image == null || coloured[index] == (channels > 1)) {
      return image;
    }
    room.addAndGet(KeptImages.bytes(image));
    if (coloured[index]) {
      return null; // to be decoded again, as grey
    }
    float[] one = new float[plane()];
    KeptImages.unpack(image, one, 0);
    float[] all = new float[channels * plane()];
    for (int channel = 0; channel < channels; channel++) {
      System.arraycopy(one, 0, all, channel * plane(), plane());
    }
    return KeptImages.packed(all, 0, all.length, room);
  }

  private int plane() {
    return shape.intExtent(1) * shape.intExtent(2);
  }

  /** The normalisation that suits the pictures that can be read. */
  Normalization normalization(int channels) {
    PixelStatistics statistics = new PixelStatistics(channels);
    indices().forEach(i -> statistics.add(sums[i]));
    return statistics.normalization(plane());
  }
}
