package dev.conv4j.tensor.spi;

import dev.conv4j.tensor.Tensor;

/**
 * The name of a stream of random numbers: that of {@code new RandomStream(seed, Purpose.PASS,
 * number, step)}.
 *
 * @param number from 0 on; each random operation of a step has one of its own
 * @param step int32 {@code [2]}, the step's lower and upper half; it is read when a kernel runs, so
 *     that a step can be noted once and done many times
 */
public record RandomKey(long seed, int number, Tensor step) {
  /** How many integers the step has. */
  public static final int STEP_WORDS = 2;

  /** The halves of a step, as they lie in the tensor. */
  public static int[] words(long step) {
    return new int[] {(int) step, (int) (step >>> 32)};
  }

  /** The step that such halves make. */
  public static long step(int... words) {
    return Integer.toUnsignedLong(words[0]) | (long) words[1] << 32;
  }
}
