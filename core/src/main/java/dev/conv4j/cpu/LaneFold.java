package dev.conv4j.cpu;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link MicroKernel#fold} with the Vector API. Two lines at a time become one, the halves of
 * either added to each other, until as many lines as there are lanes have become one; the order of
 * the additions is that of {@link ChannelSums#fold}.
 */
final class LaneFold {
  private static final VectorSpecies<Float> SPECIES = VectorMicroKernel.WIDE;
  private static final int LANES = SPECIES.length();
  private static final int LEVELS = Integer.numberOfTrailingZeros(LANES);

  private static final VectorMask<Float> UPPER_HALF =
      VectorMask.fromLong(SPECIES, -1L << (LANES / 2));

  private static final VectorShuffle<Float>[] LOWER = shuffles(0);
  private static final VectorShuffle<Float>[] UPPER = shuffles(1);

  private LaneFold() {}

  /** For each level, the lanes of either line that are the first or the second summands. */
  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
  private static VectorShuffle<Float>[] shuffles(int second) {
    VectorShuffle<Float>[] levels = new VectorShuffle[LEVELS];
    Arrays.setAll(
        levels,
        level -> {
          int half = LANES >> (level + 1);
          return VectorShuffle.fromOp(
              SPECIES, lane -> (lane / half * 2 * half + lane % half + second * half) % LANES);
        });
    return levels;
  }

  static void fold(int groups, float[] sums, int at, float[] into, int intoAt) {
    for (int group = 0; group < groups; group++, at += LANES * LANES, intoAt += LANES) {
      int lines = LANES;
      for (int level = 0; level < LEVELS; level++, lines /= 2) {
        halve(sums, at, lines, LOWER[level], UPPER[level]);
      }
      System.arraycopy(sums, at, into, intoAt, LANES);
    }
  }

  private static void halve(
      float[] sums, int at, int lines, VectorShuffle<Float> lower, VectorShuffle<Float> upper) {
    for (int line = 0; line < lines; line += 2) {
      FloatVector a = FloatVector.fromArray(SPECIES, sums, at + line * LANES);
      FloatVector b = FloatVector.fromArray(SPECIES, sums, at + (line + 1) * LANES);
      FloatVector first = a.rearrange(lower).blend(b.rearrange(lower), UPPER_HALF);
      FloatVector second = a.rearrange(upper).blend(b.rearrange(upper), UPPER_HALF);
      first.add(second).intoArray(sums, at + line / 2 * LANES);
    }
  }
}
