package dev.conv4j.autograd;

import dev.conv4j.Conv4jException;
import dev.conv4j.Problem;
import dev.conv4j.ShapeException;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.RandomKey;
import org.jspecify.annotations.Nullable;

/**
 * Where a training pass takes its random numbers from. The same seed, step and model give the same
 * numbers, on any device, however often a training was interrupted; another step gives others.
 */
public final class Randomness {
  /** Where the step's number lies on the device. */
  private static final Shape STEP = Shape.of(RandomKey.STEP_WORDS);

  private final long seed;
  private final long step;
  private final @Nullable Tensor counter;

  private Randomness(long seed, long step, @Nullable Tensor counter) {
    this.seed = seed;
    this.step = step;
    this.counter = counter;
  }

  /** The numbers of this step; no two steps of a training should have the same. */
  public Randomness(long seed, long step) {
    this(seed, step, null);
  }

  /**
   * The numbers of a step that is known when the kernels run: for steps that are noted once and
   * done many times.
   *
   * @param step int32 {@code [2]} on the device of the pass, the step's lower and upper half
   */
  public static Randomness counted(long seed, Tensor step) {
    if (step.type() != ElementType.INT32 || !step.shape().equals(STEP)) {
      throw new ShapeException("Randomness", "int32 " + STEP, step.type() + " " + step.shape(), "");
    }
    return new Randomness(seed, 0, step);
  }

  /** The keys of one pass, one after the other. */
  static final class Keys {
    private final @Nullable Randomness source;
    private @Nullable Tensor step;
    private int drawn;

    Keys(@Nullable Randomness source) {
      this.source = source;
      this.step = source == null ? null : source.counter;
    }

    boolean areDrawn() {
      return drawn > 0;
    }

    /** A key that no other operation of the pass has. */
    RandomKey next(Operation operation, Pass pass) {
      if (source == null) {
        throw new Conv4jException(
            new Problem(
                operation.kind(),
                "a pass that has random numbers",
                "one that has none",
                "Begin it by Pass.training(device, new Randomness(seed, step)), with another step"
                    + " each time"));
      }
      Tensor where = step;
      if (where == null) {
        where = pass.allocate(operation, ElementType.INT32, STEP);
        where.write(RandomKey.words(source.step));
        step = where;
      }
      return new RandomKey(source.seed, drawn++, where);
    }
  }
}
