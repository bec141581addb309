package dev.conv4j.data;

import dev.conv4j.DataException;
import dev.conv4j.tensor.RandomStream;
import dev.conv4j.tensor.RandomStream.Purpose;
import dev.conv4j.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Some of the examples of another data set. */
public final class Subset implements Dataset {
  private final Dataset whole;
  private final int[] indices;

  private Subset(Dataset whole, int[] indices) {
    this.whole = whole;
    this.indices = indices;
  }

  /** The first {@code count} examples, or all if there are fewer. */
  public static Dataset first(Dataset whole, int count) {
    return count >= whole.size() ? whole : new Subset(whole, ascending(count));
  }

  /** {@code count} examples drawn with a seed, in their own order, or all if there are fewer. */
  public static Dataset random(Dataset whole, long count, long seed) {
    if (count >= whole.size()) {
      return whole;
    }
    int[] order = shuffled(whole.size(), new RandomStream(seed, Purpose.SPLIT, 0, 1));
    return new Subset(whole, sorted(order, 0, (int) count));
  }

  /**
   * Two parts: what is left to train on, and a share held out, drawn with a seed.
   *
   * @param heldOut the share held out, more than 0 and less than 1; at least one example
   */
  public static Split split(Dataset whole, double heldOut, long seed) {
    int out = Math.max((int) Math.round(whole.size() * heldOut), 1);
    if (!(heldOut > 0 && heldOut < 1) || out >= whole.size()) {
      throw new DataException(
          "validation", "a share that leaves images to train on", Double.toString(heldOut), "");
    }
    int[] order = shuffled(whole.size(), new RandomStream(seed, Purpose.SPLIT, 0, 0));
    return new Split(
        new Subset(whole, sorted(order, out, whole.size())),
        new Subset(whole, sorted(order, 0, out)));
  }

  /** A data set in two parts. */
  public record Split(Dataset rest, Dataset heldOut) {}

  /** The numbers from 0 to {@code count - 1} in random order (Fisher and Yates). */
  static int[] shuffled(int count, RandomStream random) {
    int[] order = ascending(count);
    for (int i = count - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swap = order[i];
      order[i] = order[j];
      order[j] = swap;
    }
    return order;
  }

  static int[] ascending(int count) {
    int[] numbers = new int[count];
    Arrays.setAll(numbers, i -> i);
    return numbers;
  }

  /** The numbers from 0 to {@code count - 1} that are wanted. */
  static int[] ascendingWhere(int count, IntPredicate wanted) {
    return IntStream.range(0, count).filter(wanted).toArray();
  }

  private static int[] sorted(int[] order, int from, int to) {
    int[] part = Arrays.copyOfRange(order, from, to);
    Arrays.sort(part);
    return part;
  }

  /** What these are examples of. */
  Dataset whole() {
    return whole;
  }

  @Override
  public int size() {
    return indices.length;
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
    return whole.name(indices[index]);
  }

  @Override
  public int label(int index) {
    return whole.label(indices[index]);
  }

  @Override
  public void readImage(int index, float[] into, int at) {
    whole.readImage(indices[index], into, at);
  }

  @Override
  public boolean readBytes(int index, byte[] into, int at) {
    return whole.readBytes(indices[index], into, at);
  }

  @Override
  public boolean isInMemory() {
    return whole.isInMemory();
  }

  /** Of the digest of the whole set and of which of its examples these are. */
  @Override
  public String sha256() {
    MessageDigest digest = Sha256.begin();
    digest.update(whole.sha256().getBytes(StandardCharsets.US_ASCII));
    ByteBuffer numbers = ByteBuffer.allocate(Integer.BYTES * indices.length);
    numbers.asIntBuffer().put(indices);
    digest.update(numbers);
    return Sha256.end(digest);
  }
}
