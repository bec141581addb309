package dev.conv4j.data;

import dev.conv4j.DataException;
import dev.conv4j.nn.Normalization;
import dev.conv4j.tensor.RandomStream;
import dev.conv4j.tensor.RandomStream.Purpose;
import dev.conv4j.tensor.Shape;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Handwritten-looking digits, drawn by the program: a data set that needs no file and no network.
 * Prepared as MNIST is (LeCun, Cortes, Burges, "The MNIST database"): white strokes with soft edges
 * on black, {@code 1×28×28}, the digit fitted into 20×20 pixels and placed with its centre of mass
 * in the middle.
 *
 * <p>An image comes from (seed, training or test, index) alone, and from arithmetic that is the
 * same everywhere, so a seed gives the same bytes on every machine and at any number of threads. Of
 * ten images in a row from a multiple of ten, each shows another digit.
 *
 * <p>When not to use it: to compare results with published ones. Take MNIST for that.
 */
public final class Digits {
  /** The name of the data set. */
  public static final String NAME = "digits";

  /** The shape of one image. */
  public static final Shape IMAGE_SHAPE = Shape.of(1, DigitsSheet.SIDE, DigitsSheet.SIDE);

  /** As many images as MNIST has. */
  private static final int TRAIN = 60_000;

  private static final int TEST = 10_000;
  private static final long DEFAULT_SEED = 42;
  private static final int CLASSES = 10;
  private static final int PIXELS = DigitsSheet.SIDE * DigitsSheet.SIDE;
  private static final List<String> LABELS =
      IntStream.range(0, CLASSES).mapToObj(Integer::toString).toList();

  private Digits() {}

  /** Training and test images have streams of random numbers of their own. */
  private enum Part {
    TRAINING(0, 2),
    TEST(1, 3);

    private final int imageStream;
    private final int labelStream;

    Part(int imageStream, int labelStream) {
      this.imageStream = imageStream;
      this.labelStream = labelStream;
    }
  }

  /** The set of 60,000 training and 10,000 test images. */
  public static TrainTest trainTest() {
    return trainTest(DEFAULT_SEED, TRAIN, TEST);
  }

  /**
   * A set drawn with a seed. A smaller set is the beginning of a larger one.
   *
   * @param train the number of training images, at least 1
   * @param test the number of test images, at least 1
   * @throws DataException if a number is not positive, or too large for an array of pixels
   */
  public static TrainTest trainTest(long seed, int train, int test) {
    return new TrainTest(
        NAME,
        "The program draws it, no file is needed.",
        draw(seed, Part.TRAINING, train),
        draw(seed, Part.TEST, test),
        Normalization.MNIST); // so that a network that learned from these reads MNIST as well
  }

  /**
   * The digit that the training image of this number shows, 0 to 9.
   *
   * @throws DataException if {@code index} is negative
   */
  public static int label(long seed, int index) {
    requireIndex(index);
    return label(seed, Part.TRAINING, index);
  }

  /**
   * The training image of this number, as in {@link #trainTest(long, int, int)}.
   *
   * @return 28×28 unsigned bytes, row by row
   * @throws DataException if {@code index} is negative
   */
  public static byte[] image(long seed, int index) {
    requireIndex(index);
    byte[] pixels = new byte[PIXELS];
    drawInto(pixels, 0, seed, Part.TRAINING, index);
    return pixels;
  }

  private static void requireIndex(int index) {
    if (index < 0) {
      throw new DataException(NAME, "an index of 0 or more", Integer.toString(index), "");
    }
  }

  private static Dataset draw(long seed, Part part, int count) {
    int most = (Integer.MAX_VALUE - 8) / PIXELS;
    if (count < 1 || count > most) {
      throw new DataException(NAME, "1 to " + most + " images", Integer.toString(count), "");
    }
    byte[] pixels = new byte[count * PIXELS];
    byte[] classes = new byte[count];
    IntStream.range(0, count)
        .parallel()
        .forEach(
            index -> classes[index] = (byte) drawInto(pixels, index * PIXELS, seed, part, index));
    return new ByteImages(IMAGE_SHAPE, LABELS, pixels, classes);
  }

  /** Draws one image; returns what it shows. */
  private static int drawInto(byte[] pixels, int at, long seed, Part part, int index) {
    int label = label(seed, part, index);
    RandomStream random = new RandomStream(seed, Purpose.DIGITS, part.imageStream, index);
    new DigitsHand(label, random).write(pixels, at);
    return label;
  }

  private static int label(long seed, Part part, int index) {
    RandomStream random = new RandomStream(seed, Purpose.DIGITS, part.labelStream, index / CLASSES);
    return Subset.shuffled(CLASSES, random)[index % CLASSES];
  }
}
