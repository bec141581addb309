package dev.conv4j.data;

import dev.conv4j.DataException;
import dev.conv4j.file.Sha256;
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
   * Two parts: what is left to train on, and a share held out, drawn with a seed from each class.
   *
   * @param heldOut the share held out, more than 0 and less than 1; at least one example, but of
   *     each class one is left to train on
   * @throws DataException if the share is none, or leaves no example on either side
   */
  public static Split split(Dataset whole, double heldOut, long seed) {
    int out = Math.max((int) Math.round(whole.size() * heldOut), 1);
    if (!(heldOut > 0 && heldOut < 1) || out >= whole.size()) {
      throw new DataException(
          "validation",
          "a share between 0 and 1 that leaves images to train on",
          Double.toString(heldOut),
          "");
    }
    int[] left = ClassShares.of(whole, out);
    int[] order = shuffled(whole.size(), new RandomStream(seed, Purpose.SPLIT, 0, 0));
    boolean[] isOut = new boolean[order.length];
    for (int index : order) {
      isOut[index] = left[whole.label(index)]-- > 0;
    }
    int[] chosen = ascendingWhere(order.length, index -> isOut[index]);
    if (chosen.length == 0) {
      throw new DataException(
          "validation",
          "two images or more of some class",
          "one of each",
          "Hold nothing out, or add images");
    }
    int[] rest = ascendingWhere(order.length, index -> !isOut[index]);
    return new Split(new Subset(whole, rest), new Subset(whole, chosen));
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
