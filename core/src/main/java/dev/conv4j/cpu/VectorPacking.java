package dev.conv4j.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link Packing} with the Vector API. Lines are turned in squares of 8 × 8, in three steps that
 * exchange neighbours, pairs and halves; vectors of another length leave that to plain Java, and so
 * do the lines and terms that make no square.
 */
final class VectorPacking implements Packing {
  private static final VectorSpecies<Float> SPECIES = VectorMicroKernel.SPECIES;
  private static final VectorSpecies<Integer> INTS =
      VectorSpecies.of(int.class, SPECIES.vectorShape());
  private static final int LANES = SPECIES.length();

  /** The side of the squares. */
  private static final int SIDE = 8;

  /** Shuffles that exchange neighbours, pairs and halves, and the lanes that then are foreign. */
  private static final VectorShuffle<Float> SWAP1 =
      VectorShuffle.fromOp(SPECIES, i -> (i ^ 1) % LANES);

  private static final VectorShuffle<Float> SWAP2 =
      VectorShuffle.fromOp(SPECIES, i -> (i ^ 2) % LANES);
  private static final VectorShuffle<Float> SWAP4 =
      VectorShuffle.fromOp(SPECIES, i -> (i ^ 4) % LANES);
  private static final VectorMask<Float> ODD1 = VectorMask.fromLong(SPECIES, 0b10101010);
  private static final VectorMask<Float> ODD2 = VectorMask.fromLong(SPECIES, 0b11001100);
  private static final VectorMask<Float> ODD4 = VectorMask.fromLong(SPECIES, 0b11110000);

  @Override
  public void copy(
      float[] from, int at, int stride, int lines, int terms, float[] into, int intoAt, int width) {
    if (lines < width || width % LANES != 0) {
      Packing.copyAny(from, at, stride, lines, terms, into, intoAt, width);
    } else if (width == LANES) {
      for (int term = 0; term < terms; term++) {
        load(from, at + term * stride).intoArray(into, intoAt + term * LANES);
      }
    } else {
      for (int i = 0; i < width; i += 2 * LANES) {
        copyTwo(from, at + i, stride, terms, into, intoAt + i, width);
      }
    }
  }

  private static void copyTwo(
      float[] from, int at, int stride, int terms, float[] into, int intoAt, int width) {
    for (int term = 0; term < terms; term++) {
      int source = at + term * stride;
      int to = intoAt + term * width;
      FloatVector first = load(from, source);
      FloatVector second = load(from, source + LANES);
      first.intoArray(into, to);
      second.intoArray(into, to + LANES);
    }
  }

  @Override
  public void turn(
      float[] from, int at, int stride, int lines, int terms, float[] into, int intoAt, int width) {
    Packing.clear(lines, terms, into, intoAt, width);
    int line = 0;
    if (LANES == SIDE) {
      int squares = terms - terms % SIDE;
      for (; line + SIDE <= lines; line += SIDE) {
        int source = at + line * stride;
        turnSquares(from, source, stride, squares, into, intoAt + line, width);
        for (int i = 0; i < SIDE && squares < terms; i++) {
          int to = intoAt + squares * width + line + i;
          Packing.turnLine(from, source + i * stride + squares, terms - squares, into, to, width);
        }
      }
    }
    for (; line < lines; line++) {
      Packing.turnLine(from, at + line * stride, terms, into, intoAt + line, width);
    }
  }

  private static void turnSquares(
      float[] from, int at, int stride, int terms, float[] into, int intoAt, int width) {
    for (int term = 0; term < terms; term += SIDE) {
      int source = at + term;
      FloatVector a0 = load(from, source);
      FloatVector a1 = load(from, source + stride);
      FloatVector a2 = load(from, source + 2 * stride);
      FloatVector a3 = load(from, source + 3 * stride);
      FloatVector a4 = load(from, source + 4 * stride);
      FloatVector a5 = load(from, source + 5 * stride);
      FloatVector a6 = load(from, source + 6 * stride);
      FloatVector a7 = load(from, source + 7 * stride);
      FloatVector b0 = a0.blend(a1.rearrange(SWAP1), ODD1);
      FloatVector b1 = a0.rearrange(SWAP1).blend(a1, ODD1);
      FloatVector b2 = a2.blend(a3.rearrange(SWAP1), ODD1);
      FloatVector b3 = a2.rearrange(SWAP1).blend(a3, ODD1);
      FloatVector b4 = a4.blend(a5.rearrange(SWAP1), ODD1);
      FloatVector b5 = a4.rearrange(SWAP1).blend(a5, ODD1);
      FloatVector b6 = a6.blend(a7.rearrange(SWAP1), ODD1);
      FloatVector b7 = a6.rearrange(SWAP1).blend(a7, ODD1);
      FloatVector c0 = b0.blend(b2.rearrange(SWAP2), ODD2);
      FloatVector c1 = b1.blend(b3.rearrange(SWAP2), ODD2);
      FloatVector c2 = b0.rearrange(SWAP2).blend(b2, ODD2);
      FloatVector c3 = b1.rearrange(SWAP2).blend(b3, ODD2);
      FloatVector c4 = b4.blend(b6.rearrange(SWAP2), ODD2);
      FloatVector c5 = b5.blend(b7.rearrange(SWAP2), ODD2);
      FloatVector c6 = b4.rearrange(SWAP2).blend(b6, ODD2);
      FloatVector c7 = b5.rearrange(SWAP2).blend(b7, ODD2);
      int to = intoAt + term * width;
      c0.blend(c4.rearrange(SWAP4), ODD4).intoArray(into, to);
      c1.blend(c5.rearrange(SWAP4), ODD4).intoArray(into, to + width);
      c2.blend(c6.rearrange(SWAP4), ODD4).intoArray(into, to + 2 * width);
      c3.blend(c7.rearrange(SWAP4), ODD4).intoArray(into, to + 3 * width);
      c0.rearrange(SWAP4).blend(c4, ODD4).intoArray(into, to + 4 * width);
      c1.rearrange(SWAP4).blend(c5, ODD4).intoArray(into, to + 5 * width);
      c2.rearrange(SWAP4).blend(c6, ODD4).intoArray(into, to + 6 * width);
      c3.rearrange(SWAP4).blend(c7, ODD4).intoArray(into, to + 7 * width);
    }
  }

  @Override
  public void copySeen(
      Sight sight,
      int term,
      int terms,
      int place,
      int lines,
      float[] from,
      int at,
      float[] into,
      int intoAt,
      int width) {
    int line = 0;
    for (; line + 2 * LANES <= lines; line += 2 * LANES) {
      copySeenTwo(sight, term, terms, place + line, from, at + line, into, intoAt + line, width);
    }
    if (line < lines) {
      Packing.copySeenAny(
          sight,
          term,
          terms,
          place + line,
          lines - line,
          from,
          at + line,
          into,
          intoAt + line,
          width);
    }
  }

  private static void copySeenTwo(
      Sight sight,
      int term,
      int terms,
      int place,
      float[] from,
      int at,
      float[] into,
      int intoAt,
      int width) {
    IntVector bits0 = IntVector.fromArray(INTS, sight.bits, place);
    IntVector bits1 = IntVector.fromArray(INTS, sight.bits, place + LANES);
    FloatVector zero = FloatVector.zero(SPECIES);
    for (int t = 0; t < terms; t++) {
      int source = at + sight.offsets[term + t];
      IntVector needs = IntVector.broadcast(INTS, sight.needs[term + t]);
      VectorMask<Float> seen0 = bits0.and(needs).compare(VectorOperators.EQ, needs).cast(SPECIES);
      VectorMask<Float> seen1 = bits1.and(needs).compare(VectorOperators.EQ, needs).cast(SPECIES);
      FloatVector x0 = FloatVector.fromArray(SPECIES, from, source);
      FloatVector x1 = FloatVector.fromArray(SPECIES, from, source + LANES);
      zero.blend(x0, seen0).intoArray(into, intoAt + t * width);
      zero.blend(x1, seen1).intoArray(into, intoAt + t * width + LANES);
    }
  }

  @Override
  public void copySeenLine(
      Sight sight,
      int term,
      int place,
      int places,
      float[] from,
      int at,
      float[] into,
      int intoAt) {
    int source = at + sight.offsets[term];
    IntVector needs = IntVector.broadcast(INTS, sight.needs[term]);
    FloatVector zero = FloatVector.zero(SPECIES);
    int i = 0;
    for (int end = SPECIES.loopBound(places); i < end; i += LANES) {
      VectorMask<Float> seen =
          IntVector.fromArray(INTS, sight.bits, place + i)
              .and(needs)
              .compare(VectorOperators.EQ, needs)
              .cast(SPECIES);
      zero.blend(FloatVector.fromArray(SPECIES, from, source + i), seen)
          .intoArray(into, intoAt + i);
    }
    Packing.copySeenAny(
        sight, term, 1, place + i, places - i, from, at + i, into, intoAt + i, places);
  }

  private static FloatVector load(float[] from, int at) {
    return FloatVector.fromArray(SPECIES, from, at);
  }
}
