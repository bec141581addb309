package dev.conv4j.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Every second element of two vectors in a row, with the Vector API. Never touch this class before
 * {@link VectorSupport} has found the module.
 */
final class EverySecond {
  private static final VectorSpecies<Float> SPECIES = VectorMicroKernel.SPECIES;
  private static final int LANES = SPECIES.length();

  private EverySecond() {}

  /** Copies {@code count} elements, two apart in {@code from}. */
  static void copy(float[] from, int fromAt, float[] into, int at, int count) {
    int i = 0;
    // The last vector read ends one element behind the last that is wanted.
    for (; i < count - LANES; i += LANES) {
      FloatVector first = FloatVector.fromArray(SPECIES, from, fromAt + 2 * i);
      FloatVector second = FloatVector.fromArray(SPECIES, from, fromAt + 2 * i + LANES);
      first
          .rearrange(VectorWeave.EVEN_TWICE)
          .blend(second.rearrange(VectorWeave.EVEN_TWICE), VectorWeave.UPPER_HALF)
          .intoArray(into, at + i);
    }
    for (; i < count; i++) {
      into[at + i] = from[fromAt + 2 * i];
    }
  }
}
