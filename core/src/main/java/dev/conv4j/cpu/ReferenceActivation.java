package dev.conv4j.cpu;

import static dev.conv4j.cpu.ArrayStorage.doubles;

import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.Activation;
import dev.conv4j.tensor.spi.ActivationKernels;
import java.util.Arrays;

/** Activation functions by their definitions. */
final class ReferenceActivation implements ActivationKernels {
  private static final double GELU_SCALE = 2 * Math.sqrt(2 / Math.PI);
  private static final double GELU_CUBE = 0.044715;

  /** Beyond it the sigmoid of {@link Activation.Kind#GELU_TANH} is flat to the last bit. */
  private static final double GELU_FLAT = 16;

  @Override
  public void forward(Tensor x, Tensor y, Activation f) {
    double[] xs = doubles(x);
    double[] ys = doubles(y);
    for (int i = 0; i < ys.length; i++) {
      ys[i] = value(f, xs[i]);
    }
  }

  private static double value(Activation f, double x) {
    double a = f.parameter();
    return switch (f.kind()) {
      case RELU6 -> Math.min(Math.max(x, 0), 6);
      case LEAKY_RELU -> x > 0 ? x : a * x;
      case ELU -> x > 0 ? x : a * StrictMath.expm1(x);
      case SILU -> x * sigmoid(x);
      case GELU -> x * NormalDistribution.below(x);
      case GELU_TANH -> x * sigmoid(GELU_SCALE * (x + GELU_CUBE * x * x * x));
      case HARDSWISH -> x * (Math.min(Math.max(x + 3, 0), 6) / 6);
      case SIGMOID -> sigmoid(x);
      case TANH -> StrictMath.tanh(x);
    };
  }

  @Override
  public void gradient(Tensor dy, Tensor x, Tensor dx, Activation f) {
    double[] dys = doubles(dy);
    double[] xs = doubles(x);
    double[] dxs = doubles(dx);
    for (int i = 0; i < dxs.length; i++) {
      dxs[i] = gradient(f, dys[i], xs[i]);
    }
  }

  private static double gradient(Activation f, double dy, double x) {
    double a = f.parameter();
    return switch (f.kind()) {
      case RELU6 -> x > 0 && x < 6 ? dy : 0;
      case LEAKY_RELU -> x > 0 ? dy : a * dy;
      case ELU -> x > 0 ? dy : dy * a * StrictMath.exp(x);
      case SILU -> dy * (sigmoid(x) + x * sigmoidSlope(x));
      case GELU -> dy * (NormalDistribution.below(x) + x * NormalDistribution.density(x));
      case GELU_TANH -> dy * geluTanhSlope(x);
      case HARDSWISH -> x <= -3 ? 0 : x >= 3 ? dy : dy * (x / 3 + 0.5);
      case SIGMOID -> dy * sigmoidSlope(x);
      case TANH -> dy * 4 * sigmoidSlope(2 * x);
    };
  }

  private static double geluTanhSlope(double x) {
    double bounded = Math.min(Math.max(x, -GELU_FLAT), GELU_FLAT);
    double argument = GELU_SCALE * (bounded + GELU_CUBE * bounded * bounded * bounded);
    double slope = GELU_SCALE * (1 + 3 * GELU_CUBE * bounded * bounded);
    return sigmoid(argument) + bounded * sigmoidSlope(argument) * slope;
  }

  private static double sigmoid(double x) {
    double e = StrictMath.exp(-Math.abs(x));
    return x < 0 ? e / (1 + e) : 1 / (1 + e);
  }

  private static double sigmoidSlope(double x) {
    double e = StrictMath.exp(-Math.abs(x));
    return e / ((1 + e) * (1 + e));
  }

  @Override
  public void parametricRelu(Tensor x, Tensor weight, Tensor y) {
    double[] xs = doubles(x);
    double[] ys = doubles(y);
    double[] slopes = doubles(weight);
    for (int i = 0; i < ys.length; i++) {
      ys[i] = xs[i] > 0 ? xs[i] : slopes[channel(x.shape(), i) % slopes.length] * xs[i];
    }
  }

  @Override
  public void parametricReluGradient(Tensor dy, Tensor x, Tensor weight, Tensor dx) {
    double[] dys = doubles(dy);
    double[] xs = doubles(x);
    double[] dxs = doubles(dx);
    double[] slopes = doubles(weight);
    for (int i = 0; i < dxs.length; i++) {
      dxs[i] = xs[i] > 0 ? dys[i] : slopes[channel(x.shape(), i) % slopes.length] * dys[i];
    }
  }

  @Override
  public void parametricReluWeightGradient(Tensor dy, Tensor x, Tensor dweight) {
    double[] dys = doubles(dy);
    double[] xs = doubles(x);
    double[] sums = doubles(dweight);
    Arrays.fill(sums, 0);
    for (int i = 0; i < xs.length; i++) {
      sums[channel(x.shape(), i) % sums.length] += xs[i] > 0 ? 0 : dys[i] * xs[i];
    }
  }

  private static int channel(Shape x, int at) {
    return at / pixels(x) % x.intExtent(1);
  }

  /** Elements from a pixel's channel to its next. */
  private static int pixels(Shape x) {
    return (int) (x.countPerItem() / x.extent(1));
  }

  @Override
  public void softmax(Tensor x, Tensor y) {
    double[] xs = doubles(x);
    double[] ys = doubles(y);
    for (int first = 0; first < xs.length; first = nextPixel(x.shape(), first)) {
      int pixels = pixels(x.shape());
      int end = first + pixels * x.shape().intExtent(1);
      double most = Double.NEGATIVE_INFINITY;
      for (int at = first; at < end; at += pixels) {
        most = Math.max(most, xs[at]);
      }
      double sum = 0;
      for (int at = first; at < end; at += pixels) {
        ys[at] = StrictMath.exp(xs[at] - most);
        sum += ys[at];
      }
      for (int at = first; at < end; at += pixels) {
        ys[at] /= sum;
      }
    }
  }

  @Override
  public void softmaxGradient(Tensor dy, Tensor y, Tensor dx) {
    double[] dys = doubles(dy);
    double[] ys = doubles(y);
    double[] dxs = doubles(dx);
    for (int first = 0; first < ys.length; first = nextPixel(y.shape(), first)) {
      int pixels = pixels(y.shape());
      int end = first + pixels * y.shape().intExtent(1);
      double sum = 0;
      for (int at = first; at < end; at += pixels) {
        sum += dys[at] * ys[at];
      }
      for (int at = first; at < end; at += pixels) {
        dxs[at] = ys[at] * (dys[at] - sum);
      }
    }
  }

  /** The first channel of the pixel after the one whose first channel is at {@code at}. */
  private static int nextPixel(Shape x, int at) {
    int pixels = pixels(x);
    boolean endsImage = (at + 1) % pixels == 0;
    return endsImage ? at + 1 + pixels * (x.intExtent(1) - 1) : at + 1;
  }
}
