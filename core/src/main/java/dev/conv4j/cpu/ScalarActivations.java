package dev.conv4j.cpu;

import dev.conv4j.tensor.spi.Activation;

/** The loops in plain Java. */
final class ScalarActivations implements ActivationLoops {
  static final float SIXTH = 1 / 6f;
  static final float THIRD = 1 / 3f;

  @Override
  public void forward(Activation f, float[] x, float[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] = value(f, x[i]);
    }
  }

  private static float value(Activation f, float x) {
    return switch (f.kind()) {
      case RELU6 -> Math.min(Math.max(x, 0), 6);
      case LEAKY_RELU -> leakyRelu(f.parameter(), x, x);
      case ELU -> x > 0 ? x : f.parameter() * FloatFunctions.expLessOne(x);
      case SILU -> x * FloatFunctions.sigmoid(x);
      case GELU -> x * FloatFunctions.normal(x);
      case GELU_TANH -> x * FloatFunctions.sigmoid(FloatFunctions.geluArgument(x));
      case HARDSWISH -> x * (Math.min(Math.max(x + 3, 0), 6) * SIXTH);
      case SIGMOID -> FloatFunctions.sigmoid(x);
      case TANH -> FloatFunctions.tanh(x);
    };
  }

  @Override
  public void gradient(Activation f, float[] dy, float[] x, float[] dx, int from, int to) {
    for (int i = from; i < to; i++) {
      dx[i] = gradient(f, dy[i], x[i]);
    }
  }

  private static float gradient(Activation f, float dy, float x) {
    return switch (f.kind()) {
      case RELU6 -> x > 0 && x < 6 ? dy : 0;
      case LEAKY_RELU -> leakyRelu(f.parameter(), dy, x);
      case ELU -> x > 0 ? dy : dy * (f.parameter() * FloatFunctions.exp(x));
      case SILU -> dy * FloatFunctions.siluSlope(x);
      case GELU -> dy * FloatFunctions.geluSlope(x);
      case GELU_TANH -> dy * FloatFunctions.geluTanhSlope(x);
      case HARDSWISH -> x <= -3 ? 0 : x >= 3 ? dy : dy * Math.fma(x, THIRD, 0.5f);
      case SIGMOID -> dy * FloatFunctions.sigmoidSlope(x);
      case TANH -> dy * (4 * FloatFunctions.sigmoidSlope(2 * x));
    };
  }

  private static float leakyRelu(float slope, float value, float x) {
    return x > 0 ? value : slope * value;
  }

  @Override
  public void leakyRelu(float slope, float[] x, float[] y, int from, int to) {
    leakyReluGradient(slope, x, x, y, from, to);
  }

  @Override
  public void leakyReluGradient(float slope, float[] dy, float[] x, float[] dx, int from, int to) {
    for (int i = from; i < to; i++) {
      dx[i] = leakyRelu(slope, dy[i], x[i]);
    }
  }

  @Override
  public void exp(float[] y, int at, int count) {
    for (int i = at; i < at + count; i++) {
      y[i] = FloatFunctions.exp(y[i]);
    }
  }
}
