package dev.conv4j.cpu;

import dev.conv4j.tensor.spi.Activation;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops with the Vector API; what is left over goes the plain way. Each function has a loop of
 * its own, so that it is inlined there: a vector that crosses a call is an object. Never touch this
 * class before {@link VectorSupport} has found the module.
 */
final class VectorActivations implements ActivationLoops {
  private static final VectorSpecies<Float> SPECIES = VectorMicroKernel.SPECIES;
  private static final int LANES = SPECIES.length();

  private final ScalarActivations scalar = new ScalarActivations();

  @Override
  public void forward(Activation f, float[] x, float[] y, int from, int to) {
    int end = from + SPECIES.loopBound(to - from);
    float a = f.parameter();
    switch (f.kind()) {
      case RELU6 -> relu6(x, y, from, end);
      case LEAKY_RELU -> leaky(a, x, x, y, from, end);
      case ELU -> elu(a, x, y, from, end);
      case SILU -> silu(x, y, from, end);
      case GELU -> gelu(x, y, from, end);
      case GELU_TANH -> geluTanh(x, y, from, end);
      case HARDSWISH -> hardswish(x, y, from, end);
      case SIGMOID -> sigmoid(x, y, from, end);
      case TANH -> tanh(x, y, from, end);
    }
    scalar.forward(f, x, y, end, to);
  }

  private static FloatVector load(float[] from, int at) {
    return FloatVector.fromArray(SPECIES, from, at);
  }

  private static void relu6(float[] x, float[] y, int from, int end) {
    for (int i = from; i < end; i += LANES) {
      load(x, i).max(0).min(6).intoArray(y, i);
    }
  }

  /** {@code to = x > 0 ? v : slope * v}. */
  private static void leaky(float slope, float[] v, float[] x, float[] to, int from, int end) {
    for (int i = from; i < end; i += LANES) {
      FloatVector values = load(v, i);
      values.mul(slope).blend(values, load(x, i).compare(VectorOperators.GT, 0)).intoArray(to, i);
    }
  }

  @Override
  public void leakyRelu(float slope, float[] x, float[] y, int from, int to) {
    leakyReluGradient(slope, x, x, y, from, to);
  }

  @Override
  public void leakyReluGradient(float slope, float[] dy, float[] x, float[] dx, int from, int to) {
    int end = from + SPECIES.loopBound(to - from);
    leaky(slope, dy, x, dx, from, end);
    scalar.leakyReluGradient(slope, dy, x, dx, end, to);
  }

  private static void elu(float a, float[] x, float[] y, int from, int end) {
    for (int i = from; i < end; i += LANES) {
      FloatVector v = load(x, i);
      VectorFunctions.expLessOne(v)
          .mul(a)
          .blend(v, v.compare(VectorOperators.GT, 0))
          .intoArray(y, i);
    }
  }

  private static void silu(float[] x, float[] y, int from, int end) {
    for (int i = from; i < end; i += LANES) {
      FloatVector v = load(x, i);
      v.mul(VectorFunctions.sigmoid(v)).intoArray(y, i);
    }
  }

  private static void gelu(float[] x, float[] y, int from, int end) {
    for (int i = from; i < end; i += LANES) {
      FloatVector v = load(x, i);
      v.mul(VectorFunctions.normal(v)).intoArray(y, i);
    }
  }

  private static void geluTanh(float[] x, float[] y, int from, int end) {
    for (int i = from; i < end; i += LANES) {
      FloatVector v = load(x, i);
      v.mul(VectorFunctions.sigmoid(VectorFunctions.geluArgument(v))).intoArray(y, i);
    }
  }

  private static void hardswish(float[] x, float[] y, int from, int end) {
    for (int i = from; i < end; i += LANES) {
      FloatVector v = load(x, i);
      v.mul(v.add(3).max(0).min(6).mul(ScalarActivations.SIXTH)).intoArray(y, i);
    }
  }

  private static void sigmoid(float[] x, float[] y, int from, int end) {
    for (int i = from; i < end; i += LANES) {
      VectorFunctions.sigmoid(load(x, i)).intoArray(y, i);
    }
  }

  private static void tanh(float[] x, float[] y, int from, int end) {
    for (int i = from; i < end; i += LANES) {
      VectorFunctions.tanh(load(x, i)).intoArray(y, i);
    }
  }

  @Override
  public void gradient(Activation f, float[] dy, float[] x, float[] dx, int from, int to) {
    int end = from + SPECIES.loopBound(to - from);
    float a = f.parameter();
    switch (f.kind()) {
      case RELU6 -> relu6Gradient(dy, x, dx, from, end);
      case LEAKY_RELU -> leaky(a, dy, x, dx, from, end);
      case ELU -> eluGradient(a, dy, x, dx, from, end);
      case SILU -> siluGradient(dy, x, dx, from, end);
      case GELU -> geluGradient(dy, x, dx, from, end);
      case GELU_TANH -> geluTanhGradient(dy, x, dx, from, end);
      case HARDSWISH -> hardswishGradient(dy, x, dx, from, end);
      case SIGMOID -> sigmoidGradient(dy, x, dx, from, end);
      case TANH -> tanhGradient(dy, x, dx, from, end);
    }
    scalar.gradient(f, dy, x, dx, end, to);
  }

  private static void relu6Gradient(float[] dy, float[] x, float[] dx, int from, int end) {
    FloatVector zero = FloatVector.zero(SPECIES);
    for (int i = from; i < end; i += LANES) {
      FloatVector v = load(x, i);
      VectorMask<Float> passes =
          v.compare(VectorOperators.GT, 0).and(v.compare(VectorOperators.LT, 6));
      zero.blend(load(dy, i), passes).intoArray(dx, i);
    }
  }

  private static void eluGradient(float a, float[] dy, float[] x, float[] dx, int from, int end) {
    for (int i = from; i < end; i += LANES) {
      FloatVector v = load(x, i);
      FloatVector g = load(dy, i);
      g.mul(VectorFunctions.exp(v).mul(a))
          .blend(g, v.compare(VectorOperators.GT, 0))
          .intoArray(dx, i);
    }
  }

  private static void siluGradient(float[] dy, float[] x, float[] dx, int from, int end) {
    for (int i = from; i < end; i += LANES) {
      load(dy, i).mul(VectorFunctions.siluSlope(load(x, i))).intoArray(dx, i);
    }
  }

  private static void geluGradient(float[] dy, float[] x, float[] dx, int from, int end) {
    for (int i = from; i < end; i += LANES) {
      load(dy, i).mul(VectorFunctions.geluSlope(load(x, i))).intoArray(dx, i);
    }
  }

  private static void geluTanhGradient(float[] dy, float[] x, float[] dx, int from, int end) {
    for (int i = from; i < end; i += LANES) {
      load(dy, i).mul(VectorFunctions.geluTanhSlope(load(x, i))).intoArray(dx, i);
    }
  }

  private static void hardswishGradient(float[] dy, float[] x, float[] dx, int from, int end) {
    FloatVector third = FloatVector.broadcast(SPECIES, ScalarActivations.THIRD);
    FloatVector half = FloatVector.broadcast(SPECIES, 0.5f);
    for (int i = from; i < end; i += LANES) {
      FloatVector v = load(x, i);
      FloatVector g = load(dy, i);
      g.mul(v.fma(third, half))
          .blend(g, v.compare(VectorOperators.GE, 3))
          .blend(0, v.compare(VectorOperators.LE, -3))
          .intoArray(dx, i);
    }
  }

  private static void sigmoidGradient(float[] dy, float[] x, float[] dx, int from, int end) {
    for (int i = from; i < end; i += LANES) {
      load(dy, i).mul(VectorFunctions.sigmoidSlope(load(x, i))).intoArray(dx, i);
    }
  }

  private static void tanhGradient(float[] dy, float[] x, float[] dx, int from, int end) {
    for (int i = from; i < end; i += LANES) {
      load(dy, i).mul(VectorFunctions.sigmoidSlope(load(x, i).mul(2)).mul(4)).intoArray(dx, i);
    }
  }

  @Override
  public void exp(float[] y, int at, int count) {
    int end = at + SPECIES.loopBound(count);
    for (int i = at; i < end; i += LANES) {
      VectorFunctions.exp(load(y, i)).intoArray(y, i);
    }
    scalar.exp(y, end, at + count - end);
  }
}
