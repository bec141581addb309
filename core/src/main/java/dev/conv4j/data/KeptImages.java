package dev.conv4j.data;

import dev.conv4j.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

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
  private final AtomicReferenceArray<@Nullable Object> kept;
  private final AtomicLong room;

  /**
   * A data set that keeps images.
   *
   * @param bytes how much memory the kept images may take
   */
  KeptImages(Dataset whole, long bytes) {
    this(whole, new @Nullable Object[whole.size()], new AtomicLong(bytes));
  }

  /**
   * A data set that has kept some images already.
   *
   * @param kept what {@link #packed} made of each image; null for one to be kept when it is read
   * @param room how many bytes may still be taken; others may take from it too
   */
  KeptImages(Dataset whole, @Nullable Object[] kept, AtomicLong room) {
    this.whole = whole;
    this.perImage = Math.toIntExact(whole.imageShape().count());
    this.kept = new AtomicReferenceArray<>(kept);
    this.room = room;
  }

  /** How many bytes of images may be kept in this JVM. */
  static AtomicLong room() {
    return new AtomicLong(Runtime.getRuntime().maxMemory() / SHARE);
  }

  /** The same images: themselves if they are in memory, kept within a share of the heap if not. */
  static Dataset of(Dataset whole) {
    return whole.isInMemory()
        ? whole
        : new KeptImages(whole, new @Nullable Object[whole.size()], room());
  }

  @Override
  public void readImage(int index, float[] into, int at) {
    if (!unpack(kept.get(index), into, at)) {
      whole.readImage(index, into, at);
      keep(index, into, at);
    }
  }

  /** Reads what {@link #packed} made, if it is anything. */
  static boolean unpack(@Nullable Object packed, float[] into, int at) {
    switch (packed) {
      case byte[] pixels -> ByteImages.read(pixels, 0, pixels.length, into, at);
      case float[] pixels -> System.arraycopy(pixels, 0, into, at, pixels.length);
      case null, default -> {
        return false;
      }
    }
    return true;
  }

  private void keep(int index, float[] from, int at) {
    Object pixels = packed(from, at, perImage, room);
    if (pixels != null && !kept.compareAndSet(index, null, pixels)) {
      room.addAndGet(bytes(pixels)); // another thread was faster
    }
  }

  /**
   * An image as it is kept: bytes if they can hold it, else floats.
   *
   * @param room how many bytes may still be taken; what this takes is subtracted
   * @return null if there is no room
   */
  static @Nullable Object packed(float[] from, int at, int count, AtomicLong room) {
    boolean fits = ByteImages.areBytes(from, at, count);
    long bytes = fits ? count : (long) count * Float.BYTES;
    if (room.addAndGet(-bytes) < 0) {
      room.addAndGet(bytes);
      return null;
    }
    return fits ? ByteImages.toBytes(from, at, count) : Arrays.copyOfRange(from, at, at + count);
  }

  /** How much of the room a kept image takes. */
  static long bytes(Object packed) {
    return packed instanceof float[] pixels
        ? (long) pixels.length * Float.BYTES
        : ((byte[]) packed).length;
  }

  /** Whether reading an image of some data is nothing but copying it, just now. */
  static boolean isQuick(Dataset data) {
    return switch (data) {
      case KeptImages images -> images.isComplete();
      case Subset some -> isQuick(some.whole());
      default -> data.isInMemory();
    };
  }

  private boolean isComplete() {
    for (int i = 0; i < kept.length(); i++) {
      if (kept.get(i) == null) {
        return false;
      }
    }
    return true;
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
  public String name(int index) {
    return whole.name(index);
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
