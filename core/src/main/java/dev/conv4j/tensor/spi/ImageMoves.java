package dev.conv4j.tensor.spi;

import dev.conv4j.tensor.Tensor;
import java.util.List;

/**
 * What is done to each image of a batch on its way there: pixels change places or are covered, so
 * that nothing is computed and every device does the same to the bit.
 *
 * @param steps done one after the other, at most {@link #MOST_STEPS}
 * @param numbers int32 {@code [N, K]}: for each image the numbers of all steps, K together
 * @param colours {@code [C, 2]}: what black, and what the mean colour of the data is in the batch
 */
public record ImageMoves(List<Step> steps, Tensor numbers, Tensor colours) {
  /** The most steps. */
  public static final int MOST_STEPS = 8;

  /** The place of black among the colours. */
  public static final int BLACK = 0;

  /** The place of the mean among the colours. */
  public static final int MEAN = 1;

  /** One step. */
  public enum Step {
    /** Left and right change places where the number is not 0. */
    MIRROR_COLUMNS(0, 1),
    /** Top and bottom change places where the number is not 0. */
    MIRROR_ROWS(1, 1),
    /**
     * Pixel {@code (y, x)} becomes the one at {@code (y + first number, x + second number)}; black
     * stands for those outside.
     */
    SHIFT_BLACK(2, 2),
    /** The same; the mean stands for those outside. */
    SHIFT_MEAN(3, 2),
    /** The same; the nearest pixel of the edge stands for those outside. */
    SHIFT_EDGE(4, 2),
    /** The same; outside, the image is mirrored in its outermost pixels. */
    SHIFT_REFLECT(5, 2),
    /**
     * The mean covers rows from the first number to below the third, columns from the second to
     * below the fourth.
     */
    COVER(6, 4);

    private final int code;
    private final int numbers;

    Step(int code, int numbers) {
      this.code = code;
      this.numbers = numbers;
    }

    /** What kernels that know no names call it. */
    public int code() {
      return code;
    }

    /** How many numbers it has for each image. */
    public int numbers() {
      return numbers;
    }
  }

  /** Copies the list. */
  public ImageMoves {
    steps = List.copyOf(steps);
    assert steps.size() <= MOST_STEPS;
  }

  /** How many numbers all these steps have. */
  public static int numbers(List<Step> steps) {
    return steps.stream().mapToInt(Step::numbers).sum();
  }

  /**
   * Which pixel of an axis of {@code extent} stands for the one at {@code at}, by a shift of this
   * kind; -1 for none.
   */
  public static int standIn(Step shift, int at, int extent) {
    if (at >= 0 && at < extent) {
      return at;
    }
    return switch (shift) {
      case SHIFT_EDGE -> at < 0 ? 0 : extent - 1;
      case SHIFT_REFLECT -> reflected(at, extent);
      default -> -1;
    };
  }

  private static int reflected(int at, int extent) {
    if (extent == 1) {
      return 0;
    }
    int within = Math.floorMod(at, 2 * (extent - 1));
    return within < extent ? within : 2 * (extent - 1) - within;
  }
}
