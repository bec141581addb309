package dev.conv4j.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link Taps} with the Vector API: tiles of 4 rows of 2 vectors.
 *
 * <p>Written out rather than looped: accumulators must be local variables to stay in registers. No
 * method of ours is called from the loops, see {@link PanelTile}.
 */
final class VectorTaps implements Taps {
  private static final VectorSpecies<Float> SPECIES = VectorMicroKernel.SPECIES;
  private static final VectorSpecies<Float> WIDE = VectorMicroKernel.WIDE;
  private static final int LANES = SPECIES.length();
  private static final int COLUMNS = 2 * LANES;

  @Override
  public int columns() {
    return COLUMNS;
  }

  @Override
  public int lanes() {
    return LANES;
  }

  @Override
  public void tile(
      int taps,
      float[] weights,
      int weightsAt,
      float start,
      float[] plane,
      int planeAt,
      int pitch,
      int[] offsets,
      float[] out,
      int outAt,
      int outStride) {
    FloatVector s00 = FloatVector.broadcast(SPECIES, start);
    FloatVector s01 = s00;
    FloatVector s10 = s00;
    FloatVector s11 = s00;
    FloatVector s20 = s00;
    FloatVector s21 = s00;
    FloatVector s30 = s00;
    FloatVector s31 = s00;
    int plane1 = planeAt + pitch;
    int plane2 = plane1 + pitch;
    int plane3 = plane2 + pitch;
    for (int tap = 0; tap < taps; tap++) {
      FloatVector w = FloatVector.broadcast(SPECIES, weights[weightsAt + tap]);
      int at = offsets[tap];
      s00 = w.fma(FloatVector.fromArray(SPECIES, plane, planeAt + at), s00);
      s01 = w.fma(FloatVector.fromArray(SPECIES, plane, planeAt + at + LANES), s01);
      s10 = w.fma(FloatVector.fromArray(SPECIES, plane, plane1 + at), s10);
      s11 = w.fma(FloatVector.fromArray(SPECIES, plane, plane1 + at + LANES), s11);
      s20 = w.fma(FloatVector.fromArray(SPECIES, plane, plane2 + at), s20);
      s21 = w.fma(FloatVector.fromArray(SPECIES, plane, plane2 + at + LANES), s21);
      s30 = w.fma(FloatVector.fromArray(SPECIES, plane, plane3 + at), s30);
      s31 = w.fma(FloatVector.fromArray(SPECIES, plane, plane3 + at + LANES), s31);
    }
    s00.intoArray(out, outAt);
    s01.intoArray(out, outAt + LANES);
    s10.intoArray(out, outAt + outStride);
    s11.intoArray(out, outAt + outStride + LANES);
    s20.intoArray(out, outAt + 2 * outStride);
    s21.intoArray(out, outAt + 2 * outStride + LANES);
    s30.intoArray(out, outAt + 3 * outStride);
    s31.intoArray(out, outAt + 3 * outStride + LANES);
  }

  // Each of the four rows that are read serves both rows that are written.
  @Override
  public void threeByThree(
      int columns,
      float[] weights,
      int weightsAt,
      float start,
      float[] plane,
      int planeAt,
      int pitch,
      float[] out,
      int outAt,
      int outStride) {
    FloatVector start0 = FloatVector.broadcast(SPECIES, start);
    FloatVector w0 = FloatVector.broadcast(SPECIES, weights[weightsAt]);
    FloatVector w1 = FloatVector.broadcast(SPECIES, weights[weightsAt + 1]);
    FloatVector w2 = FloatVector.broadcast(SPECIES, weights[weightsAt + 2]);
    FloatVector w3 = FloatVector.broadcast(SPECIES, weights[weightsAt + 3]);
    FloatVector w4 = FloatVector.broadcast(SPECIES, weights[weightsAt + 4]);
    FloatVector w5 = FloatVector.broadcast(SPECIES, weights[weightsAt + 5]);
    FloatVector w6 = FloatVector.broadcast(SPECIES, weights[weightsAt + 6]);
    FloatVector w7 = FloatVector.broadcast(SPECIES, weights[weightsAt + 7]);
    FloatVector w8 = FloatVector.broadcast(SPECIES, weights[weightsAt + 8]);
    for (int next = 0; next < columns; next += LANES) {
      // The last vector begins early: what it computes again are the same bits.
      int column = Math.min(next, columns - LANES);
      int row0 = planeAt + column;
      int row1 = row0 + pitch;
      int row2 = row1 + pitch;
      int row3 = row2 + pitch;
      FloatVector s0 = start0;
      FloatVector s1 = start0;
      FloatVector x00 = FloatVector.fromArray(SPECIES, plane, row0);
      s0 = w0.fma(x00, s0);
      FloatVector x01 = FloatVector.fromArray(SPECIES, plane, row0 + 1);
      s0 = w1.fma(x01, s0);
      FloatVector x02 = FloatVector.fromArray(SPECIES, plane, row0 + 2);
      s0 = w2.fma(x02, s0);
      FloatVector x10 = FloatVector.fromArray(SPECIES, plane, row1);
      s0 = w3.fma(x10, s0);
      s1 = w0.fma(x10, s1);
      FloatVector x11 = FloatVector.fromArray(SPECIES, plane, row1 + 1);
      s0 = w4.fma(x11, s0);
      s1 = w1.fma(x11, s1);
      FloatVector x12 = FloatVector.fromArray(SPECIES, plane, row1 + 2);
      s0 = w5.fma(x12, s0);
      s1 = w2.fma(x12, s1);
      FloatVector x20 = FloatVector.fromArray(SPECIES, plane, row2);
      s0 = w6.fma(x20, s0);
      s1 = w3.fma(x20, s1);
      FloatVector x21 = FloatVector.fromArray(SPECIES, plane, row2 + 1);
      s0 = w7.fma(x21, s0);
      s1 = w4.fma(x21, s1);
      FloatVector x22 = FloatVector.fromArray(SPECIES, plane, row2 + 2);
      s0 = w8.fma(x22, s0);
      s1 = w5.fma(x22, s1);
      FloatVector x30 = FloatVector.fromArray(SPECIES, plane, row3);
      s1 = w6.fma(x30, s1);
      FloatVector x31 = FloatVector.fromArray(SPECIES, plane, row3 + 1);
      s1 = w7.fma(x31, s1);
      FloatVector x32 = FloatVector.fromArray(SPECIES, plane, row3 + 2);
      s1 = w8.fma(x32, s1);
      s0.intoArray(out, outAt + column);
      s1.intoArray(out, outAt + outStride + column);
    }
  }

  @Override
  public void products(
      int count,
      float[] dy,
      int dyAt,
      float[] plane,
      int planeAt,
      int[] offsets,
      int firstTap,
      float[] sums,
      int sumsAt) {
    int at0 = planeAt + offsets[firstTap];
    int at1 = planeAt + offsets[firstTap + 1];
    int at2 = planeAt + offsets[firstTap + 2];
    int at3 = planeAt + offsets[firstTap + 3];
    int at4 = planeAt + offsets[firstTap + 4];
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
    for (int i = 0; i < count; i += COLUMNS) {
      FloatVector y0 = FloatVector.fromArray(SPECIES, dy, dyAt + i);
      FloatVector y1 = FloatVector.fromArray(SPECIES, dy, dyAt + i + LANES);
      s00 = y0.fma(FloatVector.fromArray(SPECIES, plane, at0 + i), s00);
      s01 = y1.fma(FloatVector.fromArray(SPECIES, plane, at0 + i + LANES), s01);
      s10 = y0.fma(FloatVector.fromArray(SPECIES, plane, at1 + i), s10);
      s11 = y1.fma(FloatVector.fromArray(SPECIES, plane, at1 + i + LANES), s11);
      s20 = y0.fma(FloatVector.fromArray(SPECIES, plane, at2 + i), s20);
      s21 = y1.fma(FloatVector.fromArray(SPECIES, plane, at2 + i + LANES), s21);
      s30 = y0.fma(FloatVector.fromArray(SPECIES, plane, at3 + i), s30);
      s31 = y1.fma(FloatVector.fromArray(SPECIES, plane, at3 + i + LANES), s31);
      s40 = y0.fma(FloatVector.fromArray(SPECIES, plane, at4 + i), s40);
      s41 = y1.fma(FloatVector.fromArray(SPECIES, plane, at4 + i + LANES), s41);
    }
    FloatVector.fromArray(SPECIES, sums, sumsAt).add(s00.add(s01)).intoArray(sums, sumsAt);
    FloatVector.fromArray(SPECIES, sums, sumsAt + LANES)
        .add(s10.add(s11))
        .intoArray(sums, sumsAt + LANES);
    FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * LANES)
        .add(s20.add(s21))
        .intoArray(sums, sumsAt + 2 * LANES);
    FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * LANES)
        .add(s30.add(s31))
        .intoArray(sums, sumsAt + 3 * LANES);
    FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * LANES)
        .add(s40.add(s41))
        .intoArray(sums, sumsAt + 4 * LANES);
  }

  @Override
  public void everySecond(int count, float[] from, int at, float[] into, int intoAt) {
    int i = 0;
    // Strictly less: the last pixel has no neighbour that must be there to be read.
    for (; i + LANES < count; i += LANES) {
      FloatVector low = FloatVector.fromArray(SPECIES, from, at + 2 * i);
      FloatVector high = FloatVector.fromArray(SPECIES, from, at + 2 * i + LANES);
      low.rearrange(VectorWeave.EVEN_TWICE)
          .blend(high.rearrange(VectorWeave.EVEN_TWICE), VectorWeave.UPPER_HALF)
          .intoArray(into, intoAt + i);
    }
    for (; i < count; i++) {
      into[intoAt + i] = from[at + 2 * i];
    }
  }

  @Override
  public void everySecond(
      int rows,
      int columns,
      float[] from,
      int at,
      int stride,
      float[] into,
      int intoAt,
      int intoStride) {
    int whole = Math.ceilDiv(columns, LANES) * LANES;
    for (int row = 0; row < rows; row++) {
      int source = at + row * stride;
      int to = intoAt + row * intoStride;
      if (source + 2 * whole > from.length) {
        everySecond(columns, from, source, into, to);
        continue;
      }
      for (int i = 0; i < columns; i += LANES) {
        FloatVector low = FloatVector.fromArray(SPECIES, from, source + 2 * i);
        FloatVector high = FloatVector.fromArray(SPECIES, from, source + 2 * i + LANES);
        low.rearrange(VectorWeave.EVEN_TWICE)
            .blend(high.rearrange(VectorWeave.EVEN_TWICE), VectorWeave.UPPER_HALF)
            .intoArray(into, to + i);
      }
    }
  }

  @Override
  public void copyShifted(
      int planes,
      int shift,
      int rows,
      int columns,
      float[] from,
      int at,
      int stride,
      float[] into,
      int intoAt,
      int planeStride) {
    int end = at + (planes - 1) * Math.max(shift, 0) + (rows - 1) * stride + columns;
    boolean within = columns > WIDE.length() || end + WIDE.length() <= from.length;
    for (int plane = 0; plane < planes; plane++) {
      int source = at + plane * shift;
      int to = intoAt + plane * planeStride;
      if (!within) {
        for (int row = 0; row < rows; row++) {
          Runs.copy(from, source + row * stride, into, to + row * columns, columns);
        }
      } else if (columns <= LANES) {
        for (int row = 0; row < rows; row++) {
          FloatVector.fromArray(SPECIES, from, source + row * stride)
              .intoArray(into, to + row * columns);
        }
      } else if (columns <= WIDE.length()) {
        for (int row = 0; row < rows; row++) {
          FloatVector.fromArray(WIDE, from, source + row * stride)
              .intoArray(into, to + row * columns);
        }
      } else {
        for (int row = 0; row < rows; row++) {
          copyLong(columns, from, source + row * stride, into, to + row * columns);
        }
      }
    }
  }

  /** Copies a row that is longer than a vector; the last vector begins early. */
  private static void copyLong(int columns, float[] from, int at, float[] into, int to) {
    int last = columns - WIDE.length();
    FloatVector.fromArray(WIDE, from, at).intoArray(into, to);
    for (int i = WIDE.length(); i < last; i += WIDE.length()) {
      FloatVector.fromArray(WIDE, from, at + i).intoArray(into, to + i);
    }
    FloatVector.fromArray(WIDE, from, at + last).intoArray(into, to + last);
  }
}
