package dev.conv4j.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Every second element of two vectors in a row, with the Vector API. Never touch this class before
 * {@link VectorSupport} has found the module.
 */
final class EverySecond {
  private static final VectorSpecies<Float> SPECIES = VectorMicroKernel.SPECIES;
  private static final int LANES = SPECIES.length();

  private static final VectorShuffle<Float> EVEN =
      VectorShuffle.fromOp(SPECIES, lane -> 2 * lane % LANES);

  private static final VectorShuffle<Float> ODD =
      VectorShuffle.fromOp(SPECIES, lane -> (2 * lane + 1) % LANES);

  private static final VectorMask<Float> LATTER =
      VectorMask.fromLong(SPECIES, (-1L << (LANES / 2)) & ((1L << LANES) - 1));

  private EverySecond() {}

  /** The elements 0, 2, 4 ... of two vectors in a row. */
  static FloatVector even(FloatVector first, FloatVector second) {
    return first.rearrange(EVEN).blend(second.rearrange(EVEN), LATTER);
  }

  /** The elements 1, 3, 5 ... */
  static FloatVector odd(FloatVector first, FloatVector second) {
    return first.rearrange(ODD).blend(second.rearrange(ODD), LATTER);
  }

  /** Copies {@code count} elements, two apart in {@code from}. */
  static void copy(float[] from, int fromAt, float[] into, int at, int count) {
    int i = 0;
    // The last vector read ends one element behind the last that is wanted.
    for (; i < count - LANES; i += LANES) {
      FloatVector first = FloatVector.fromArray(SPECIES, from, fromAt + 2 * i);
      FloatVector second = FloatVector.fromArray(SPECIES, from, fromAt + 2 * i + LANES);
      even(first, second).intoArray(into, at + i);
    }
    for (; i < count; i++) {
      into[at + i] = from[fromAt + 2 * i];
    }
  }
}
