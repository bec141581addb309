package dev.conv4j.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/**
 * The tile in registers of the Vector API: 4 rows of 2 vectors, 8 accumulators. Larger tiles spill
 * with 16 registers (6 × 2 and 4 × 3 ran at half the speed there).
 *
 * <p>Vectors have 256 bits at the most where the length of an image's rows matters: rows of small
 * images come in eights more often than in sixteens. Where it does not ({@link #panel}, {@link
 * #dots}, {@link RunForm}) they are as long as the processor's: an AMD Zen 4 computes with 512 bits
 * no faster, an Intel server nearly twice as fast.
 *
 * <p>The tiles are written out rather than looped: accumulators must be local variables to stay in
 * registers. Never touch this class before {@link VectorSupport} has found the module.
 */
final class VectorMicroKernel implements MicroKernel {
  static final VectorSpecies<Float> SPECIES = species();

  /** The longest vectors, of 512 bits at the most. */
  static final VectorSpecies<Float> WIDE = wide();

  private static final int LANES = SPECIES.length();
  private static final int ROWS = 4;
  private static final int COLUMNS = 2 * LANES;

  private final WinogradLines winograd = new VectorWinogradLines();
  private final Packing packing = new VectorPacking();
  private final Taps taps = new VectorTaps();

  private static VectorSpecies<Float> species() {
    VectorSpecies<Float> preferred = FloatVector.SPECIES_PREFERRED;
    return preferred.vectorBitSize() > 256 ? FloatVector.SPECIES_256 : preferred;
  }

  private static VectorSpecies<Float> wide() {
    VectorSpecies<Float> preferred = FloatVector.SPECIES_PREFERRED;
    return preferred.vectorBitSize() > 512 ? FloatVector.SPECIES_512 : preferred;
  }

  @Override
  public int rows() {
    return ROWS;
  }

  @Override
  public int rows(int lanes, int filters) {
    return lanes > LANES ? LongSlideTile.rows(filters) : SlideTile.rows(filters);
  }

  @Override
  public int lanes() {
    return LANES;
  }

  @Override
  public int longLanes(int filters) {
    return LongSlideTile.lanes(filters);
  }

  @Override
  public WinogradLines winograd() {
    return winograd;
  }

  @Override
  public Packing packing() {
    return packing;
  }

  @Override
  public Taps taps() {
    return taps;
  }

  @Override
  public String description() {
    return "Vector API, " + WIDE.vectorBitSize() + "-bit";
  }

  @Override
  public void slide(
      int lanes,
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
    if (lanes > LANES) {
      LongSlideTile.slide(
          tileRows, terms, left, leftAt, right, right0, right1, offsets, offsetsAt, start, startAt,
          out, out0, out1, outStride, rows);
    } else {
      SlideTile.slide(
          tileRows, terms, left, leftAt, right, right0, right1, offsets, offsetsAt, start, startAt,
          out, out0, out1, outStride, rows);
    }
  }

  @Override
  public void gather(
      int terms,
      float[] left,
      int leftAt,
      int[] rowOffsets,
      int rowOffsetsAt,
      int[] offsets,
      float[] right,
      int rightAt,
      float[] out,
      int outAt,
      int outStride) {
    int out1 = outAt + outStride;
    int out2 = out1 + outStride;
    int out3 = out2 + outStride;
    int row0 = leftAt + rowOffsets[rowOffsetsAt];
    int row1 = leftAt + rowOffsets[rowOffsetsAt + 1];
    int row2 = leftAt + rowOffsets[rowOffsetsAt + 2];
    int row3 = leftAt + rowOffsets[rowOffsetsAt + 3];
    FloatVector s00 = load(out, outAt);
    FloatVector s01 = load(out, outAt + LANES);
    FloatVector s10 = load(out, out1);
    FloatVector s11 = load(out, out1 + LANES);
    FloatVector s20 = load(out, out2);
    FloatVector s21 = load(out, out2 + LANES);
    FloatVector s30 = load(out, out3);
    FloatVector s31 = load(out, out3 + LANES);
    for (int term = 0; term < terms; term++) {
      FloatVector y0 = load(right, rightAt + term * COLUMNS);
      FloatVector y1 = load(right, rightAt + term * COLUMNS + LANES);
      int at = offsets[term];
      FloatVector x0 = FloatVector.broadcast(SPECIES, left[row0 + at]);
      s00 = x0.fma(y0, s00);
      s01 = x0.fma(y1, s01);
      FloatVector x1 = FloatVector.broadcast(SPECIES, left[row1 + at]);
      s10 = x1.fma(y0, s10);
      s11 = x1.fma(y1, s11);
      FloatVector x2 = FloatVector.broadcast(SPECIES, left[row2 + at]);
      s20 = x2.fma(y0, s20);
      s21 = x2.fma(y1, s21);
      FloatVector x3 = FloatVector.broadcast(SPECIES, left[row3 + at]);
      s30 = x3.fma(y0, s30);
      s31 = x3.fma(y1, s31);
    }
    s00.intoArray(out, outAt);
    s01.intoArray(out, outAt + LANES);
    s10.intoArray(out, out1);
    s11.intoArray(out, out1 + LANES);
    s20.intoArray(out, out2);
    s21.intoArray(out, out2 + LANES);
    s30.intoArray(out, out3);
    s31.intoArray(out, out3 + LANES);
  }

  @Override
  public int dotLanes() {
    return WIDE.length();
  }

  @Override
  public int dotRows() {
    return DotTile.ROWS;
  }

  @Override
  public void dots(
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
    DotTile.add(
        runs,
        left,
        leftAt,
        leftStride,
        rows,
        right,
        rightAt,
        offsets,
        offsetsAt,
        places,
        sums,
        sumsAt,
        sumsStride);
  }

  @Override
  public void fold(int groups, float[] sums, int at, float[] into, int intoAt) {
    LaneFold.fold(groups, sums, at, into, intoAt);
  }

  @Override
  public int denseRows() {
    return DenseTile.ROWS;
  }

  @Override
  public void dense(
      int terms,
      float[] left,
      int leftAt,
      float[] right,
      int rightAt,
      int rightStride,
      float[] out,
      int outAt,
      int outStride) {
    DenseTile.add(terms, left, leftAt, right, rightAt, rightStride, out, outAt, outStride);
  }

  @Override
  public int panelsAtOnce() {
    return TallTile.SUITS ? 2 : 1;
  }

  @Override
  public void denseTwo(
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
    if (TallTile.SUITS) {
      TallTile.add(terms, left, leftAt, nextAt, right, rightAt, rightStride, out, outAt, outStride);
    } else {
      MicroKernel.super.denseTwo(
          terms, left, leftAt, nextAt, right, rightAt, rightStride, out, outAt, outStride);
    }
  }

  @Override
  public int panelColumns() {
    return PanelTile.COLUMNS;
  }

  @Override
  public void panel(
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
    PanelTile.multiply(
        rows,
        terms,
        left,
        leftAt,
        right,
        rightAt,
        start,
        startAt,
        startStride,
        out,
        outAt,
        outStride);
  }

  private static FloatVector load(float[] from, int at) {
    return FloatVector.fromArray(SPECIES, from, at);
  }
}
