package dev.conv4j.data;

import dev.conv4j.tensor.Shape;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Keeps the images of another data set once they were read, as far as there is room: decoding a
 * picture takes many times as long as a step of training on it. An image of whole bytes is kept in
 * bytes, any other in floats; what is read is the same to the bit.
 */
final class KeptImages implements Dataset {
  /** The share of the largest heap that may go into kept images. */
  private static final int SHARE = 4;

  private final Dataset whole;
  private final int perImage;
  private final AtomicReferenceArray<Object> kept;
  private final AtomicLong room;

  /**
   * A data set that keeps images.
   *
   * @param bytes how much memory the kept images may take
   */
  KeptImages(Dataset whole, long bytes) {
    this.whole = whole;
    this.perImage = Math.toIntExact(whole.imageShape().count());
    this.kept = new AtomicReferenceArray<>(whole.size());
    this.room = new AtomicLong(bytes);
  }

  /** The same images: themselves if they are in memory, kept within a share of the heap if not. */
  static Dataset of(Dataset whole) {
    return whole.isInMemory()
        ? whole
        : new KeptImages(whole, Runtime.getRuntime().maxMemory() / SHARE);
  }

  @Override
  public void readImage(int index, float[] into, int at) {
    switch (kept.get(index)) {
      case byte[] pixels -> ByteImages.read(pixels, 0, perImage, into, at);
      case float[] pixels -> System.arraycopy(pixels, 0, into, at, perImage);
      case null, default -> {
        whole.readImage(index, into, at);
        keep(index, into, at);
      }
    }
  }

  private void keep(int index, float[] from, int at) {
    boolean fits = ByteImages.areBytes(from, at, perImage);
    long bytes = fits ? perImage : (long) perImage * Float.BYTES;
    if (room.addAndGet(-bytes) < 0) {
      room.addAndGet(bytes);
      return;
    }
    Object pixels = fits ? ByteImages.toBytes(from, at, perImage) : copy(from, at);
    if (!kept.compareAndSet(index, null, pixels)) {
      room.addAndGet(bytes); // another thread was faster
    }
  }

  private float[] copy(float[] from, int at) {
    float[] pixels = new float[perImage];
    System.arraycopy(from, at, pixels, 0, perImage);
    return pixels;
  }

  @Override
  public boolean isInMemory() {
    return true;
  }

  @Override
  public int size() {
    return whole.size();
  }

  @Override
  public Shape imageShape() {
    return whole.imageShape();
  }

  @Override
  public List<String> labels() {
    return whole.labels();
  }

  @Override
  public int label(int index) {
    return whole.label(index);
  }

  @Override
  public String sha256() {
    return whole.sha256();
  }
}
