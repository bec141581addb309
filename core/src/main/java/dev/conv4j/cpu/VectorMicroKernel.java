package dev.conv4j.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The tile in registers of the Vector API: 4 rows of 2 vectors, 8 accumulators. Larger tiles spill
 * with 16 registers (6 × 2 and 4 × 3 ran at half the speed there).
 *
 * <p>Never touch this class before {@link VectorSupport} has found the module.
 */
final class VectorMicroKernel implements MicroKernel {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  private static final int ROWS = 4;
  private static final int COLUMNS = 2 * LANES;

  @Override
  public int rows() {
    return ROWS;
  }

  @Override
  public int columns() {
    return COLUMNS;
  }

  @Override
  public String description() {
    return "Vector API, " + SPECIES.vectorBitSize() + "-bit";
  }

  // Written out rather than looped: accumulators must be local variables to stay in registers.
  @Override
  public void multiply(
      int terms,
      float[] a,
      int aAt,
      float[] b,
      int bAt,
      float[] c,
      int cAt,
      int cStride,
      boolean add) {
    int c0 = cAt;
    int c1 = cAt + cStride;
    int c2 = cAt + 2 * cStride;
    int c3 = cAt + 3 * cStride;
    FloatVector s00 = FloatVector.zero(SPECIES);
    FloatVector s01 = s00;
    FloatVector s10 = s00;
    FloatVector s11 = s00;
    FloatVector s20 = s00;
    FloatVector s21 = s00;
    FloatVector s30 = s00;
    FloatVector s31 = s00;
    if (add) {
      s00 = load(c, c0);
      s01 = load(c, c0 + LANES);
      s10 = load(c, c1);
      s11 = load(c, c1 + LANES);
      s20 = load(c, c2);
      s21 = load(c, c2 + LANES);
      s30 = load(c, c3);
      s31 = load(c, c3 + LANES);
    }
    for (int term = 0; term < terms; term++) {
      FloatVector left = load(b, bAt + term * COLUMNS);
      FloatVector right = load(b, bAt + term * COLUMNS + LANES);
      FloatVector a0 = FloatVector.broadcast(SPECIES, a[aAt + term * ROWS]);
      s00 = a0.fma(left, s00);
      s01 = a0.fma(right, s01);
      FloatVector a1 = FloatVector.broadcast(SPECIES, a[aAt + term * ROWS + 1]);
      s10 = a1.fma(left, s10);
      s11 = a1.fma(right, s11);
      FloatVector a2 = FloatVector.broadcast(SPECIES, a[aAt + term * ROWS + 2]);
      s20 = a2.fma(left, s20);
      s21 = a2.fma(right, s21);
      FloatVector a3 = FloatVector.broadcast(SPECIES, a[aAt + term * ROWS + 3]);
      s30 = a3.fma(left, s30);
      s31 = a3.fma(right, s31);
    }
    s00.intoArray(c, c0);
    s01.intoArray(c, c0 + LANES);
    s10.intoArray(c, c1);
    s11.intoArray(c, c1 + LANES);
    s20.intoArray(c, c2);
    s21.intoArray(c, c2 + LANES);
    s30.intoArray(c, c3);
    s31.intoArray(c, c3 + LANES);
  }

  private static FloatVector load(float[] from, int at) {
    return FloatVector.fromArray(SPECIES, from, at);
  }
}
