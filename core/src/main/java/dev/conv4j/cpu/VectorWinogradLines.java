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
      FloatVector x0 = load(from, a);
      FloatVector x1 = load(from, a + step);
      FloatVector x2 = load(from, a + 2 * step);
      FloatVector x3 = load(from, a + 3 * step);
      FloatVector x4 = load(from, a + 4 * step);
      FloatVector x5 = load(from, a + 5 * step);
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
      FloatVector x0 = load(from, a);
      FloatVector x1 = load(from, a + step);
      FloatVector x2 = load(from, a + 2 * step);
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
      FloatVector x0 = load(from, a);
      FloatVector x1 = load(from, a + step);
      FloatVector x2 = load(from, a + 2 * step);
      FloatVector x3 = load(from, a + 3 * step);
      FloatVector x4 = load(from, a + 4 * step);
      FloatVector x5 = load(from, a + 5 * step);
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
      FloatVector x0 = load(from, a);
      FloatVector x1 = load(from, a + step);
      FloatVector x2 = load(from, a + 2 * step);
      FloatVector x3 = load(from, a + 3 * step);
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
      FloatVector x0 = load(from, a);
      FloatVector x1 = load(from, a + step);
      FloatVector x2 = load(from, a + 2 * step);
      FloatVector x3 = load(from, a + 3 * step);
      FloatVector x4 = load(from, a + 4 * step);
      FloatVector x5 = load(from, a + 5 * step);
      FloatVector near = x1.add(x2).mul(-1 / 6f);
      FloatVector nearOdd = x2.sub(x1).mul(1 / 6f);
      FloatVector far = x3.add(x4);
      FloatVector farOdd = x3.sub(x4);
      far.fma(TWENTY_FOURTH, x0.fma(QUARTER, near)).intoArray(into, b);
      farOdd.fma(TWELFTH, nearOdd).intoArray(into, b + toStep);
      far.fma(SIXTH, near).add(x5).intoArray(into, b + 2 * toStep);
    }
  }

  private static FloatVector load(float[] from, int at) {
    return FloatVector.fromArray(SPECIES, from, at);
  }
}
