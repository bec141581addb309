package dev.conv4j.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/**
 * {@link MicroKernel#slide} with the Vector API: 10 or 8 rows of 2 vectors where the processor has
 * 32 vector registers, whichever wastes less on the filters there are, else 4 rows: larger tiles
 * spill with 16 registers (6 × 2 and 4 × 3 ran at half the speed there).
 *
 * <p>Written out rather than looped, and long for that reason: accumulators must be local variables
 * to stay in registers.
 */
final class SlideTile {
  private static final VectorSpecies<Float> SPECIES = VectorMicroKernel.SPECIES;

  private SlideTile() {}

  /** See {@link MicroKernel#rows(int, int)}. */
  static int rows(int filters) {
    int best = 4;
    if (DenseTile.ROWS == 8) {
      best = cost(8, filters) < cost(best, filters) ? 8 : best;
      best = cost(10, filters) < cost(best, filters) ? 10 : best;
    }
    return best;
  }

  /** The rows that are computed, and one in each tile for what it costs beside them. */
  static int cost(int rows, int filters) {
    return Math.ceilDiv(filters, rows) * (rows + 1);
  }

  /** See {@link MicroKernel#slide}. */
  static void slide(
      int tileRows,
      int terms,
      float[] left,
      int leftAt,
      float[] right,
      int right0,
      int right1,
      int[] offsets,
      int offsetsAt,
      float @Nullable [] start,
      int startAt,
      float[] out,
      int out0,
      int out1,
      int outStride,
      int rows) {
    switch (tileRows) {
      case 10 ->
          slide10(
              terms, left, leftAt, right, right0, right1, offsets, offsetsAt, start, startAt, out,
              out0, out1, outStride, rows);
      case 8 ->
          slide8(
              terms, left, leftAt, right, right0, right1, offsets, offsetsAt, start, startAt, out,
              out0, out1, outStride, rows);
      default ->
          slide4(
              terms, left, leftAt, right, right0, right1, offsets, offsetsAt, start, startAt, out,
              out0, out1, outStride, rows);
    }
  }

  /** A tile of 10 rows. */
  private static void slide10(
      int terms,
      float[] left,
      int leftAt,
      float[] right,
      int right0,
      int right1,
      int[] offsets,
      int offsetsAt,
      float @Nullable [] start,
      int startAt,
      float[] out,
      int out0,
      int out1,
      int outStride,
      int rows) {
    int row1 = rows > 1 ? outStride : 0;
    int row2 = rows > 2 ? 2 * outStride : 0;
    int row3 = rows > 3 ? 3 * outStride : 0;
    int row4 = rows > 4 ? 4 * outStride : 0;
    int row5 = rows > 5 ? 5 * outStride : 0;
    int row6 = rows > 6 ? 6 * outStride : 0;
    int row7 = rows > 7 ? 7 * outStride : 0;
    int row8 = rows > 8 ? 8 * outStride : 0;
    int row9 = rows > 9 ? 9 * outStride : 0;
    FloatVector s00 = begin(start, startAt, out, out0);
    FloatVector s01 = begin(start, startAt, out, out1);
    FloatVector s10 = begin(start, startAt + (rows > 1 ? 1 : 0), out, out0 + row1);
    FloatVector s11 = begin(start, startAt + (rows > 1 ? 1 : 0), out, out1 + row1);
    FloatVector s20 = begin(start, startAt + (rows > 2 ? 2 : 0), out, out0 + row2);
    FloatVector s21 = begin(start, startAt + (rows > 2 ? 2 : 0), out, out1 + row2);
    FloatVector s30 = begin(start, startAt + (rows > 3 ? 3 : 0), out, out0 + row3);
    FloatVector s31 = begin(start, startAt + (rows > 3 ? 3 : 0), out, out1 + row3);
    FloatVector s40 = begin(start, startAt + (rows > 4 ? 4 : 0), out, out0 + row4);
    FloatVector s41 = begin(start, startAt + (rows > 4 ? 4 : 0), out, out1 + row4);
    FloatVector s50 = begin(start, startAt + (rows > 5 ? 5 : 0), out, out0 + row5);
    FloatVector s51 = begin(start, startAt + (rows > 5 ? 5 : 0), out, out1 + row5);
    FloatVector s60 = begin(start, startAt + (rows > 6 ? 6 : 0), out, out0 + row6);
    FloatVector s61 = begin(start, startAt + (rows > 6 ? 6 : 0), out, out1 + row6);
    FloatVector s70 = begin(start, startAt + (rows > 7 ? 7 : 0), out, out0 + row7);
    FloatVector s71 = begin(start, startAt + (rows > 7 ? 7 : 0), out, out1 + row7);
    FloatVector s80 = begin(start, startAt + (rows > 8 ? 8 : 0), out, out0 + row8);
    FloatVector s81 = begin(start, startAt + (rows > 8 ? 8 : 0), out, out1 + row8);
    FloatVector s90 = begin(start, startAt + (rows > 9 ? 9 : 0), out, out0 + row9);
    FloatVector s91 = begin(start, startAt + (rows > 9 ? 9 : 0), out, out1 + row9);
    for (int term = 0; term < terms; term++) {
      int at = offsets[offsetsAt + term];
      FloatVector x0 = load(right, right0 + at);
      FloatVector x1 = load(right, right1 + at);
      FloatVector w0 = FloatVector.broadcast(SPECIES, left[leftAt + term * 10]);
      s00 = w0.fma(x0, s00);
      s01 = w0.fma(x1, s01);
      FloatVector w1 = FloatVector.broadcast(SPECIES, left[leftAt + term * 10 + 1]);
      s10 = w1.fma(x0, s10);
      s11 = w1.fma(x1, s11);
      FloatVector w2 = FloatVector.broadcast(SPECIES, left[leftAt + term * 10 + 2]);
      s20 = w2.fma(x0, s20);
      s21 = w2.fma(x1, s21);
      FloatVector w3 = FloatVector.broadcast(SPECIES, left[leftAt + term * 10 + 3]);
      s30 = w3.fma(x0, s30);
      s31 = w3.fma(x1, s31);
      FloatVector w4 = FloatVector.broadcast(SPECIES, left[leftAt + term * 10 + 4]);
      s40 = w4.fma(x0, s40);
      s41 = w4.fma(x1, s41);
      FloatVector w5 = FloatVector.broadcast(SPECIES, left[leftAt + term * 10 + 5]);
      s50 = w5.fma(x0, s50);
      s51 = w5.fma(x1, s51);
      FloatVector w6 = FloatVector.broadcast(SPECIES, left[leftAt + term * 10 + 6]);
      s60 = w6.fma(x0, s60);
      s61 = w6.fma(x1, s61);
      FloatVector w7 = FloatVector.broadcast(SPECIES, left[leftAt + term * 10 + 7]);
      s70 = w7.fma(x0, s70);
      s71 = w7.fma(x1, s71);
      FloatVector w8 = FloatVector.broadcast(SPECIES, left[leftAt + term * 10 + 8]);
      s80 = w8.fma(x0, s80);
      s81 = w8.fma(x1, s81);
      FloatVector w9 = FloatVector.broadcast(SPECIES, left[leftAt + term * 10 + 9]);
      s90 = w9.fma(x0, s90);
      s91 = w9.fma(x1, s91);
    }
    s00.intoArray(out, out0);
    s01.intoArray(out, out1);
    if (rows > 1) {
      s10.intoArray(out, out0 + row1);
      s11.intoArray(out, out1 + row1);
    }
    if (rows > 2) {
      s20.intoArray(out, out0 + row2);
      s21.intoArray(out, out1 + row2);
    }
    if (rows > 3) {
      s30.intoArray(out, out0 + row3);
      s31.intoArray(out, out1 + row3);
    }
    if (rows > 4) {
      s40.intoArray(out, out0 + row4);
      s41.intoArray(out, out1 + row4);
    }
    if (rows > 5) {
      s50.intoArray(out, out0 + row5);
      s51.intoArray(out, out1 + row5);
    }
    if (rows > 6) {
      s60.intoArray(out, out0 + row6);
      s61.intoArray(out, out1 + row6);
    }
    if (rows > 7) {
      s70.intoArray(out, out0 + row7);
      s71.intoArray(out, out1 + row7);
    }
    if (rows > 8) {
      s80.intoArray(out, out0 + row8);
      s81.intoArray(out, out1 + row8);
    }
    if (rows > 9) {
      s90.intoArray(out, out0 + row9);
      s91.intoArray(out, out1 + row9);
    }
  }

  /** A tile of 8 rows. */
  private static void slide8(
      int terms,
      float[] left,
      int leftAt,
      float[] right,
      int right0,
      int right1,
      int[] offsets,
      int offsetsAt,
      float @Nullable [] start,
      int startAt,
      float[] out,
      int out0,
      int out1,
      int outStride,
      int rows) {
    int row1 = rows > 1 ? outStride : 0;
    int row2 = rows > 2 ? 2 * outStride : 0;
    int row3 = rows > 3 ? 3 * outStride : 0;
    int row4 = rows > 4 ? 4 * outStride : 0;
    int row5 = rows > 5 ? 5 * outStride : 0;
    int row6 = rows > 6 ? 6 * outStride : 0;
    int row7 = rows > 7 ? 7 * outStride : 0;
    FloatVector s00 = begin(start, startAt, out, out0);
    FloatVector s01 = begin(start, startAt, out, out1);
    FloatVector s10 = begin(start, startAt + (rows > 1 ? 1 : 0), out, out0 + row1);
    FloatVector s11 = begin(start, startAt + (rows > 1 ? 1 : 0), out, out1 + row1);
    FloatVector s20 = begin(start, startAt + (rows > 2 ? 2 : 0), out, out0 + row2);
    FloatVector s21 = begin(start, startAt + (rows > 2 ? 2 : 0), out, out1 + row2);
    FloatVector s30 = begin(start, startAt + (rows > 3 ? 3 : 0), out, out0 + row3);
    FloatVector s31 = begin(start, startAt + (rows > 3 ? 3 : 0), out, out1 + row3);
    FloatVector s40 = begin(start, startAt + (rows > 4 ? 4 : 0), out, out0 + row4);
    FloatVector s41 = begin(start, startAt + (rows > 4 ? 4 : 0), out, out1 + row4);
    FloatVector s50 = begin(start, startAt + (rows > 5 ? 5 : 0), out, out0 + row5);
    FloatVector s51 = begin(start, startAt + (rows > 5 ? 5 : 0), out, out1 + row5);
    FloatVector s60 = begin(start, startAt + (rows > 6 ? 6 : 0), out, out0 + row6);
    FloatVector s61 = begin(start, startAt + (rows > 6 ? 6 : 0), out, out1 + row6);
    FloatVector s70 = begin(start, startAt + (rows > 7 ? 7 : 0), out, out0 + row7);
    FloatVector s71 = begin(start, startAt + (rows > 7 ? 7 : 0), out, out1 + row7);
    for (int term = 0; term < terms; term++) {
      int at = offsets[offsetsAt + term];
      FloatVector x0 = load(right, right0 + at);
      FloatVector x1 = load(right, right1 + at);
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
    s00.intoArray(out, out0);
    s01.intoArray(out, out1);
    if (rows > 1) {
      s10.intoArray(out, out0 + row1);
      s11.intoArray(out, out1 + row1);
    }
    if (rows > 2) {
      s20.intoArray(out, out0 + row2);
      s21.intoArray(out, out1 + row2);
    }
    if (rows > 3) {
      s30.intoArray(out, out0 + row3);
      s31.intoArray(out, out1 + row3);
    }
    if (rows > 4) {
      s40.intoArray(out, out0 + row4);
      s41.intoArray(out, out1 + row4);
    }
    if (rows > 5) {
      s50.intoArray(out, out0 + row5);
      s51.intoArray(out, out1 + row5);
    }
    if (rows > 6) {
      s60.intoArray(out, out0 + row6);
      s61.intoArray(out, out1 + row6);
    }
    if (rows > 7) {
      s70.intoArray(out, out0 + row7);
      s71.intoArray(out, out1 + row7);
    }
  }

  /** A tile of 4 rows. */
  private static void slide4(
      int terms,
      float[] left,
      int leftAt,
      float[] right,
      int right0,
      int right1,
      int[] offsets,
      int offsetsAt,
      float @Nullable [] start,
      int startAt,
      float[] out,
      int out0,
      int out1,
      int outStride,
      int rows) {
    int row1 = rows > 1 ? outStride : 0;
    int row2 = rows > 2 ? 2 * outStride : 0;
    int row3 = rows > 3 ? 3 * outStride : 0;
    FloatVector s00 = begin(start, startAt, out, out0);
    FloatVector s01 = begin(start, startAt, out, out1);
    FloatVector s10 = begin(start, startAt + (rows > 1 ? 1 : 0), out, out0 + row1);
    FloatVector s11 = begin(start, startAt + (rows > 1 ? 1 : 0), out, out1 + row1);
    FloatVector s20 = begin(start, startAt + (rows > 2 ? 2 : 0), out, out0 + row2);
    FloatVector s21 = begin(start, startAt + (rows > 2 ? 2 : 0), out, out1 + row2);
    FloatVector s30 = begin(start, startAt + (rows > 3 ? 3 : 0), out, out0 + row3);
    FloatVector s31 = begin(start, startAt + (rows > 3 ? 3 : 0), out, out1 + row3);
    for (int term = 0; term < terms; term++) {
      int at = offsets[offsetsAt + term];
      FloatVector x0 = load(right, right0 + at);
      FloatVector x1 = load(right, right1 + at);
      FloatVector w0 = FloatVector.broadcast(SPECIES, left[leftAt + term * 4]);
      s00 = w0.fma(x0, s00);
      s01 = w0.fma(x1, s01);
      FloatVector w1 = FloatVector.broadcast(SPECIES, left[leftAt + term * 4 + 1]);
      s10 = w1.fma(x0, s10);
      s11 = w1.fma(x1, s11);
      FloatVector w2 = FloatVector.broadcast(SPECIES, left[leftAt + term * 4 + 2]);
      s20 = w2.fma(x0, s20);
      s21 = w2.fma(x1, s21);
      FloatVector w3 = FloatVector.broadcast(SPECIES, left[leftAt + term * 4 + 3]);
      s30 = w3.fma(x0, s30);
      s31 = w3.fma(x1, s31);
    }
    s00.intoArray(out, out0);
    s01.intoArray(out, out1);
    if (rows > 1) {
      s10.intoArray(out, out0 + row1);
      s11.intoArray(out, out1 + row1);
    }
    if (rows > 2) {
      s20.intoArray(out, out0 + row2);
      s21.intoArray(out, out1 + row2);
    }
    if (rows > 3) {
      s30.intoArray(out, out0 + row3);
      s31.intoArray(out, out1 + row3);
    }
  }

  private static FloatVector begin(float @Nullable [] start, int startAt, float[] out, int at) {
    return start == null ? load(out, at) : FloatVector.broadcast(SPECIES, start[startAt]);
  }

  private static FloatVector load(float[] from, int at) {
    return FloatVector.fromArray(SPECIES, from, at);
  }
}
