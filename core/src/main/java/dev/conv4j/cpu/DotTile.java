package dev.conv4j.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link MicroKernel#dots} with the Vector API: the products of 4 lines with 5 others where there
 * are 32 vector registers, of 2 with 5 where there are 16.
 *
 * <p>Written out rather than looped: accumulators must be local variables to stay in registers.
 */
final class DotTile {
  private static final VectorSpecies<Float> SPECIES = VectorMicroKernel.SPECIES;
  private static final int LANES = SPECIES.length();

  /** Lines of the left factor that are taken together. */
  static final int ROWS = DenseTile.ROWS == 8 ? 4 : 2;

  private DotTile() {}

  /** See {@link MicroKernel#dots}. */
  static void add(
      int runs,
      float[] left,
      int leftAt,
      int leftStride,
      int rows,
      float[] right,
      int rightAt,
      int[] offsets,
      int offsetsAt,
      int[] places,
      float[] sums,
      int sumsAt,
      int sumsStride) {
    int row = 0;
    if (ROWS == 4 && rows > 2) {
      int third = 2 * leftStride;
      int fourth = rows > 3 ? 3 * leftStride : third;
      add4(
          runs,
          left,
          leftAt,
          leftAt + leftStride,
          leftAt + third,
          leftAt + fourth,
          right,
          rightAt,
          offsets,
          offsetsAt,
          places,
          sums,
          sumsAt,
          sumsStride);
      row = 4;
    }
    for (; row < rows; row += 2) {
      int first = leftAt + row * leftStride;
      int second = row + 1 < rows ? first + leftStride : first;
      add2(
          runs,
          left,
          first,
          second,
          right,
          rightAt,
          offsets,
          offsetsAt,
          places,
          sums,
          sumsAt + row * sumsStride,
          sumsStride);
    }
  }

  private static void add4(
      int runs,
      float[] left,
      int left0,
      int left1,
      int left2,
      int left3,
      float[] right,
      int rightAt,
      int[] offsets,
      int offsetsAt,
      int[] places,
      float[] sums,
      int sums0,
      int sumsStride) {
    int right0 = rightAt + offsets[offsetsAt];
    int right1 = rightAt + offsets[offsetsAt + 1];
    int right2 = rightAt + offsets[offsetsAt + 2];
    int right3 = rightAt + offsets[offsetsAt + 3];
    int right4 = rightAt + offsets[offsetsAt + 4];
    int sums1 = sums0 + sumsStride;
    int sums2 = sums1 + sumsStride;
    int sums3 = sums2 + sumsStride;
    FloatVector s00 = load(sums, sums0);
    FloatVector s01 = load(sums, sums0 + LANES);
    FloatVector s02 = load(sums, sums0 + 2 * LANES);
    FloatVector s03 = load(sums, sums0 + 3 * LANES);
    FloatVector s04 = load(sums, sums0 + 4 * LANES);
    FloatVector s10 = load(sums, sums1);
    FloatVector s11 = load(sums, sums1 + LANES);
    FloatVector s12 = load(sums, sums1 + 2 * LANES);
    FloatVector s13 = load(sums, sums1 + 3 * LANES);
    FloatVector s14 = load(sums, sums1 + 4 * LANES);
    FloatVector s20 = load(sums, sums2);
    FloatVector s21 = load(sums, sums2 + LANES);
    FloatVector s22 = load(sums, sums2 + 2 * LANES);
    FloatVector s23 = load(sums, sums2 + 3 * LANES);
    FloatVector s24 = load(sums, sums2 + 4 * LANES);
    FloatVector s30 = load(sums, sums3);
    FloatVector s31 = load(sums, sums3 + LANES);
    FloatVector s32 = load(sums, sums3 + 2 * LANES);
    FloatVector s33 = load(sums, sums3 + 3 * LANES);
    FloatVector s34 = load(sums, sums3 + 4 * LANES);
    for (int run = 0; run < runs; run++) {
      int at = places[run];
      FloatVector y0 = load(left, left0 + run * LANES);
      FloatVector y1 = load(left, left1 + run * LANES);
      FloatVector y2 = load(left, left2 + run * LANES);
      FloatVector y3 = load(left, left3 + run * LANES);
      FloatVector x0 = load(right, right0 + at);
      s00 = y0.fma(x0, s00);
      s10 = y1.fma(x0, s10);
      s20 = y2.fma(x0, s20);
      s30 = y3.fma(x0, s30);
      FloatVector x1 = load(right, right1 + at);
      s01 = y0.fma(x1, s01);
      s11 = y1.fma(x1, s11);
      s21 = y2.fma(x1, s21);
      s31 = y3.fma(x1, s31);
      FloatVector x2 = load(right, right2 + at);
      s02 = y0.fma(x2, s02);
      s12 = y1.fma(x2, s12);
      s22 = y2.fma(x2, s22);
      s32 = y3.fma(x2, s32);
      FloatVector x3 = load(right, right3 + at);
      s03 = y0.fma(x3, s03);
      s13 = y1.fma(x3, s13);
      s23 = y2.fma(x3, s23);
      s33 = y3.fma(x3, s33);
      FloatVector x4 = load(right, right4 + at);
      s04 = y0.fma(x4, s04);
      s14 = y1.fma(x4, s14);
      s24 = y2.fma(x4, s24);
      s34 = y3.fma(x4, s34);
    }
    s00.intoArray(sums, sums0);
    s01.intoArray(sums, sums0 + LANES);
    s02.intoArray(sums, sums0 + 2 * LANES);
    s03.intoArray(sums, sums0 + 3 * LANES);
    s04.intoArray(sums, sums0 + 4 * LANES);
    s10.intoArray(sums, sums1);
    s11.intoArray(sums, sums1 + LANES);
    s12.intoArray(sums, sums1 + 2 * LANES);
    s13.intoArray(sums, sums1 + 3 * LANES);
    s14.intoArray(sums, sums1 + 4 * LANES);
    s20.intoArray(sums, sums2);
    s21.intoArray(sums, sums2 + LANES);
    s22.intoArray(sums, sums2 + 2 * LANES);
    s23.intoArray(sums, sums2 + 3 * LANES);
    s24.intoArray(sums, sums2 + 4 * LANES);
    s30.intoArray(sums, sums3);
    s31.intoArray(sums, sums3 + LANES);
    s32.intoArray(sums, sums3 + 2 * LANES);
    s33.intoArray(sums, sums3 + 3 * LANES);
    s34.intoArray(sums, sums3 + 4 * LANES);
  }

  private static void add2(
      int runs,
      float[] left,
      int left0,
      int left1,
      float[] right,
      int rightAt,
      int[] offsets,
      int offsetsAt,
      int[] places,
      float[] sums,
      int sums0,
      int sumsStride) {
    int right0 = rightAt + offsets[offsetsAt];
    int right1 = rightAt + offsets[offsetsAt + 1];
    int right2 = rightAt + offsets[offsetsAt + 2];
    int right3 = rightAt + offsets[offsetsAt + 3];
    int right4 = rightAt + offsets[offsetsAt + 4];
    int sums1 = sums0 + sumsStride;
    FloatVector s00 = load(sums, sums0);
    FloatVector s01 = load(sums, sums0 + LANES);
    FloatVector s02 = load(sums, sums0 + 2 * LANES);
    FloatVector s03 = load(sums, sums0 + 3 * LANES);
    FloatVector s04 = load(sums, sums0 + 4 * LANES);
    FloatVector s10 = load(sums, sums1);
    FloatVector s11 = load(sums, sums1 + LANES);
    FloatVector s12 = load(sums, sums1 + 2 * LANES);
    FloatVector s13 = load(sums, sums1 + 3 * LANES);
    FloatVector s14 = load(sums, sums1 + 4 * LANES);
    for (int run = 0; run < runs; run++) {
      int at = places[run];
      FloatVector y0 = load(left, left0 + run * LANES);
      FloatVector y1 = load(left, left1 + run * LANES);
      FloatVector x0 = load(right, right0 + at);
      s00 = y0.fma(x0, s00);
      s10 = y1.fma(x0, s10);
      FloatVector x1 = load(right, right1 + at);
      s01 = y0.fma(x1, s01);
      s11 = y1.fma(x1, s11);
      FloatVector x2 = load(right, right2 + at);
      s02 = y0.fma(x2, s02);
      s12 = y1.fma(x2, s12);
      FloatVector x3 = load(right, right3 + at);
      s03 = y0.fma(x3, s03);
      s13 = y1.fma(x3, s13);
      FloatVector x4 = load(right, right4 + at);
      s04 = y0.fma(x4, s04);
      s14 = y1.fma(x4, s14);
    }
    s00.intoArray(sums, sums0);
    s01.intoArray(sums, sums0 + LANES);
    s02.intoArray(sums, sums0 + 2 * LANES);
    s03.intoArray(sums, sums0 + 3 * LANES);
    s04.intoArray(sums, sums0 + 4 * LANES);
    s10.intoArray(sums, sums1);
    s11.intoArray(sums, sums1 + LANES);
    s12.intoArray(sums, sums1 + 2 * LANES);
    s13.intoArray(sums, sums1 + 3 * LANES);
    s14.intoArray(sums, sums1 + 4 * LANES);
  }

  private static FloatVector load(float[] from, int at) {
    return FloatVector.fromArray(SPECIES, from, at);
  }
}
