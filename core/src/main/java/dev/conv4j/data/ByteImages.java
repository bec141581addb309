package dev.conv4j.data;

import dev.conv4j.DataException;
import dev.conv4j.file.Sha256;
import dev.conv4j.tensor.Shape;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Images of unsigned bytes in memory, 0 being black and 255 white. */
public final class ByteImages implements Dataset {
  private static final float[] VALUES = new float[256];

  static {
    for (int i = 0; i < VALUES.length; i++) {
      VALUES[i] = i / 255f;
    }
  }

  private final Shape imageShape;
  private final List<String> labels;
  private final byte[] pixels;
  private final byte[] classes;
  private final int perImage;
  private volatile @Nullable String sha256;

  /**
   * A data set of these images; the arrays are not copied and must not change.
   *
   * @param imageShape {@code [C, H, W]}
   * @param labels the names of the classes, at most 256
   * @param pixels one image after the other, each in row-major order
   * @param classes the class of each image
   * @throws DataException if the arrays do not belong together, or a class has no label
   */
  public ByteImages(Shape imageShape, List<String> labels, byte[] pixels, byte[] classes) {
    this.imageShape = imageShape;
    this.labels = List.copyOf(labels);
    this.pixels = pixels;
    this.classes = classes;
    this.perImage = Math.toIntExact(imageShape.count());
    if ((long) classes.length * perImage != pixels.length) {
      throw new DataException(
          "images",
          classes.length + " labels times " + perImage + " pixels",
          pixels.length + " pixels",
          "");
    }
    for (int i = 0; i < classes.length; i++) {
      if ((classes[i] & 0xFF) >= labels.size()) {
        throw new DataException(
            "label of image " + i,
            "a class from 0 to " + (labels.size() - 1),
            Integer.toString(classes[i] & 0xFF),
            "");
      }
    }
  }

  @Override
  public int size() {
    return classes.length;
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
  public int label(int index) {
    return classes[index] & 0xFF;
  }

  @Override
  public void readImage(int index, float[] into, int at) {
    read(pixels, index * perImage, perImage, into, at);
  }

  @Override
  public boolean readBytes(int index, byte[] into, int at) {
    System.arraycopy(pixels, index * perImage, into, at, perImage);
    return true;
  }

  /** Reads {@code count} pixels as values in [0, 1]. */
  static void read(byte[] pixels, int from, int count, float[] into, int at) {
    for (int i = 0; i < count; i++) {
      into[at + i] = VALUES[pixels[from + i] & 0xFF];
    }
  }

  /** The value of a byte that is nearest to a value in [0, 1]. */
  static float nearest(float value) {
    return VALUES[Math.clamp(Math.round(value * 255), 0, 255)];
  }

  /** Whether bytes can hold all of these values, to the bit. */
  static boolean areBytes(float[] values, int at, int count) {
    for (int i = at; i < at + count; i++) {
      int pixel = Math.round(values[i] * 255);
      if (pixel < 0
          || pixel >= VALUES.length
          || Float.floatToRawIntBits(values[i]) != Float.floatToRawIntBits(VALUES[pixel])) {
        return false;
      }
    }
    return true;
  }

  /** Values that {@link #areBytes}, as bytes. */
  static byte[] toBytes(float[] values, int at, int count) {
    byte[] pixels = new byte[count];
    for (int i = 0; i < count; i++) {
      pixels[i] = (byte) Math.round(values[at + i] * 255);
    }
    return pixels;
  }

  @Override
  public boolean isInMemory() {
    return true;
  }

  @Override
  public String sha256() {
    String known = sha256;
    if (known == null) {
      known = digest();
      sha256 = known;
    }
    return known;
  }

  private String digest() {
    MessageDigest digest = Sha256.begin();
    String header = imageShape + " " + classes.length + "\n";
    digest.update(header.getBytes(StandardCharsets.UTF_8));
    digest.update(pixels);
    digest.update(classes);
    return Sha256.end(digest);
  }
}
