package dev.conv4j.tensor;

/** What is seen beyond the edge of an image. */
public enum PaddingMode {
  /** Zeros. */
  ZEROS {
    @Override
    public long source(long position, long size) {
      return position < 0 || position >= size ? NONE : position;
    }

    @Override
    public long mostPadding(long size) {
      return Long.MAX_VALUE;
    }
  },
  /**
   * The image mirrored at its outermost pixels, which are not repeated: {@code c b | a b c | b a}.
   */
  REFLECT {
    @Override
    public long source(long position, long size) {
      long mirrored = Math.abs(position);
      return mirrored < size ? mirrored : 2 * (size - 1) - mirrored;
    }

    @Override
    public long mostPadding(long size) {
      return size - 1;
    }
  },
  /** The outermost pixels again and again: {@code a a | a b c | c c}. */
  REPLICATE {
    @Override
    public long source(long position, long size) {
      return Math.clamp(position, 0, size - 1);
    }

    @Override
    public long mostPadding(long size) {
      return size < 1 ? 0 : Long.MAX_VALUE;
    }
  },
  /** The image again: {@code b c | a b c | a b}. */
  CIRCULAR {
    @Override
    public long source(long position, long size) {
      return Math.floorMod(position, size);
    }

    @Override
    public long mostPadding(long size) {
      return size;
    }
  };

  /** What {@link #source} gives where no pixel is seen. */
  public static final long NONE = -1;

  /**
   * The pixel that is seen at a position along one axis.
   *
   * @param position below 0 before the image, {@code size} or more behind it; no farther out than
   *     {@link #mostPadding}
   * @param size of the image
   * @return 0 to {@code size - 1}, or {@link #NONE} for a zero
   */
  public abstract long source(long position, long size);

  /** How far out an image of this size is known. */
  public abstract long mostPadding(long size);
}
