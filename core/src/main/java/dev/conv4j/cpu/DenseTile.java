package dev.conv4j.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link MicroKernel#dense} with the Vector API: 8 rows of 2 vectors where the processor has 32
 * vector registers (AVX-512, AArch64), else 4 rows. On an AMD Zen 4, whose peak is 118 GFLOP/s a
 * core, 8 × 2 ran at 116, 6 × 2 at 115 and 4 × 2 at 108.
 *
 * <p>Written out rather than looped: accumulators must be local variables to stay in registers.
 * Sums are stored without a method of ours: C2 stops inlining those in code of this length, and a
 * vector that is passed to one goes through memory.
 */
final class DenseTile {
  private static final VectorSpecies<Float> SPECIES = VectorMicroKernel.SPECIES;
  private static final int LANES = SPECIES.length();

  /** Rows of a tile. */
  static final int ROWS = registers() >= 32 ? 8 : 4;

  private DenseTile() {}

  private static int registers() {
    boolean avx512 = FloatVector.SPECIES_PREFERRED.vectorBitSize() >= 512;
    boolean arm = System.getProperty("os.arch", "").equals("aarch64");
    return avx512 || arm ? 32 : 16;
  }

  /** See {@link MicroKernel#dense}. */
  static void add(
      int terms,
      float[] left,
      int leftAt,
      float[] right,
      int rightAt,
      int rightStride,
      float[] out,
      int outAt,
      int outStride) {
    if (ROWS == 8) {
      dense8(terms, left, leftAt, right, rightAt, rightStride, out, outAt, outStride);
    } else {
      dense4(terms, left, leftAt, right, rightAt, rightStride, out, outAt, outStride);
    }
  }

  /** A tile of 8 rows. */
  private static void dense8(
      int terms,
      float[] left,
      int leftAt,
      float[] right,
      int rightAt,
      int rightStride,
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
      FloatVector x0 = load(right, rightAt + term * rightStride);
      FloatVector x1 = load(right, rightAt + term * rightStride + LANES);
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
    FloatVector.fromArray(SPECIES, out, outAt).add(s00).intoArray(out, outAt);
    FloatVector.fromArray(SPECIES, out, outAt + LANES).add(s01).intoArray(out, outAt + LANES);
    FloatVector.fromArray(SPECIES, out, outAt + outStride)
        .add(s10)
        .intoArray(out, outAt + outStride);
    FloatVector.fromArray(SPECIES, out, outAt + outStride + LANES)
        .add(s11)
        .intoArray(out, outAt + outStride + LANES);
    FloatVector.fromArray(SPECIES, out, outAt + 2 * outStride)
        .add(s20)
        .intoArray(out, outAt + 2 * outStride);
    FloatVector.fromArray(SPECIES, out, outAt + 2 * outStride + LANES)
        .add(s21)
        .intoArray(out, outAt + 2 * outStride + LANES);
    FloatVector.fromArray(SPECIES, out, outAt + 3 * outStride)
        .add(s30)
        .intoArray(out, outAt + 3 * outStride);
    FloatVector.fromArray(SPECIES, out, outAt + 3 * outStride + LANES)
        .add(s31)
        .intoArray(out, outAt + 3 * outStride + LANES);
    FloatVector.fromArray(SPECIES, out, outAt + 4 * outStride)
        .add(s40)
        .intoArray(out, outAt + 4 * outStride);
    FloatVector.fromArray(SPECIES, out, outAt + 4 * outStride + LANES)
        .add(s41)
        .intoArray(out, outAt + 4 * outStride + LANES);
    FloatVector.fromArray(SPECIES, out, outAt + 5 * outStride)
        .add(s50)
        .intoArray(out, outAt + 5 * outStride);
    FloatVector.fromArray(SPECIES, out, outAt + 5 * outStride + LANES)
        .add(s51)
        .intoArray(out, outAt + 5 * outStride + LANES);
    FloatVector.fromArray(SPECIES, out, outAt + 6 * outStride)
        .add(s60)
        .intoArray(out, outAt + 6 * outStride);
    FloatVector.fromArray(SPECIES, out, outAt + 6 * outStride + LANES)
        .add(s61)
        .intoArray(out, outAt + 6 * outStride + LANES);
    FloatVector.fromArray(SPECIES, out, outAt + 7 * outStride)
        .add(s70)
        .intoArray(out, outAt + 7 * outStride);
    FloatVector.fromArray(SPECIES, out, outAt + 7 * outStride + LANES)
        .add(s71)
        .intoArray(out, outAt + 7 * outStride + LANES);
  }

  /** A tile of 4 rows. */
  private static void dense4(
      int terms,
      float[] left,
      int leftAt,
      float[] right,
      int rightAt,
      int rightStride,
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
      FloatVector x0 = load(right, rightAt + term * rightStride);
      FloatVector x1 = load(right, rightAt + term * rightStride + LANES);
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
    FloatVector.fromArray(SPECIES, out, outAt).add(s00).intoArray(out, outAt);
    FloatVector.fromArray(SPECIES, out, outAt + LANES).add(s01).intoArray(out, outAt + LANES);
    FloatVector.fromArray(SPECIES, out, outAt + outStride)
        .add(s10)
        .intoArray(out, outAt + outStride);
    FloatVector.fromArray(SPECIES, out, outAt + outStride + LANES)
        .add(s11)
        .intoArray(out, outAt + outStride + LANES);
    FloatVector.fromArray(SPECIES, out, outAt + 2 * outStride)
        .add(s20)
        .intoArray(out, outAt + 2 * outStride);
    FloatVector.fromArray(SPECIES, out, outAt + 2 * outStride + LANES)
        .add(s21)
        .intoArray(out, outAt + 2 * outStride + LANES);
    FloatVector.fromArray(SPECIES, out, outAt + 3 * outStride)
        .add(s30)
        .intoArray(out, outAt + 3 * outStride);
    FloatVector.fromArray(SPECIES, out, outAt + 3 * outStride + LANES)
        .add(s31)
        .intoArray(out, outAt + 3 * outStride + LANES);
  }

  private static FloatVector load(float[] from, int at) {
    return FloatVector.fromArray(SPECIES, from, at);
  }
}
