package dev.conv4j.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Every second element of two vectors in a row, with the Vector API. Never touch this class before
 * {@link VectorSupport} has found the module.
 */
final class EverySecond {
  private static final VectorSpecies<Float> SPECIES = VectorMicroKernel.SPECIES;
  private static final int LANES = SPECIES.length();

  /** The elements 0, 2, 4 ... for {@code first.rearrange(EVEN, second)}. */
  static final VectorShuffle<Float> EVEN = VectorShuffle.fromOp(SPECIES, lane -> ofTwo(2 * lane));

  /** The elements 1, 3, 5 ... */
  static final VectorShuffle<Float> ODD =
      VectorShuffle.fromOp(SPECIES, lane -> ofTwo(2 * lane + 1));

  private EverySecond() {}

  /** A lane of two vectors in a row; an index below 0 means the second. */
  static int ofTwo(int lane) {
    return lane < LANES ? lane : lane - 2 * LANES;
  }

  /** Copies {@code count} elements, two apart in {@code from}. */
  static void copy(float[] from, int fromAt, float[] into, int at, int count) {
    int i = 0;
    // The last vector read ends one element behind the last that is wanted.
    for (; i < count - LANES; i += LANES) {
      FloatVector first = FloatVector.fromArray(SPECIES, from, fromAt + 2 * i);
      FloatVector second = FloatVector.fromArray(SPECIES, from, fromAt + 2 * i + LANES);
      first.rearrange(EVEN, second).intoArray(into, at + i);
    }
    for (; i < count; i++) {
      into[at + i] = from[fromAt + 2 * i];
    }
  }
}
