package dev.conv4j.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The sums with the Vector API, two vectors of totals for each. Never touch this class before
 * {@link VectorSupport} has found the module.
 */
final class VectorChannelSums implements ChannelSums {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  private static final int STEP = 2 * LANES;

  @Override
  public int room() {
    return 2 * LANES;
  }

  @Override
  public void sum(float[] values, int from, int count, float[] into) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = s0;
    int i = from;
    for (int end = from + count - STEP; i <= end; i += STEP) {
      s0 = s0.add(FloatVector.fromArray(SPECIES, values, i));
      s1 = s1.add(FloatVector.fromArray(SPECIES, values, i + LANES));
    }
    float rest = 0;
    for (; i < from + count; i++) {
      rest += values[i];
    }
    s0.add(s1).intoArray(into, 0);
    into[0] = ChannelSums.fold(into, 0, LANES) + rest;
  }

  @Override
  public void moments(float[] values, int from, int count, float centre, float[] into) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = s0;
    FloatVector q0 = s0;
    FloatVector q1 = s0;
    int i = from;
    for (int end = from + count - STEP; i <= end; i += STEP) {
      FloatVector d0 = FloatVector.fromArray(SPECIES, values, i).sub(centre);
      FloatVector d1 = FloatVector.fromArray(SPECIES, values, i + LANES).sub(centre);
      s0 = s0.add(d0);
      s1 = s1.add(d1);
      q0 = d0.fma(d0, q0);
      q1 = d1.fma(d1, q1);
    }
    float rest = 0;
    float restSquares = 0;
    for (; i < from + count; i++) {
      float d = values[i] - centre;
      rest += d;
      restSquares += d * d;
    }
    store(s0.add(s1), rest, q0.add(q1), restSquares, into);
  }

  @Override
  public void products(
      float[] a, int aAt, float[] b, int bAt, int count, float centre, float[] into) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = s0;
    FloatVector p0 = s0;
    FloatVector p1 = s0;
    int i = 0;
    for (int end = count - STEP; i <= end; i += STEP) {
      FloatVector a0 = FloatVector.fromArray(SPECIES, a, aAt + i);
      FloatVector a1 = FloatVector.fromArray(SPECIES, a, aAt + i + LANES);
      s0 = s0.add(a0);
      s1 = s1.add(a1);
      p0 = FloatVector.fromArray(SPECIES, b, bAt + i).sub(centre).fma(a0, p0);
      p1 = FloatVector.fromArray(SPECIES, b, bAt + i + LANES).sub(centre).fma(a1, p1);
    }
    float rest = 0;
    float restProducts = 0;
    for (; i < count; i++) {
      rest += a[aAt + i];
      restProducts += a[aAt + i] * (b[bAt + i] - centre);
    }
    store(s0.add(s1), rest, p0.add(p1), restProducts, into);
  }

  private static void store(
      FloatVector first, float firstRest, FloatVector second, float secondRest, float[] into) {
    first.intoArray(into, 0);
    second.intoArray(into, LANES);
    float folded = ChannelSums.fold(into, LANES, LANES) + secondRest;
    into[0] = ChannelSums.fold(into, 0, LANES) + firstRest;
    into[1] = folded;
  }
}
