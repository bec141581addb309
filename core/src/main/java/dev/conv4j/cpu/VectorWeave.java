package dev.conv4j.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Lanes of two vectors taken alternately or every other one, and turned squares of lanes. Each is
 * two permutations and a blend, which every processor has: {@code
 * a.rearrange(FIRST_TWICE).blend(b.rearrange(FIRST_TWICE), ODD_LANES)}. The Vector API's own
 * permutations of two vectors are single instructions with AVX-512 only, and some are very slow
 * elsewhere.
 *
 * <p>They are written out where they are used: in a large caller the compiler stops inlining
 * methods of ours, and vectors that cross a call are objects.
 *
 * <p>Never touch this class before {@link VectorSupport} has found the module.
 */
final class VectorWeave {
  private static final VectorSpecies<Float> SPECIES = VectorMicroKernel.SPECIES;
  private static final int LANES = SPECIES.length();

  /** The first halves, {@code a0 b0 a1 b1 …}, with {@link #ODD_LANES}. */
  static final VectorShuffle<Float> FIRST_TWICE = VectorShuffle.fromOp(SPECIES, lane -> lane / 2);

  /** The second halves, likewise. */
  static final VectorShuffle<Float> LAST_TWICE =
      VectorShuffle.fromOp(SPECIES, lane -> (LANES + lane) / 2);

  /** {@code a0 a2 … b0 b2 …}, with {@link #UPPER_HALF}. */
  static final VectorShuffle<Float> EVEN_TWICE =
      VectorShuffle.fromOp(SPECIES, lane -> 2 * lane % LANES);

  /** {@code a1 a3 … b1 b3 …}, likewise. */
  static final VectorShuffle<Float> ODD_TWICE =
      VectorShuffle.fromOp(SPECIES, lane -> (2 * lane + 1) % LANES);

  /** {@code a1 a2 …}, and what {@link #LAST_LANE} blends in behind them. */
  static final VectorShuffle<Float> NEXT =
      VectorShuffle.fromOp(SPECIES, lane -> (lane + 1) % LANES);

  static final VectorMask<Float> ODD_LANES =
      VectorMask.fromLong(SPECIES, 0xAAAA_AAAA_AAAA_AAAAL & ((1L << LANES) - 1));
  static final VectorMask<Float> UPPER_HALF =
      VectorMask.fromLong(SPECIES, ((1L << LANES) - 1) & -(1L << (LANES / 2)));
  static final VectorMask<Float> LAST_LANE = VectorMask.fromLong(SPECIES, 1L << (LANES - 1));

  private VectorWeave() {}

  /**
   * Turns a square of 8 by 8: {@code into[to + c * step + r] = from[at + rows[r] + c]}. Vectors
   * must have 8 lanes.
   */
  static void turn8(float[] from, int at, int[] rows, float[] into, int to, int step) {
    FloatVector a0 = FloatVector.fromArray(SPECIES, from, at + rows[0]);
    FloatVector a1 = FloatVector.fromArray(SPECIES, from, at + rows[1]);
    FloatVector a2 = FloatVector.fromArray(SPECIES, from, at + rows[2]);
    FloatVector a3 = FloatVector.fromArray(SPECIES, from, at + rows[3]);
    FloatVector a4 = FloatVector.fromArray(SPECIES, from, at + rows[4]);
    FloatVector a5 = FloatVector.fromArray(SPECIES, from, at + rows[5]);
    FloatVector a6 = FloatVector.fromArray(SPECIES, from, at + rows[6]);
    FloatVector a7 = FloatVector.fromArray(SPECIES, from, at + rows[7]);
    FloatVector b0 = a0.rearrange(FIRST_TWICE).blend(a4.rearrange(FIRST_TWICE), ODD_LANES);
    FloatVector b1 = a0.rearrange(LAST_TWICE).blend(a4.rearrange(LAST_TWICE), ODD_LANES);
    FloatVector b2 = a1.rearrange(FIRST_TWICE).blend(a5.rearrange(FIRST_TWICE), ODD_LANES);
    FloatVector b3 = a1.rearrange(LAST_TWICE).blend(a5.rearrange(LAST_TWICE), ODD_LANES);
    FloatVector b4 = a2.rearrange(FIRST_TWICE).blend(a6.rearrange(FIRST_TWICE), ODD_LANES);
    FloatVector b5 = a2.rearrange(LAST_TWICE).blend(a6.rearrange(LAST_TWICE), ODD_LANES);
    FloatVector b6 = a3.rearrange(FIRST_TWICE).blend(a7.rearrange(FIRST_TWICE), ODD_LANES);
    FloatVector b7 = a3.rearrange(LAST_TWICE).blend(a7.rearrange(LAST_TWICE), ODD_LANES);
    FloatVector c0 = b0.rearrange(FIRST_TWICE).blend(b4.rearrange(FIRST_TWICE), ODD_LANES);
    FloatVector c1 = b0.rearrange(LAST_TWICE).blend(b4.rearrange(LAST_TWICE), ODD_LANES);
    FloatVector c2 = b1.rearrange(FIRST_TWICE).blend(b5.rearrange(FIRST_TWICE), ODD_LANES);
    FloatVector c3 = b1.rearrange(LAST_TWICE).blend(b5.rearrange(LAST_TWICE), ODD_LANES);
    FloatVector c4 = b2.rearrange(FIRST_TWICE).blend(b6.rearrange(FIRST_TWICE), ODD_LANES);
    FloatVector c5 = b2.rearrange(LAST_TWICE).blend(b6.rearrange(LAST_TWICE), ODD_LANES);
    FloatVector c6 = b3.rearrange(FIRST_TWICE).blend(b7.rearrange(FIRST_TWICE), ODD_LANES);
    FloatVector c7 = b3.rearrange(LAST_TWICE).blend(b7.rearrange(LAST_TWICE), ODD_LANES);
    c0.rearrange(FIRST_TWICE).blend(c4.rearrange(FIRST_TWICE), ODD_LANES).intoArray(into, to);
    c0.rearrange(LAST_TWICE).blend(c4.rearrange(LAST_TWICE), ODD_LANES).intoArray(into, to + step);
    c1.rearrange(FIRST_TWICE)
        .blend(c5.rearrange(FIRST_TWICE), ODD_LANES)
        .intoArray(into, to + 2 * step);
    c1.rearrange(LAST_TWICE)
        .blend(c5.rearrange(LAST_TWICE), ODD_LANES)
        .intoArray(into, to + 3 * step);
    c2.rearrange(FIRST_TWICE)
        .blend(c6.rearrange(FIRST_TWICE), ODD_LANES)
        .intoArray(into, to + 4 * step);
    c2.rearrange(LAST_TWICE)
        .blend(c6.rearrange(LAST_TWICE), ODD_LANES)
        .intoArray(into, to + 5 * step);
    c3.rearrange(FIRST_TWICE)
        .blend(c7.rearrange(FIRST_TWICE), ODD_LANES)
        .intoArray(into, to + 6 * step);
    c3.rearrange(LAST_TWICE)
        .blend(c7.rearrange(LAST_TWICE), ODD_LANES)
        .intoArray(into, to + 7 * step);
  }
}
