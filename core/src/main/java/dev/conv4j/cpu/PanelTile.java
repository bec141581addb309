package dev.conv4j.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link MicroKernel#panel} with the Vector API: as many rows as {@link DenseTile}, of 2 vectors,
 * or half of 8 rows where no more are wanted. The panels' strides are constants, so that C2 drops
 * every bounds check from the loop.
 *
 * <p>Written out rather than looped: accumulators must be local variables to stay in registers. No
 * method of ours is called from the tiles either: C2 stops inlining those in code of this length,
 * and a vector that is passed to one goes through memory. Sums that begin with {@code start} rather
 * than with zeros get other registers, with which the loop ran at 97 GFLOP/s instead of 115 (AMD
 * Zen 4).
 */
final class PanelTile {
  private static final VectorSpecies<Float> SPECIES = VectorMicroKernel.WIDE;
  private static final int LANES = SPECIES.length();

  /** Columns of a tile. */
  static final int COLUMNS = 2 * LANES;

  private PanelTile() {}

  /** See {@link MicroKernel#panel}. */
  static void multiply(
      int rows,
      int terms,
      float[] left,
      int leftAt,
      float[] right,
      int rightAt,
      float[] start,
      int startAt,
      int startStride,
      float[] out,
      int outAt,
      int outStride) {
    if (rows > 4) {
      multiply8(
          terms, left, leftAt, right, rightAt, start, startAt, startStride, out, outAt, outStride);
    } else {
      multiply4(
          terms, left, leftAt, right, rightAt, start, startAt, startStride, out, outAt, outStride);
    }
  }

  /** A tile of 8 rows. */
  private static void multiply8(
      int terms,
      float[] left,
      int leftAt,
      float[] right,
      int rightAt,
      float[] start,
      int startAt,
      int startStride,
      float[] out,
      int outAt,
      int outStride) {
    FloatVector s00 = FloatVector.zero(SPECIES);
    FloatVector s01 = s00;
    FloatVector s10 = s00;
    FloatVector s11 = s00;
    FloatVector s20 = s00;
    FloatVector s21 = s00;
    FloatVector s30 = s00;
    FloatVector s31 = s00;
    FloatVector s40 = s00;
    FloatVector s41 = s00;
    FloatVector s50 = s00;
    FloatVector s51 = s00;
    FloatVector s60 = s00;
    FloatVector s61 = s00;
    FloatVector s70 = s00;
    FloatVector s71 = s00;
    for (int term = 0; term < terms; term++) {
      FloatVector x0 = FloatVector.fromArray(SPECIES, right, rightAt + term * COLUMNS);
      FloatVector x1 = FloatVector.fromArray(SPECIES, right, rightAt + term * COLUMNS + LANES);
      FloatVector w0 = FloatVector.broadcast(SPECIES, left[leftAt + term * 8]);
      s00 = w0.fma(x0, s00);
      s01 = w0.fma(x1, s01);
      FloatVector w1 = FloatVector.broadcast(SPECIES, left[leftAt + term * 8 + 1]);
      s10 = w1.fma(x0, s10);
      s11 = w1.fma(x1, s11);
      FloatVector w2 = FloatVector.broadcast(SPECIES, left[leftAt + term * 8 + 2]);
      s20 = w2.fma(x0, s20);
      s21 = w2.fma(x1, s21);
      FloatVector w3 = FloatVector.broadcast(SPECIES, left[leftAt + term * 8 + 3]);
      s30 = w3.fma(x0, s30);
      s31 = w3.fma(x1, s31);
      FloatVector w4 = FloatVector.broadcast(SPECIES, left[leftAt + term * 8 + 4]);
      s40 = w4.fma(x0, s40);
      s41 = w4.fma(x1, s41);
      FloatVector w5 = FloatVector.broadcast(SPECIES, left[leftAt + term * 8 + 5]);
      s50 = w5.fma(x0, s50);
      s51 = w5.fma(x1, s51);
      FloatVector w6 = FloatVector.broadcast(SPECIES, left[leftAt + term * 8 + 6]);
      s60 = w6.fma(x0, s60);
      s61 = w6.fma(x1, s61);
      FloatVector w7 = FloatVector.broadcast(SPECIES, left[leftAt + term * 8 + 7]);
      s70 = w7.fma(x0, s70);
      s71 = w7.fma(x1, s71);
    }
    FloatVector.fromArray(SPECIES, start, startAt).add(s00).intoArray(out, outAt);
    FloatVector.fromArray(SPECIES, start, startAt + LANES).add(s01).intoArray(out, outAt + LANES);
    FloatVector.fromArray(SPECIES, start, startAt + startStride)
        .add(s10)
        .intoArray(out, outAt + outStride);
    FloatVector.fromArray(SPECIES, start, startAt + startStride + LANES)
        .add(s11)
        .intoArray(out, outAt + outStride + LANES);
    FloatVector.fromArray(SPECIES, start, startAt + 2 * startStride)
        .add(s20)
        .intoArray(out, outAt + 2 * outStride);
    FloatVector.fromArray(SPECIES, start, startAt + 2 * startStride + LANES)
        .add(s21)
        .intoArray(out, outAt + 2 * outStride + LANES);
    FloatVector.fromArray(SPECIES, start, startAt + 3 * startStride)
        .add(s30)
        .intoArray(out, outAt + 3 * outStride);
    FloatVector.fromArray(SPECIES, start, startAt + 3 * startStride + LANES)
        .add(s31)
        .intoArray(out, outAt + 3 * outStride + LANES);
    FloatVector.fromArray(SPECIES, start, startAt + 4 * startStride)
        .add(s40)
        .intoArray(out, outAt + 4 * outStride);
    FloatVector.fromArray(SPECIES, start, startAt + 4 * startStride + LANES)
        .add(s41)
        .intoArray(out, outAt + 4 * outStride + LANES);
    FloatVector.fromArray(SPECIES, start, startAt + 5 * startStride)
        .add(s50)
        .intoArray(out, outAt + 5 * outStride);
    FloatVector.fromArray(SPECIES, start, startAt + 5 * startStride + LANES)
        .add(s51)
        .intoArray(out, outAt + 5 * outStride + LANES);
    FloatVector.fromArray(SPECIES, start, startAt + 6 * startStride)
        .add(s60)
        .intoArray(out, outAt + 6 * outStride);
    FloatVector.fromArray(SPECIES, start, startAt + 6 * startStride + LANES)
        .add(s61)
        .intoArray(out, outAt + 6 * outStride + LANES);
    FloatVector.fromArray(SPECIES, start, startAt + 7 * startStride)
        .add(s70)
        .intoArray(out, outAt + 7 * outStride);
    FloatVector.fromArray(SPECIES, start, startAt + 7 * startStride + LANES)
        .add(s71)
        .intoArray(out, outAt + 7 * outStride + LANES);
  }

  /** The first 4 rows of a tile. */
  private static void multiply4(
      int terms,
      float[] left,
      int leftAt,
      float[] right,
      int rightAt,
      float[] start,
      int startAt,
      int startStride,
      float[] out,
      int outAt,
      int outStride) {
    FloatVector s00 = FloatVector.zero(SPECIES);
    FloatVector s01 = s00;
    FloatVector s10 = s00;
    FloatVector s11 = s00;
    FloatVector s20 = s00;
    FloatVector s21 = s00;
    FloatVector s30 = s00;
    FloatVector s31 = s00;
    for (int term = 0; term < terms; term++) {
      FloatVector x0 = FloatVector.fromArray(SPECIES, right, rightAt + term * COLUMNS);
      FloatVector x1 = FloatVector.fromArray(SPECIES, right, rightAt + term * COLUMNS + LANES);
      FloatVector w0 = FloatVector.broadcast(SPECIES, left[leftAt + term * DenseTile.ROWS]);
      s00 = w0.fma(x0, s00);
      s01 = w0.fma(x1, s01);
      FloatVector w1 = FloatVector.broadcast(SPECIES, left[leftAt + term * DenseTile.ROWS + 1]);
      s10 = w1.fma(x0, s10);
      s11 = w1.fma(x1, s11);
      FloatVector w2 = FloatVector.broadcast(SPECIES, left[leftAt + term * DenseTile.ROWS + 2]);
      s20 = w2.fma(x0, s20);
      s21 = w2.fma(x1, s21);
      FloatVector w3 = FloatVector.broadcast(SPECIES, left[leftAt + term * DenseTile.ROWS + 3]);
      s30 = w3.fma(x0, s30);
      s31 = w3.fma(x1, s31);
    }
    FloatVector.fromArray(SPECIES, start, startAt).add(s00).intoArray(out, outAt);
    FloatVector.fromArray(SPECIES, start, startAt + LANES).add(s01).intoArray(out, outAt + LANES);
    FloatVector.fromArray(SPECIES, start, startAt + startStride)
        .add(s10)
        .intoArray(out, outAt + outStride);
    FloatVector.fromArray(SPECIES, start, startAt + startStride + LANES)
        .add(s11)
        .intoArray(out, outAt + outStride + LANES);
    FloatVector.fromArray(SPECIES, start, startAt + 2 * startStride)
        .add(s20)
        .intoArray(out, outAt + 2 * outStride);
    FloatVector.fromArray(SPECIES, start, startAt + 2 * startStride + LANES)
        .add(s21)
        .intoArray(out, outAt + 2 * outStride + LANES);
    FloatVector.fromArray(SPECIES, start, startAt + 3 * startStride)
        .add(s30)
        .intoArray(out, outAt + 3 * outStride);
    FloatVector.fromArray(SPECIES, start, startAt + 3 * startStride + LANES)
        .add(s31)
        .intoArray(out, outAt + 3 * outStride + LANES);
  }
}
