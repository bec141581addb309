package dev.conv4j.cpu;

import static dev.conv4j.cpu.VectorPacking.ODD1;
import static dev.conv4j.cpu.VectorPacking.ODD2;
import static dev.conv4j.cpu.VectorPacking.ODD4;
import static dev.conv4j.cpu.VectorPacking.SWAP1;
import static dev.conv4j.cpu.VectorPacking.SWAP2;
import static dev.conv4j.cpu.VectorPacking.SWAP4;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link Dots} with the Vector API: a running total in each lane, folded in a fixed order at the
 * end. Eight rows at a time hide the latency of the additions.
 */
final class VectorDots implements Dots {
  private static final VectorSpecies<Float> SPECIES = VectorMicroKernel.SPECIES;
  private static final int LANES = SPECIES.length();

  @Override
  public int room() {
    return ROWS * LANES;
  }

  // Written out rather than looped: accumulators must be local variables to stay in registers.
  @Override
  public void multiply(
      int count,
      float[] x,
      int xAt,
      float[] rows,
      int rowsAt,
      int rowStride,
      float[] into,
      int intoAt) {
    int row1 = rowsAt + rowStride;
    int row2 = row1 + rowStride;
    int row3 = row2 + rowStride;
    int row4 = row3 + rowStride;
    int row5 = row4 + rowStride;
    int row6 = row5 + rowStride;
    int row7 = row6 + rowStride;
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    FloatVector s4 = s0;
    FloatVector s5 = s0;
    FloatVector s6 = s0;
    FloatVector s7 = s0;
    int whole = SPECIES.loopBound(count);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector factor = load(x, xAt + i);
      s0 = factor.fma(load(rows, rowsAt + i), s0);
      s1 = factor.fma(load(rows, row1 + i), s1);
      s2 = factor.fma(load(rows, row2 + i), s2);
      s3 = factor.fma(load(rows, row3 + i), s3);
      s4 = factor.fma(load(rows, row4 + i), s4);
      s5 = factor.fma(load(rows, row5 + i), s5);
      s6 = factor.fma(load(rows, row6 + i), s6);
      s7 = factor.fma(load(rows, row7 + i), s7);
    }
    if (LANES == ROWS) {
      // Lane by lane: the totals of two rows, then of four, then of all eight, in turns.
      FloatVector low = pairs(neighbours(s0, s1), neighbours(s2, s3));
      FloatVector high = pairs(neighbours(s4, s5), neighbours(s6, s7));
      halves(low, high).intoArray(into, intoAt);
    } else {
      s0.intoArray(into, intoAt);
      s1.intoArray(into, intoAt + LANES);
      s2.intoArray(into, intoAt + 2 * LANES);
      s3.intoArray(into, intoAt + 3 * LANES);
      s4.intoArray(into, intoAt + 4 * LANES);
      s5.intoArray(into, intoAt + 5 * LANES);
      s6.intoArray(into, intoAt + 6 * LANES);
      s7.intoArray(into, intoAt + 7 * LANES);
      for (int row = 0; row < ROWS; row++) {
        into[intoAt + row] = ChannelSums.fold(into, intoAt + row * LANES, LANES);
      }
    }
    for (int row = 0; row < ROWS && whole < count; row++) {
      for (int i = whole; i < count; i++) {
        into[intoAt + row] += x[xAt + i] * rows[rowsAt + row * rowStride + i];
      }
    }
  }

  private static FloatVector load(float[] from, int at) {
    return FloatVector.fromArray(SPECIES, from, at);
  }

  private static FloatVector neighbours(FloatVector a, FloatVector b) {
    return a.blend(b.rearrange(SWAP1), ODD1).add(a.rearrange(SWAP1).blend(b, ODD1));
  }

  private static FloatVector pairs(FloatVector a, FloatVector b) {
    return a.blend(b.rearrange(SWAP2), ODD2).add(a.rearrange(SWAP2).blend(b, ODD2));
  }

  private static FloatVector halves(FloatVector a, FloatVector b) {
    return a.blend(b.rearrange(SWAP4), ODD4).add(a.rearrange(SWAP4).blend(b, ODD4));
  }
}
