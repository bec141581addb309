package dev.conv4j.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The transforms with the Vector API. Never touch this class before {@link VectorSupport} has found
 * the module.
 */
final class VectorWinogradLines implements WinogradLines {
  private static final VectorSpecies<Float> SPECIES = VectorMicroKernel.SPECIES;
  private static final int LANES = SPECIES.length();
  private static final FloatVector MINUS_FIVE = FloatVector.broadcast(SPECIES, -5);
  private static final FloatVector MINUS_FOUR = FloatVector.broadcast(SPECIES, -4);
  private static final FloatVector TWO = FloatVector.broadcast(SPECIES, 2);
  private static final FloatVector FOUR = FloatVector.broadcast(SPECIES, 4);
  private static final FloatVector EIGHT = FloatVector.broadcast(SPECIES, 8);
  private static final FloatVector QUARTER = FloatVector.broadcast(SPECIES, 1 / 4f);
  private static final FloatVector SIXTH = FloatVector.broadcast(SPECIES, 1 / 6f);
  private static final FloatVector TWELFTH = FloatVector.broadcast(SPECIES, 1 / 12f);
  private static final FloatVector TWENTY_FOURTH = FloatVector.broadcast(SPECIES, 1 / 24f);

  @Override
  public void image(float[] from, int at, int step, float[] into, int to, int toStep, int count) {
    for (int lane = 0; lane < count; lane += LANES) {
      int a = at + lane;
      int b = to + lane;
      FloatVector x0 = FloatVector.fromArray(SPECIES, from, a);
      FloatVector x1 = FloatVector.fromArray(SPECIES, from, a + step);
      FloatVector x2 = FloatVector.fromArray(SPECIES, from, a + 2 * step);
      FloatVector x3 = FloatVector.fromArray(SPECIES, from, a + 3 * step);
      FloatVector x4 = FloatVector.fromArray(SPECIES, from, a + 4 * step);
      FloatVector x5 = FloatVector.fromArray(SPECIES, from, a + 5 * step);
      FloatVector far = x2.fma(MINUS_FOUR, x4);
      FloatVector farOdd = x1.fma(MINUS_FOUR, x3);
      FloatVector near = x4.sub(x2);
      FloatVector nearOdd = x3.sub(x1).mul(2);
      x0.fma(FOUR, x2.fma(MINUS_FIVE, x4)).intoArray(into, b);
      far.add(farOdd).intoArray(into, b + toStep);
      far.sub(farOdd).intoArray(into, b + 2 * toStep);
      near.add(nearOdd).intoArray(into, b + 3 * toStep);
      near.sub(nearOdd).intoArray(into, b + 4 * toStep);
      x1.fma(FOUR, x3.fma(MINUS_FIVE, x5)).intoArray(into, b + 5 * toStep);
    }
  }

  @Override
  public void filter(float[] from, int at, int step, float[] into, int to, int toStep, int count) {
    for (int lane = 0; lane < count; lane += LANES) {
      int a = at + lane;
      int b = to + lane;
      FloatVector x0 = FloatVector.fromArray(SPECIES, from, a);
      FloatVector x1 = FloatVector.fromArray(SPECIES, from, a + step);
      FloatVector x2 = FloatVector.fromArray(SPECIES, from, a + 2 * step);
      FloatVector ends = x0.add(x2).mul(-1 / 6f);
      FloatVector middle = x1.mul(1 / 6f);
      FloatVector farEnds = x2.fma(FOUR, x0).mul(1 / 24f);
      FloatVector farMiddle = x1.mul(1 / 12f);
      x0.mul(1 / 4f).intoArray(into, b);
      ends.sub(middle).intoArray(into, b + toStep);
      ends.add(middle).intoArray(into, b + 2 * toStep);
      farEnds.add(farMiddle).intoArray(into, b + 3 * toStep);
      farEnds.sub(farMiddle).intoArray(into, b + 4 * toStep);
      x2.intoArray(into, b + 5 * toStep);
    }
  }

  @Override
  public void output(float[] from, int at, int step, float[] into, int to, int toStep, int count) {
    for (int lane = 0; lane < count; lane += LANES) {
      int a = at + lane;
      int b = to + lane;
      FloatVector x0 = FloatVector.fromArray(SPECIES, from, a);
      FloatVector x1 = FloatVector.fromArray(SPECIES, from, a + step);
      FloatVector x2 = FloatVector.fromArray(SPECIES, from, a + 2 * step);
      FloatVector x3 = FloatVector.fromArray(SPECIES, from, a + 3 * step);
      FloatVector x4 = FloatVector.fromArray(SPECIES, from, a + 4 * step);
      FloatVector x5 = FloatVector.fromArray(SPECIES, from, a + 5 * step);
      FloatVector even = x1.add(x2);
      FloatVector odd = x1.sub(x2);
      FloatVector farEven = x3.add(x4);
      FloatVector farOdd = x3.sub(x4);
      x0.add(even).add(farEven).intoArray(into, b);
      farOdd.fma(TWO, odd).intoArray(into, b + toStep);
      farEven.fma(FOUR, even).intoArray(into, b + 2 * toStep);
      farOdd.fma(EIGHT, odd).add(x5).intoArray(into, b + 3 * toStep);
    }
  }

  @Override
  public void outputGradient(
      float[] from, int at, int step, float[] into, int to, int toStep, int count) {
    for (int lane = 0; lane < count; lane += LANES) {
      int a = at + lane;
      int b = to + lane;
      FloatVector x0 = FloatVector.fromArray(SPECIES, from, a);
      FloatVector x1 = FloatVector.fromArray(SPECIES, from, a + step);
      FloatVector x2 = FloatVector.fromArray(SPECIES, from, a + 2 * step);
      FloatVector x3 = FloatVector.fromArray(SPECIES, from, a + 3 * step);
      FloatVector even = x0.add(x2);
      FloatVector odd = x1.add(x3);
      FloatVector farEven = x2.fma(FOUR, x0);
      FloatVector farOdd = x3.fma(FOUR, x1).mul(2);
      x0.intoArray(into, b);
      even.add(odd).intoArray(into, b + toStep);
      even.sub(odd).intoArray(into, b + 2 * toStep);
      farEven.add(farOdd).intoArray(into, b + 3 * toStep);
      farEven.sub(farOdd).intoArray(into, b + 4 * toStep);
      x3.intoArray(into, b + 5 * toStep);
    }
  }

  @Override
  public void filterGradient(
      float[] from, int at, int step, float[] into, int to, int toStep, int count) {
    for (int lane = 0; lane < count; lane += LANES) {
      int a = at + lane;
      int b = to + lane;
      FloatVector x0 = FloatVector.fromArray(SPECIES, from, a);
      FloatVector x1 = FloatVector.fromArray(SPECIES, from, a + step);
      FloatVector x2 = FloatVector.fromArray(SPECIES, from, a + 2 * step);
      FloatVector x3 = FloatVector.fromArray(SPECIES, from, a + 3 * step);
      FloatVector x4 = FloatVector.fromArray(SPECIES, from, a + 4 * step);
      FloatVector x5 = FloatVector.fromArray(SPECIES, from, a + 5 * step);
      FloatVector near = x1.add(x2).mul(-1 / 6f);
      FloatVector nearOdd = x2.sub(x1).mul(1 / 6f);
      FloatVector far = x3.add(x4);
      FloatVector farOdd = x3.sub(x4);
      far.fma(TWENTY_FOURTH, x0.fma(QUARTER, near)).intoArray(into, b);
      farOdd.fma(TWELFTH, nearOdd).intoArray(into, b + toStep);
      far.fma(SIXTH, near).add(x5).intoArray(into, b + 2 * toStep);
    }
  }

  @Override
  public void imageRows(
      float[] from, int at, int rowStep, float[] into, int to, int toStep, int count) {
    for (int row = 0; row < 6; row++) {
      imageRow(from, at + row * rowStep, into, to + row * 6 * toStep, toStep, count);
    }
  }

  private static void imageRow(float[] from, int at, float[] into, int to, int toStep, int count) {
    for (int tile = 0; tile < count; tile += LANES) {
      int a = at + 4 * tile;
      int b = to + tile;
      FloatVector v0 = FloatVector.fromArray(SPECIES, from, a);
      FloatVector v1 = FloatVector.fromArray(SPECIES, from, a + LANES);
      FloatVector v2 = FloatVector.fromArray(SPECIES, from, a + 2 * LANES);
      FloatVector v3 = FloatVector.fromArray(SPECIES, from, a + 3 * LANES);
      FloatVector even01 =
          v0.rearrange(VectorWeave.EVEN_TWICE)
              .blend(v1.rearrange(VectorWeave.EVEN_TWICE), VectorWeave.UPPER_HALF);
      FloatVector even23 =
          v2.rearrange(VectorWeave.EVEN_TWICE)
              .blend(v3.rearrange(VectorWeave.EVEN_TWICE), VectorWeave.UPPER_HALF);
      FloatVector odd01 =
          v0.rearrange(VectorWeave.ODD_TWICE)
              .blend(v1.rearrange(VectorWeave.ODD_TWICE), VectorWeave.UPPER_HALF);
      FloatVector odd23 =
          v2.rearrange(VectorWeave.ODD_TWICE)
              .blend(v3.rearrange(VectorWeave.ODD_TWICE), VectorWeave.UPPER_HALF);
      FloatVector x0 =
          even01
              .rearrange(VectorWeave.EVEN_TWICE)
              .blend(even23.rearrange(VectorWeave.EVEN_TWICE), VectorWeave.UPPER_HALF);
      FloatVector x1 =
          odd01
              .rearrange(VectorWeave.EVEN_TWICE)
              .blend(odd23.rearrange(VectorWeave.EVEN_TWICE), VectorWeave.UPPER_HALF);
      FloatVector x2 =
          even01
              .rearrange(VectorWeave.ODD_TWICE)
              .blend(even23.rearrange(VectorWeave.ODD_TWICE), VectorWeave.UPPER_HALF);
      FloatVector x3 =
          odd01
              .rearrange(VectorWeave.ODD_TWICE)
              .blend(odd23.rearrange(VectorWeave.ODD_TWICE), VectorWeave.UPPER_HALF);
      FloatVector x4 =
          x0.rearrange(VectorWeave.NEXT).blend(from[a + 4 * LANES], VectorWeave.LAST_LANE);
      FloatVector x5 =
          x1.rearrange(VectorWeave.NEXT).blend(from[a + 4 * LANES + 1], VectorWeave.LAST_LANE);
      FloatVector far = x2.fma(MINUS_FOUR, x4);
      FloatVector farOdd = x1.fma(MINUS_FOUR, x3);
      FloatVector near = x4.sub(x2);
      FloatVector nearOdd = x3.sub(x1).mul(2);
      x0.fma(FOUR, x2.fma(MINUS_FIVE, x4)).intoArray(into, b);
      far.add(farOdd).intoArray(into, b + toStep);
      far.sub(farOdd).intoArray(into, b + 2 * toStep);
      near.add(nearOdd).intoArray(into, b + 3 * toStep);
      near.sub(nearOdd).intoArray(into, b + 4 * toStep);
      x1.fma(FOUR, x3.fma(MINUS_FIVE, x5)).intoArray(into, b + 5 * toStep);
    }
  }

  @Override
  public void outputRow(float[] from, int at, int step, float[] into, int to, int count) {
    for (int tile = 0; tile < count; tile += LANES) {
      int a = at + tile;
      int b = to + 4 * tile;
      FloatVector x0 = FloatVector.fromArray(SPECIES, from, a);
      FloatVector x1 = FloatVector.fromArray(SPECIES, from, a + step);
      FloatVector x2 = FloatVector.fromArray(SPECIES, from, a + 2 * step);
      FloatVector x3 = FloatVector.fromArray(SPECIES, from, a + 3 * step);
      FloatVector x4 = FloatVector.fromArray(SPECIES, from, a + 4 * step);
      FloatVector x5 = FloatVector.fromArray(SPECIES, from, a + 5 * step);
      FloatVector even = x1.add(x2);
      FloatVector odd = x1.sub(x2);
      FloatVector farEven = x3.add(x4);
      FloatVector farOdd = x3.sub(x4);
      FloatVector y0 = x0.add(even).add(farEven);
      FloatVector y1 = farOdd.fma(TWO, odd);
      FloatVector y2 = farEven.fma(FOUR, even);
      FloatVector y3 = farOdd.fma(EIGHT, odd).add(x5);
      FloatVector low02 =
          y0.rearrange(VectorWeave.FIRST_TWICE)
              .blend(y2.rearrange(VectorWeave.FIRST_TWICE), VectorWeave.ODD_LANES);
      FloatVector low13 =
          y1.rearrange(VectorWeave.FIRST_TWICE)
              .blend(y3.rearrange(VectorWeave.FIRST_TWICE), VectorWeave.ODD_LANES);
      FloatVector high02 =
          y0.rearrange(VectorWeave.LAST_TWICE)
              .blend(y2.rearrange(VectorWeave.LAST_TWICE), VectorWeave.ODD_LANES);
      FloatVector high13 =
          y1.rearrange(VectorWeave.LAST_TWICE)
              .blend(y3.rearrange(VectorWeave.LAST_TWICE), VectorWeave.ODD_LANES);
      low02
          .rearrange(VectorWeave.FIRST_TWICE)
          .blend(low13.rearrange(VectorWeave.FIRST_TWICE), VectorWeave.ODD_LANES)
          .intoArray(into, b);
      low02
          .rearrange(VectorWeave.LAST_TWICE)
          .blend(low13.rearrange(VectorWeave.LAST_TWICE), VectorWeave.ODD_LANES)
          .intoArray(into, b + LANES);
      high02
          .rearrange(VectorWeave.FIRST_TWICE)
          .blend(high13.rearrange(VectorWeave.FIRST_TWICE), VectorWeave.ODD_LANES)
          .intoArray(into, b + 2 * LANES);
      high02
          .rearrange(VectorWeave.LAST_TWICE)
          .blend(high13.rearrange(VectorWeave.LAST_TWICE), VectorWeave.ODD_LANES)
          .intoArray(into, b + 3 * LANES);
    }
  }

  @Override
  public void turn(
      float[] from, int at, int[] rows, int columns, float[] into, int to, int toStep) {
    int column = 0;
    if (LANES == 8) {
      for (; column + LANES <= columns; column += LANES) {
        VectorWeave.turn8(from, at + column, rows, into, to + column * toStep, toStep);
      }
    }
    for (; column < columns; column++) {
      for (int row = 0; row < LANES; row++) {
        into[to + column * toStep + row] = from[at + rows[row] + column];
      }
    }
  }
}
