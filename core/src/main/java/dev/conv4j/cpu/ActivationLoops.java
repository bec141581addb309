package dev.conv4j.cpu;

import dev.conv4j.tensor.spi.Activation;

/** Activation functions over consecutive elements; with the Vector API the bits are the same. */
interface ActivationLoops {

  /** With the Vector API where it is there. */
  static ActivationLoops best() {
    return VectorSupport.isPresent() ? new VectorActivations() : new ScalarActivations();
  }

  /** {@code y[i] = f(x[i])} for i from {@code from} to {@code to - 1}; y may be x. */
  void forward(Activation f, float[] x, float[] y, int from, int to);

  /** {@code dx[i] = dy[i] * f'(x[i])}, likewise. */
  void gradient(Activation f, float[] dy, float[] x, float[] dx, int from, int to);

  /** {@code y[i] = x[i] > 0 ? x[i] : slope * x[i]}, likewise. */
  void leakyRelu(float slope, float[] x, float[] y, int from, int to);

  /** {@code dx[i] = x[i] > 0 ? dy[i] : slope * dy[i]}, likewise. */
  void leakyReluGradient(float slope, float[] dy, float[] x, float[] dx, int from, int to);

  /** {@code y[i] = exp(y[i])} for {@code count} elements of 0 or less from {@code at} on. */
  void exp(float[] y, int at, int count);
}
