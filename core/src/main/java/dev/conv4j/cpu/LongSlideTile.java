package dev.conv4j.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/**
 * {@link MicroKernel#slide} by the longest vectors, where those are longer than {@link SlideTile}'s
 * and there are 32 of them: 10 or 8 rows of 2 vectors.
 *
 * <p>Rows that are not wanted are computed like the first, with weights of zero, and stored before
 * it, where it overwrites them.
 */
final class LongSlideTile {
  private static final VectorSpecies<Float> SPECIES = VectorMicroKernel.WIDE;

  private LongSlideTile() {}

  /** See {@link MicroKernel#longLanes}. */
  static int lanes(int filters) {
    boolean suits = DenseTile.ROWS == 8 && filters > 4;
    return suits ? SPECIES.length() : VectorMicroKernel.SPECIES.length();
  }

  /** See {@link MicroKernel#rows(int, int)}. */
  static int rows(int filters) {
    return SlideTile.cost(10, filters) < SlideTile.cost(8, filters) ? 10 : 8;
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
    if (tileRows == 10) {
      slide10(
          terms, left, leftAt, right, right0, right1, offsets, offsetsAt, start, startAt, out, out0,
          out1, outStride, rows);
    } else {
      slide8(
          terms, left, leftAt, right, right0, right1, offsets, offsetsAt, start, startAt, out, out0,
          out1, outStride, rows);
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
    int row1 = rows > 1 ? 1 : 0;
    int row2 = rows > 2 ? 2 : 0;
    int row3 = rows > 3 ? 3 : 0;
    int row4 = rows > 4 ? 4 : 0;
    int row5 = rows > 5 ? 5 : 0;
    int row6 = rows > 6 ? 6 : 0;
    int row7 = rows > 7 ? 7 : 0;
    int row8 = rows > 8 ? 8 : 0;
    int row9 = rows > 9 ? 9 : 0;
    FloatVector s00 = begin(start, startAt, out, out0);
    FloatVector s01 = begin(start, startAt, out, out1);
    FloatVector s10 = begin(start, startAt + row1, out, out0 + row1 * outStride);
    FloatVector s11 = begin(start, startAt + row1, out, out1 + row1 * outStride);
    FloatVector s20 = begin(start, startAt + row2, out, out0 + row2 * outStride);
    FloatVector s21 = begin(start, startAt + row2, out, out1 + row2 * outStride);
    FloatVector s30 = begin(start, startAt + row3, out, out0 + row3 * outStride);
    FloatVector s31 = begin(start, startAt + row3, out, out1 + row3 * outStride);
    FloatVector s40 = begin(start, startAt + row4, out, out0 + row4 * outStride);
    FloatVector s41 = begin(start, startAt + row4, out, out1 + row4 * outStride);
    FloatVector s50 = begin(start, startAt + row5, out, out0 + row5 * outStride);
    FloatVector s51 = begin(start, startAt + row5, out, out1 + row5 * outStride);
    FloatVector s60 = begin(start, startAt + row6, out, out0 + row6 * outStride);
    FloatVector s61 = begin(start, startAt + row6, out, out1 + row6 * outStride);
    FloatVector s70 = begin(start, startAt + row7, out, out0 + row7 * outStride);
    FloatVector s71 = begin(start, startAt + row7, out, out1 + row7 * outStride);
    FloatVector s80 = begin(start, startAt + row8, out, out0 + row8 * outStride);
    FloatVector s81 = begin(start, startAt + row8, out, out1 + row8 * outStride);
    FloatVector s90 = begin(start, startAt + row9, out, out0 + row9 * outStride);
    FloatVector s91 = begin(start, startAt + row9, out, out1 + row9 * outStride);
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
    s91.intoArray(out, out1 + row9 * outStride);
    s90.intoArray(out, out0 + row9 * outStride);
    s81.intoArray(out, out1 + row8 * outStride);
    s80.intoArray(out, out0 + row8 * outStride);
    s71.intoArray(out, out1 + row7 * outStride);
    s70.intoArray(out, out0 + row7 * outStride);
    s61.intoArray(out, out1 + row6 * outStride);
    s60.intoArray(out, out0 + row6 * outStride);
    s51.intoArray(out, out1 + row5 * outStride);
    s50.intoArray(out, out0 + row5 * outStride);
    s41.intoArray(out, out1 + row4 * outStride);
    s40.intoArray(out, out0 + row4 * outStride);
    s31.intoArray(out, out1 + row3 * outStride);
    s30.intoArray(out, out0 + row3 * outStride);
    s21.intoArray(out, out1 + row2 * outStride);
    s20.intoArray(out, out0 + row2 * outStride);
    s11.intoArray(out, out1 + row1 * outStride);
    s10.intoArray(out, out0 + row1 * outStride);
    s01.intoArray(out, out1);
    s00.intoArray(out, out0);
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
    int row1 = rows > 1 ? 1 : 0;
    int row2 = rows > 2 ? 2 : 0;
    int row3 = rows > 3 ? 3 : 0;
    int row4 = rows > 4 ? 4 : 0;
    int row5 = rows > 5 ? 5 : 0;
    int row6 = rows > 6 ? 6 : 0;
    int row7 = rows > 7 ? 7 : 0;
    FloatVector s00 = begin(start, startAt, out, out0);
    FloatVector s01 = begin(start, startAt, out, out1);
    FloatVector s10 = begin(start, startAt + row1, out, out0 + row1 * outStride);
    FloatVector s11 = begin(start, startAt + row1, out, out1 + row1 * outStride);
    FloatVector s20 = begin(start, startAt + row2, out, out0 + row2 * outStride);
    FloatVector s21 = begin(start, startAt + row2, out, out1 + row2 * outStride);
    FloatVector s30 = begin(start, startAt + row3, out, out0 + row3 * outStride);
    FloatVector s31 = begin(start, startAt + row3, out, out1 + row3 * outStride);
    FloatVector s40 = begin(start, startAt + row4, out, out0 + row4 * outStride);
    FloatVector s41 = begin(start, startAt + row4, out, out1 + row4 * outStride);
    FloatVector s50 = begin(start, startAt + row5, out, out0 + row5 * outStride);
    FloatVector s51 = begin(start, startAt + row5, out, out1 + row5 * outStride);
    FloatVector s60 = begin(start, startAt + row6, out, out0 + row6 * outStride);
    FloatVector s61 = begin(start, startAt + row6, out, out1 + row6 * outStride);
    FloatVector s70 = begin(start, startAt + row7, out, out0 + row7 * outStride);
    FloatVector s71 = begin(start, startAt + row7, out, out1 + row7 * outStride);
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
    s71.intoArray(out, out1 + row7 * outStride);
    s70.intoArray(out, out0 + row7 * outStride);
    s61.intoArray(out, out1 + row6 * outStride);
    s60.intoArray(out, out0 + row6 * outStride);
    s51.intoArray(out, out1 + row5 * outStride);
    s50.intoArray(out, out0 + row5 * outStride);
    s41.intoArray(out, out1 + row4 * outStride);
    s40.intoArray(out, out0 + row4 * outStride);
    s31.intoArray(out, out1 + row3 * outStride);
    s30.intoArray(out, out0 + row3 * outStride);
    s21.intoArray(out, out1 + row2 * outStride);
    s20.intoArray(out, out0 + row2 * outStride);
    s11.intoArray(out, out1 + row1 * outStride);
    s10.intoArray(out, out0 + row1 * outStride);
    s01.intoArray(out, out1);
    s00.intoArray(out, out0);
  }

  private static FloatVector begin(float @Nullable [] start, int startAt, float[] out, int at) {
    return start == null ? load(out, at) : FloatVector.broadcast(SPECIES, start[startAt]);
  }

  private static FloatVector load(float[] from, int at) {
    return FloatVector.fromArray(SPECIES, from, at);
  }
}
