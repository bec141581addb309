package dev.conv4j.data;

import dev.conv4j.DataException;
import dev.conv4j.Problem;
import dev.conv4j.file.Sha256;
import dev.conv4j.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;

/**
 * Pictures in files, each decoded whenever it is asked for. A file that is another than when it was
 * first read is refused, so that an image never changes.
 */
final class ImageFiles implements Dataset {
  /** Larger files are decoded one at a time, for many at once might not fit into memory. */
  private static final int LARGE = 1 << 24;

  private final Shape imageShape;
  private final List<String> labels;
  private final List<LabelledFile> files;
  private final List<byte[]> digests;
  private final Object oneLargeAtATime = new Object();

  /**
   * A data set of these files.
   *
   * @param digests SHA-256 of the bytes of each file
   */
  ImageFiles(
      Shape imageShape, List<String> labels, List<LabelledFile> files, List<byte[]> digests) {
    this.imageShape = imageShape;
    this.labels = List.copyOf(labels);
    this.files = List.copyOf(files);
    this.digests = List.copyOf(digests);
  }

  @Override
  public int size() {
    return files.size();
  }

  @Override
  public Shape imageShape() {
    return imageShape;
  }

  @Override
  public List<String> labels() {
    return labels;
  }

  @Override
  public String name(int index) {
    return files.get(index).name();
  }

  @Override
  public int label(int index) {
    return files.get(index).label();
  }

  @Override
  public void readImage(int index, float[] into, int at) {
    Path file = files.get(index).file();
    byte[] bytes = PictureBytes.read(file);
    if (!Arrays.equals(digest(bytes), digests.get(index))) {
      throw new DataException(
          Problem.of(
              file.toString(),
              "the file has changed since it was first read",
              "Begin anew; what was learned so far is in the run's directory"),
          null);
    }
    float[] pixels = decode(file, bytes, imageShape, oneLargeAtATime);
    System.arraycopy(pixels, 0, into, at, pixels.length);
  }

  /**
   * Decodes a file.
   *
   * @param largeOnes is held while a large one is decoded
   */
  static float[] decode(Path file, byte[] bytes, Shape shape, Object largeOnes) {
    if (bytes.length < LARGE) {
      return ImageFile.decode(file, bytes, shape).pixels();
    }
    synchronized (largeOnes) {
      return ImageFile.decode(file, bytes, shape).pixels();
    }
  }

  /** SHA-256 of the bytes of a file. */
  static byte[] digest(byte[] bytes) {
    MessageDigest digest = Sha256.begin();
    return digest.digest(bytes);
  }

  /**
   * Of the bytes of the files as they are, not of what is decoded from them, of the images' shape
   * and of the labels.
   */
  @Override
  public String sha256() {
    MessageDigest digest = Sha256.begin();
    String header = "files " + imageShape + " " + files.size() + "\n";
    digest.update(header.getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < files.size(); i++) {
      digest.update(digests.get(i));
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(files.get(i).label()).array());
    }
    return Sha256.end(digest);
  }
}
