package dev.conv4j.cpu;

import static dev.conv4j.cpu.FloatFunctions.C2;
import static dev.conv4j.cpu.FloatFunctions.C3;
import static dev.conv4j.cpu.FloatFunctions.C4;
import static dev.conv4j.cpu.FloatFunctions.C5;
import static dev.conv4j.cpu.FloatFunctions.C6;
import static dev.conv4j.cpu.FloatFunctions.C7;
import static dev.conv4j.cpu.FloatFunctions.EXPONENT_SHIFT;
import static dev.conv4j.cpu.FloatFunctions.LEAST;
import static dev.conv4j.cpu.FloatFunctions.LEAST_LESS_ONE;
import static dev.conv4j.cpu.FloatFunctions.LN2_HIGH;
import static dev.conv4j.cpu.FloatFunctions.LN2_LOW;
import static dev.conv4j.cpu.FloatFunctions.LOG2_E;
import static dev.conv4j.cpu.FloatFunctions.ONE_BITS;
import static dev.conv4j.cpu.FloatFunctions.ROUNDER;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link FloatFunctions} of each lane, by the same steps. Never touch this class before {@link
 * VectorSupport} has found the module.
 */
final class VectorFunctions {
  private static final VectorSpecies<Float> SPECIES = VectorMicroKernel.SPECIES;

  private VectorFunctions() {}

  private static FloatVector all(float value) {
    return FloatVector.broadcast(SPECIES, value);
  }

  static FloatVector exp(FloatVector x) {
    FloatVector bounded = x.max(LEAST);
    FloatVector rounded = bounded.fma(all(LOG2_E), all(ROUNDER));
    FloatVector power = powerOfTwo(rounded);
    FloatVector less = power.fma(rest(bounded, rounded.sub(ROUNDER)), power);
    return less.blend(0, x.compare(VectorOperators.LT, LEAST));
  }

  static FloatVector expLessOne(FloatVector x) {
    FloatVector bounded = x.max(LEAST_LESS_ONE);
    FloatVector rounded = bounded.fma(all(LOG2_E), all(ROUNDER));
    FloatVector power = powerOfTwo(rounded);
    return power.fma(rest(bounded, rounded.sub(ROUNDER)), power.sub(1));
  }

  private static FloatVector powerOfTwo(FloatVector rounded) {
    return rounded
        .reinterpretAsInts()
        .lanewise(VectorOperators.LSHL, EXPONENT_SHIFT)
        .add(ONE_BITS)
        .reinterpretAsFloats();
  }

  private static FloatVector rest(FloatVector x, FloatVector n) {
    FloatVector r = n.fma(all(-LN2_LOW), n.fma(all(-LN2_HIGH), x));
    FloatVector sum = r.fma(all(C7), all(C6));
    sum = sum.fma(r, all(C5));
    sum = sum.fma(r, all(C4));
    sum = sum.fma(r, all(C3));
    sum = sum.fma(r, all(C2));
    return sum.mul(r).fma(r, r);
  }

  static FloatVector sigmoid(FloatVector x) {
    FloatVector e = exp(x.abs().neg());
    FloatVector larger = all(1).div(e.add(1));
    return larger.blend(e.mul(larger), x.compare(VectorOperators.LT, 0));
  }

  static FloatVector sigmoidSlope(FloatVector x) {
    FloatVector e = exp(x.abs().neg());
    FloatVector larger = all(1).div(e.add(1));
    return e.mul(larger).mul(larger);
  }

  static FloatVector tanh(FloatVector x) {
    FloatVector e = expLessOne(x.abs().mul(-2));
    IntVector sign = x.reinterpretAsInts().and(Integer.MIN_VALUE);
    return e.div(e.add(2)).abs().reinterpretAsInts().or(sign).reinterpretAsFloats();
  }

  static FloatVector bell(FloatVector x) {
    FloatVector square = x.mul(x);
    FloatVector lost = x.fma(x, square.neg());
    FloatVector e = exp(square.mul(-0.5f));
    return e.fma(lost.mul(-0.5f), e);
  }

  static FloatVector normal(FloatVector x) {
    FloatVector end = x.abs().min(FloatFunctions.NORMAL_END);
    return normal(x, end, bell(end));
  }

  private static FloatVector normal(FloatVector x, FloatVector end, FloatVector bell) {
    FloatVector t = all(1).div(end.fma(all(0.25f), all(1)));
    FloatVector sum = t.fma(all(FloatFunctions.N9), all(FloatFunctions.N8));
    sum = sum.fma(t, all(FloatFunctions.N7));
    sum = sum.fma(t, all(FloatFunctions.N6));
    sum = sum.fma(t, all(FloatFunctions.N5));
    sum = sum.fma(t, all(FloatFunctions.N4));
    sum = sum.fma(t, all(FloatFunctions.N3));
    sum = sum.fma(t, all(FloatFunctions.N2));
    sum = sum.fma(t, all(FloatFunctions.N1));
    sum = sum.fma(t, all(FloatFunctions.N0));
    FloatVector tail = bell.mul(t.mul(sum));
    return all(1).sub(tail).blend(tail, x.compare(VectorOperators.LT, 0));
  }

  static FloatVector geluSlope(FloatVector x) {
    FloatVector end = x.abs().min(FloatFunctions.NORMAL_END);
    FloatVector bell = bell(end);
    return bell.mul(FloatFunctions.NORMAL_PEAK).fma(x, normal(x, end, bell));
  }

  static FloatVector siluSlope(FloatVector x) {
    return sigmoidSlope(x).fma(x, sigmoid(x));
  }

  static FloatVector geluArgument(FloatVector x) {
    FloatVector slope = x.mul(FloatFunctions.GELU_CUBE).fma(x, all(FloatFunctions.GELU_SCALE));
    return x.mul(slope);
  }

  static FloatVector geluTanhSlope(FloatVector x) {
    FloatVector bounded = x.max(-FloatFunctions.GELU_FLAT).min(FloatFunctions.GELU_FLAT);
    FloatVector argument = geluArgument(bounded);
    FloatVector slope =
        bounded.mul(3 * FloatFunctions.GELU_CUBE).fma(bounded, all(FloatFunctions.GELU_SCALE));
    return sigmoidSlope(argument).mul(bounded).fma(slope, sigmoid(argument));
  }
}
