package dev.conv4j.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Lanes of two vectors taken alternately or every other one, and turned squares of lanes. Each is
 * two permutations and a blend, which every processor has; the Vector API's own permutations of two
 * vectors are single instructions with AVX-512 only, and some are very slow elsewhere.
 *
 * <p>Never touch this class before {@link VectorSupport} has found the module.
 */
final class VectorWeave {
  private static final VectorSpecies<Float> SPECIES = VectorMicroKernel.SPECIES;
  private static final int LANES = SPECIES.length();
  private static final VectorShuffle<Float> FIRST_TWICE =
      VectorShuffle.fromOp(SPECIES, lane -> lane / 2);
  private static final VectorShuffle<Float> LAST_TWICE =
      VectorShuffle.fromOp(SPECIES, lane -> (LANES + lane) / 2);
  private static final VectorShuffle<Float> EVEN_TWICE =
      VectorShuffle.fromOp(SPECIES, lane -> 2 * lane % LANES);
  private static final VectorShuffle<Float> ODD_TWICE =
      VectorShuffle.fromOp(SPECIES, lane -> (2 * lane + 1) % LANES);
  private static final VectorShuffle<Float> NEXT =
      VectorShuffle.fromOp(SPECIES, lane -> (lane + 1) % LANES);
  private static final VectorMask<Float> ODD_LANES =
      VectorMask.fromLong(SPECIES, 0xAAAA_AAAA_AAAA_AAAAL & ((1L << LANES) - 1));
  private static final VectorMask<Float> UPPER_HALF =
      VectorMask.fromLong(SPECIES, ((1L << LANES) - 1) & -(1L << (LANES / 2)));
  private static final VectorMask<Float> LAST_LANE =
      VectorMask.fromLong(SPECIES, 1L << (LANES - 1));

  private VectorWeave() {}

  /** The first halves: {@code a0 b0 a1 b1 …}. */
  static FloatVector low(FloatVector a, FloatVector b) {
    return a.rearrange(FIRST_TWICE).blend(b.rearrange(FIRST_TWICE), ODD_LANES);
  }

  /** The second halves, likewise. */
  static FloatVector high(FloatVector a, FloatVector b) {
    return a.rearrange(LAST_TWICE).blend(b.rearrange(LAST_TWICE), ODD_LANES);
  }

  /** {@code a0 a2 … b0 b2 …}. */
  static FloatVector even(FloatVector a, FloatVector b) {
    return a.rearrange(EVEN_TWICE).blend(b.rearrange(EVEN_TWICE), UPPER_HALF);
  }

  /** {@code a1 a3 … b1 b3 …}. */
  static FloatVector odd(FloatVector a, FloatVector b) {
    return a.rearrange(ODD_TWICE).blend(b.rearrange(ODD_TWICE), UPPER_HALF);
  }

  /** {@code a1 a2 …}, and {@code last} behind them. */
  static FloatVector next(FloatVector a, float last) {
    return a.rearrange(NEXT).blend(last, LAST_LANE);
  }

  /**
   * Turns a square of 8 by 8: {@code into[to + c * step + r] = from[at + rows[r] + c]}. Vectors
   * must have 8 lanes.
   */
  static void turn8(float[] from, int at, int[] rows, float[] into, int to, int step) {
    FloatVector a0 = load(from, at + rows[0]);
    FloatVector a1 = load(from, at + rows[1]);
    FloatVector a2 = load(from, at + rows[2]);
    FloatVector a3 = load(from, at + rows[3]);
    FloatVector a4 = load(from, at + rows[4]);
    FloatVector a5 = load(from, at + rows[5]);
    FloatVector a6 = load(from, at + rows[6]);
    FloatVector a7 = load(from, at + rows[7]);
    FloatVector b0 = low(a0, a4);
    FloatVector b1 = high(a0, a4);
    FloatVector b2 = low(a1, a5);
    FloatVector b3 = high(a1, a5);
    FloatVector b4 = low(a2, a6);
    FloatVector b5 = high(a2, a6);
    FloatVector b6 = low(a3, a7);
    FloatVector b7 = high(a3, a7);
    FloatVector c0 = low(b0, b4);
    FloatVector c1 = high(b0, b4);
    FloatVector c2 = low(b1, b5);
    FloatVector c3 = high(b1, b5);
    FloatVector c4 = low(b2, b6);
    FloatVector c5 = high(b2, b6);
    FloatVector c6 = low(b3, b7);
    FloatVector c7 = high(b3, b7);
    low(c0, c4).intoArray(into, to);
    high(c0, c4).intoArray(into, to + step);
    low(c1, c5).intoArray(into, to + 2 * step);
    high(c1, c5).intoArray(into, to + 3 * step);
    low(c2, c6).intoArray(into, to + 4 * step);
    high(c2, c6).intoArray(into, to + 5 * step);
    low(c3, c7).intoArray(into, to + 6 * step);
    high(c3, c7).intoArray(into, to + 7 * step);
  }

  private static FloatVector load(float[] from, int at) {
    return FloatVector.fromArray(SPECIES, from, at);
  }
}
