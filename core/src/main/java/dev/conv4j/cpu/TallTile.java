package dev.conv4j.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link MicroKernel#denseTwo} with the Vector API: 16 rows of one vector of 512 bits, where the
 * processor has 32 of them.
 *
 * <p>Written out rather than looped: accumulators must be local variables to stay in registers.
 */
final class TallTile {
  private static final VectorSpecies<Float> SPECIES = VectorMicroKernel.WIDE;

  /** Whether a vector holds the columns of two others, and there are registers for 16 sums. */
  static final boolean SUITS =
      DenseTile.ROWS == 8 && SPECIES.length() == 2 * VectorMicroKernel.SPECIES.length();

  private TallTile() {}

  /** See {@link MicroKernel#denseTwo}. */
  static void add(
      int terms,
      float[] left,
      int leftAt,
      int nextAt,
      float[] right,
      int rightAt,
      int rightStride,
      float[] out,
      int outAt,
      int outStride) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    FloatVector s4 = s0;
    FloatVector s5 = s0;
    FloatVector s6 = s0;
    FloatVector s7 = s0;
    FloatVector s8 = s0;
    FloatVector s9 = s0;
    FloatVector s10 = s0;
    FloatVector s11 = s0;
    FloatVector s12 = s0;
    FloatVector s13 = s0;
    FloatVector s14 = s0;
    FloatVector s15 = s0;
    for (int term = 0; term < terms; term++) {
      FloatVector x = FloatVector.fromArray(SPECIES, right, rightAt + term * rightStride);
      s0 = FloatVector.broadcast(SPECIES, left[leftAt + term * 8]).fma(x, s0);
      s1 = FloatVector.broadcast(SPECIES, left[leftAt + term * 8 + 1]).fma(x, s1);
      s2 = FloatVector.broadcast(SPECIES, left[leftAt + term * 8 + 2]).fma(x, s2);
      s3 = FloatVector.broadcast(SPECIES, left[leftAt + term * 8 + 3]).fma(x, s3);
      s4 = FloatVector.broadcast(SPECIES, left[leftAt + term * 8 + 4]).fma(x, s4);
      s5 = FloatVector.broadcast(SPECIES, left[leftAt + term * 8 + 5]).fma(x, s5);
      s6 = FloatVector.broadcast(SPECIES, left[leftAt + term * 8 + 6]).fma(x, s6);
      s7 = FloatVector.broadcast(SPECIES, left[leftAt + term * 8 + 7]).fma(x, s7);
      s8 = FloatVector.broadcast(SPECIES, left[nextAt + term * 8]).fma(x, s8);
      s9 = FloatVector.broadcast(SPECIES, left[nextAt + term * 8 + 1]).fma(x, s9);
      s10 = FloatVector.broadcast(SPECIES, left[nextAt + term * 8 + 2]).fma(x, s10);
      s11 = FloatVector.broadcast(SPECIES, left[nextAt + term * 8 + 3]).fma(x, s11);
      s12 = FloatVector.broadcast(SPECIES, left[nextAt + term * 8 + 4]).fma(x, s12);
      s13 = FloatVector.broadcast(SPECIES, left[nextAt + term * 8 + 5]).fma(x, s13);
      s14 = FloatVector.broadcast(SPECIES, left[nextAt + term * 8 + 6]).fma(x, s14);
      s15 = FloatVector.broadcast(SPECIES, left[nextAt + term * 8 + 7]).fma(x, s15);
    }
    FloatVector.fromArray(SPECIES, out, outAt).add(s0).intoArray(out, outAt);
    FloatVector.fromArray(SPECIES, out, outAt + outStride)
        .add(s1)
        .intoArray(out, outAt + outStride);
    FloatVector.fromArray(SPECIES, out, outAt + 2 * outStride)
        .add(s2)
        .intoArray(out, outAt + 2 * outStride);
    FloatVector.fromArray(SPECIES, out, outAt + 3 * outStride)
        .add(s3)
        .intoArray(out, outAt + 3 * outStride);
    FloatVector.fromArray(SPECIES, out, outAt + 4 * outStride)
        .add(s4)
        .intoArray(out, outAt + 4 * outStride);
    FloatVector.fromArray(SPECIES, out, outAt + 5 * outStride)
        .add(s5)
        .intoArray(out, outAt + 5 * outStride);
    FloatVector.fromArray(SPECIES, out, outAt + 6 * outStride)
        .add(s6)
        .intoArray(out, outAt + 6 * outStride);
    FloatVector.fromArray(SPECIES, out, outAt + 7 * outStride)
        .add(s7)
        .intoArray(out, outAt + 7 * outStride);
    FloatVector.fromArray(SPECIES, out, outAt + 8 * outStride)
        .add(s8)
        .intoArray(out, outAt + 8 * outStride);
    FloatVector.fromArray(SPECIES, out, outAt + 9 * outStride)
        .add(s9)
        .intoArray(out, outAt + 9 * outStride);
    FloatVector.fromArray(SPECIES, out, outAt + 10 * outStride)
        .add(s10)
        .intoArray(out, outAt + 10 * outStride);
    FloatVector.fromArray(SPECIES, out, outAt + 11 * outStride)
        .add(s11)
        .intoArray(out, outAt + 11 * outStride);
    FloatVector.fromArray(SPECIES, out, outAt + 12 * outStride)
        .add(s12)
        .intoArray(out, outAt + 12 * outStride);
    FloatVector.fromArray(SPECIES, out, outAt + 13 * outStride)
        .add(s13)
        .intoArray(out, outAt + 13 * outStride);
    FloatVector.fromArray(SPECIES, out, outAt + 14 * outStride)
        .add(s14)
        .intoArray(out, outAt + 14 * outStride);
    FloatVector.fromArray(SPECIES, out, outAt + 15 * outStride)
        .add(s15)
        .intoArray(out, outAt + 15 * outStride);
  }
}
