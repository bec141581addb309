package dev.conv4j.tensor;

/**
 * Random numbers from a counter: Philox 4×32-10 (Salmon et al. 2011, "Parallel random numbers: as
 * easy as 1, 2, 3"). A stream is named by (seed, purpose, epoch, index), so that any thread and any
 * device draws the same numbers in any order; nothing is shared and nothing is global.
 *
 * <p>Thread safety: one stream belongs to one thread; making one is cheap.
 */
public final class RandomStream {

  /** What the numbers are for; each purpose has numbers of its own. */
  public enum Purpose {
    /** First values of parameters. */
    INITIALIZATION(1),
    /** The order of the examples in an epoch. */
    SHUFFLE(2),
    /** Which examples are held out. */
    SPLIT(3),
    /** The shapes of drawn digits. */
    DIGITS(4),
    /** Changes of single images. */
    AUGMENTATION(16),
    /** Mixtures of two images. */
    MIXING(17),
    /** What a training pass draws, such as which elements dropout keeps. */
    PASS(18);

    private final int code;

    Purpose(int code) {
      this.code = code;
    }

    /**
     * The second word of the generator's counter, for devices that compute the numbers themselves.
     *
     * @param epoch 0 to 2²⁴ − 1
     */
    public int counter(int epoch) {
      return code << EPOCH_BITS | epoch;
    }
  }

  private static final int MULTIPLIER_0 = 0xD2511F53;
  private static final int MULTIPLIER_1 = 0xCD9E8D57;
  private static final int KEY_STEP_0 = 0x9E3779B9;
  private static final int KEY_STEP_1 = 0xBB67AE85;
  private static final int ROUNDS = 10;
  private static final int EPOCH_BITS = 24;

  private final int key0;
  private final int key1;
  private int counter1;
  private int counter2;
  private int counter3;
  private int block;
  private int used = 4;
  private final int[] words = new int[4];
  private double spareGaussian = Double.NaN;

  /**
   * The stream of this name.
   *
   * @param epoch 0 to 2²⁴ − 1
   */
  public RandomStream(long seed, Purpose purpose, int epoch, long index) {
    assert epoch >= 0 && epoch < 1 << EPOCH_BITS;
    this.key0 = (int) seed;
    this.key1 = (int) (seed >>> 32);
    this.counter1 = purpose.counter(epoch);
    this.counter2 = (int) index;
    this.counter3 = (int) (index >>> 32);
  }

  /**
   * Becomes the stream of the same seed and purpose with another epoch and index, as if it had just
   * been made.
   *
   * @param epoch 0 to 2²⁴ − 1
   */
  public void moveTo(int epoch, long index) {
    assert epoch >= 0 && epoch < 1 << EPOCH_BITS;
    counter1 = (counter1 >>> EPOCH_BITS) << EPOCH_BITS | epoch;
    counter2 = (int) index;
    counter3 = (int) (index >>> 32);
    block = 0;
    used = words.length;
    spareGaussian = Double.NaN;
  }

  /** Goes to the place where this many words, each of 32 bits, have been drawn. */
  public void skipTo(long words) {
    block = (int) (words >>> 2);
    used = this.words.length;
    for (long i = words & ~3L; i < words; i++) {
      nextInt();
    }
    spareGaussian = Double.NaN;
  }

  /** 32 random bits. */
  public int nextInt() {
    if (used == words.length) {
      philox(block++, counter1, counter2, counter3, key0, key1, words);
      used = 0;
    }
    return words[used++];
  }

  /**
   * An even draw from 0 to {@code bound - 1} (Lemire 2019, arXiv:1805.10941).
   *
   * @param bound 1 or more
   */
  public int nextInt(int bound) {
    assert bound >= 1;
    long product = Integer.toUnsignedLong(nextInt()) * bound;
    if (Integer.compareUnsigned((int) product, bound) < 0) {
      int least = Integer.remainderUnsigned(-bound, bound);
      while (Integer.compareUnsigned((int) product, least) < 0) {
        product = Integer.toUnsignedLong(nextInt()) * bound;
      }
    }
    return (int) (product >>> 32);
  }

  /** An even draw from [0, 1), a multiple of 2⁻²⁴. */
  public float nextFloat() {
    return (nextInt() >>> 8) * 0x1p-24f;
  }

  /** An even draw from [low, high). */
  public float nextFloat(float low, float high) {
    return low + (high - low) * nextFloat();
  }

  /** A draw from the normal distribution of mean 0 and deviation 1 (Box and Muller 1958). */
  public double nextGaussian() {
    if (!Double.isNaN(spareGaussian)) {
      double spare = spareGaussian;
      spareGaussian = Double.NaN;
      return spare;
    }
    double radius = StrictMath.sqrt(-2 * StrictMath.log(((nextInt() >>> 8) + 1) * 0x1p-24));
    double angle = 2 * StrictMath.PI * (nextInt() >>> 8) * 0x1p-24;
    spareGaussian = radius * StrictMath.sin(angle);
    return radius * StrictMath.cos(angle);
  }

  /** One block of four words: the generator itself, pure. */
  static void philox(int c0, int c1, int c2, int c3, int key0, int key1, int[] out) {
    for (int round = 0; round < ROUNDS; round++) {
      long product0 = Integer.toUnsignedLong(MULTIPLIER_0) * Integer.toUnsignedLong(c0);
      long product1 = Integer.toUnsignedLong(MULTIPLIER_1) * Integer.toUnsignedLong(c2);
      int next0 = (int) (product1 >>> 32) ^ c1 ^ key0;
      int next2 = (int) (product0 >>> 32) ^ c3 ^ key1;
      c1 = (int) product1;
      c3 = (int) product0;
      c0 = next0;
      c2 = next2;
      key0 += KEY_STEP_0;
      key1 += KEY_STEP_1;
    }
    out[0] = c0;
    out[1] = c1;
    out[2] = c2;
    out[3] = c3;
  }
}
