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
  private static final VectorSpecies<Float> SPECIES = VectorMicroKernel.WIDE;
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
    FloatVector s00 = FloatVector.zero(SPECIES);
    FloatVector s01 = s00;
    FloatVector s02 = s00;
    FloatVector s03 = s00;
    FloatVector s04 = s00;
    FloatVector s10 = s00;
    FloatVector s11 = s00;
    FloatVector s12 = s00;
    FloatVector s13 = s00;
    FloatVector s14 = s00;
    FloatVector s20 = s00;
    FloatVector s21 = s00;
    FloatVector s22 = s00;
    FloatVector s23 = s00;
    FloatVector s24 = s00;
    FloatVector s30 = s00;
    FloatVector s31 = s00;
    FloatVector s32 = s00;
    FloatVector s33 = s00;
    FloatVector s34 = s00;
    for (int run = 0; run < runs; run++) {
      int at = places[run];
      FloatVector y0 = FloatVector.fromArray(SPECIES, left, left0 + run * LANES);
      FloatVector y1 = FloatVector.fromArray(SPECIES, left, left1 + run * LANES);
      FloatVector y2 = FloatVector.fromArray(SPECIES, left, left2 + run * LANES);
      FloatVector y3 = FloatVector.fromArray(SPECIES, left, left3 + run * LANES);
      FloatVector x0 = FloatVector.fromArray(SPECIES, right, right0 + at);
      s00 = y0.fma(x0, s00);
      s10 = y1.fma(x0, s10);
      s20 = y2.fma(x0, s20);
      s30 = y3.fma(x0, s30);
      FloatVector x1 = FloatVector.fromArray(SPECIES, right, right1 + at);
      s01 = y0.fma(x1, s01);
      s11 = y1.fma(x1, s11);
      s21 = y2.fma(x1, s21);
      s31 = y3.fma(x1, s31);
      FloatVector x2 = FloatVector.fromArray(SPECIES, right, right2 + at);
      s02 = y0.fma(x2, s02);
      s12 = y1.fma(x2, s12);
      s22 = y2.fma(x2, s22);
      s32 = y3.fma(x2, s32);
      FloatVector x3 = FloatVector.fromArray(SPECIES, right, right3 + at);
      s03 = y0.fma(x3, s03);
      s13 = y1.fma(x3, s13);
      s23 = y2.fma(x3, s23);
      s33 = y3.fma(x3, s33);
      FloatVector x4 = FloatVector.fromArray(SPECIES, right, right4 + at);
      s04 = y0.fma(x4, s04);
      s14 = y1.fma(x4, s14);
      s24 = y2.fma(x4, s24);
      s34 = y3.fma(x4, s34);
    }
    FloatVector.fromArray(SPECIES, sums, sums0).add(s00).intoArray(sums, sums0);
    FloatVector.fromArray(SPECIES, sums, sums0 + LANES).add(s01).intoArray(sums, sums0 + LANES);
    FloatVector.fromArray(SPECIES, sums, sums0 + 2 * LANES)
        .add(s02)
        .intoArray(sums, sums0 + 2 * LANES);
    FloatVector.fromArray(SPECIES, sums, sums0 + 3 * LANES)
        .add(s03)
        .intoArray(sums, sums0 + 3 * LANES);
    FloatVector.fromArray(SPECIES, sums, sums0 + 4 * LANES)
        .add(s04)
        .intoArray(sums, sums0 + 4 * LANES);
    FloatVector.fromArray(SPECIES, sums, sums1).add(s10).intoArray(sums, sums1);
    FloatVector.fromArray(SPECIES, sums, sums1 + LANES).add(s11).intoArray(sums, sums1 + LANES);
    FloatVector.fromArray(SPECIES, sums, sums1 + 2 * LANES)
        .add(s12)
        .intoArray(sums, sums1 + 2 * LANES);
    FloatVector.fromArray(SPECIES, sums, sums1 + 3 * LANES)
        .add(s13)
        .intoArray(sums, sums1 + 3 * LANES);
    FloatVector.fromArray(SPECIES, sums, sums1 + 4 * LANES)
        .add(s14)
        .intoArray(sums, sums1 + 4 * LANES);
    FloatVector.fromArray(SPECIES, sums, sums2).add(s20).intoArray(sums, sums2);
    FloatVector.fromArray(SPECIES, sums, sums2 + LANES).add(s21).intoArray(sums, sums2 + LANES);
    FloatVector.fromArray(SPECIES, sums, sums2 + 2 * LANES)
        .add(s22)
        .intoArray(sums, sums2 + 2 * LANES);
    FloatVector.fromArray(SPECIES, sums, sums2 + 3 * LANES)
        .add(s23)
        .intoArray(sums, sums2 + 3 * LANES);
    FloatVector.fromArray(SPECIES, sums, sums2 + 4 * LANES)
        .add(s24)
        .intoArray(sums, sums2 + 4 * LANES);
    FloatVector.fromArray(SPECIES, sums, sums3).add(s30).intoArray(sums, sums3);
    FloatVector.fromArray(SPECIES, sums, sums3 + LANES).add(s31).intoArray(sums, sums3 + LANES);
    FloatVector.fromArray(SPECIES, sums, sums3 + 2 * LANES)
        .add(s32)
        .intoArray(sums, sums3 + 2 * LANES);
    FloatVector.fromArray(SPECIES, sums, sums3 + 3 * LANES)
        .add(s33)
        .intoArray(sums, sums3 + 3 * LANES);
    FloatVector.fromArray(SPECIES, sums, sums3 + 4 * LANES)
        .add(s34)
        .intoArray(sums, sums3 + 4 * LANES);
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
    FloatVector s00 = FloatVector.zero(SPECIES);
    FloatVector s01 = s00;
    FloatVector s02 = s00;
    FloatVector s03 = s00;
    FloatVector s04 = s00;
    FloatVector s10 = s00;
    FloatVector s11 = s00;
    FloatVector s12 = s00;
    FloatVector s13 = s00;
    FloatVector s14 = s00;
    for (int run = 0; run < runs; run++) {
      int at = places[run];
      FloatVector y0 = FloatVector.fromArray(SPECIES, left, left0 + run * LANES);
      FloatVector y1 = FloatVector.fromArray(SPECIES, left, left1 + run * LANES);
      FloatVector x0 = FloatVector.fromArray(SPECIES, right, right0 + at);
      s00 = y0.fma(x0, s00);
      s10 = y1.fma(x0, s10);
      FloatVector x1 = FloatVector.fromArray(SPECIES, right, right1 + at);
      s01 = y0.fma(x1, s01);
      s11 = y1.fma(x1, s11);
      FloatVector x2 = FloatVector.fromArray(SPECIES, right, right2 + at);
      s02 = y0.fma(x2, s02);
      s12 = y1.fma(x2, s12);
      FloatVector x3 = FloatVector.fromArray(SPECIES, right, right3 + at);
      s03 = y0.fma(x3, s03);
      s13 = y1.fma(x3, s13);
      FloatVector x4 = FloatVector.fromArray(SPECIES, right, right4 + at);
      s04 = y0.fma(x4, s04);
      s14 = y1.fma(x4, s14);
    }
    FloatVector.fromArray(SPECIES, sums, sums0).add(s00).intoArray(sums, sums0);
    FloatVector.fromArray(SPECIES, sums, sums0 + LANES).add(s01).intoArray(sums, sums0 + LANES);
    FloatVector.fromArray(SPECIES, sums, sums0 + 2 * LANES)
        .add(s02)
        .intoArray(sums, sums0 + 2 * LANES);
    FloatVector.fromArray(SPECIES, sums, sums0 + 3 * LANES)
        .add(s03)
        .intoArray(sums, sums0 + 3 * LANES);
    FloatVector.fromArray(SPECIES, sums, sums0 + 4 * LANES)
        .add(s04)
        .intoArray(sums, sums0 + 4 * LANES);
    FloatVector.fromArray(SPECIES, sums, sums1).add(s10).intoArray(sums, sums1);
    FloatVector.fromArray(SPECIES, sums, sums1 + LANES).add(s11).intoArray(sums, sums1 + LANES);
    FloatVector.fromArray(SPECIES, sums, sums1 + 2 * LANES)
        .add(s12)
        .intoArray(sums, sums1 + 2 * LANES);
    FloatVector.fromArray(SPECIES, sums, sums1 + 3 * LANES)
        .add(s13)
        .intoArray(sums, sums1 + 3 * LANES);
    FloatVector.fromArray(SPECIES, sums, sums1 + 4 * LANES)
        .add(s14)
        .intoArray(sums, sums1 + 4 * LANES);
  }
}
