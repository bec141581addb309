package dev.conv4j.data;

import dev.conv4j.file.Sha256;
import dev.conv4j.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Images in memory, each in bytes if these can hold it, else in floats. */
final class PackedImages implements Dataset {
  private final Shape imageShape;
  private final List<String> labels;
  private final @Nullable Object[] images;
  private final int[] classes;

  /**
   * A data set of these images.
   *
   * @param images arrays of bytes or floats, none null
   */
  PackedImages(Shape imageShape, List<String> labels, @Nullable Object[] images, int[] classes) {
    this.imageShape = imageShape;
    this.labels = List.copyOf(labels);
    this.images = images;
    this.classes = classes;
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
    return classes[index];
  }

  @Override
  public void readImage(int index, float[] into, int at) {
    KeptImages.unpack(images[index], into, at);
  }

  @Override
  public boolean isInMemory() {
    return true;
  }

  @Override
  public String sha256() {
    MessageDigest digest = Sha256.begin();
    String header = "values " + imageShape + " " + classes.length + "\n";
    digest.update(header.getBytes(StandardCharsets.UTF_8));
    int perImage = Math.toIntExact(imageShape.count());
    float[] pixels = new float[perImage];
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * perImage + Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < classes.length; i++) {
      readImage(i, pixels, 0);
      bytes.clear();
      bytes.asFloatBuffer().put(pixels);
      bytes.putInt(Float.BYTES * perImage, classes[i]);
      digest.update(bytes.array());
    }
    return Sha256.end(digest);
  }
}
