package dev.conv4j.testkit;

import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.Activation;
import dev.conv4j.tensor.spi.Activation.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Laws of {@link dev.conv4j.tensor.spi.ActivationKernels}. */
public abstract class ActivationContract extends KernelContract {
  /** How near to the true value a function is, relatively. */
  private static final double NEAR = 0x1p-20;

  /** Below it nothing is promised. */
  private static final double SMALLEST = Float.MIN_NORMAL;

  private static final int[] COUNTS = {0, 1, 7, 8, 9, 15, 16, 17, 1000, 16384, 16385, 40_003};

  /** For subclasses. */
  protected ActivationContract() {}

  static List<Activation> functions() {
    List<Activation> functions = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      switch (kind) {
        case LEAKY_RELU ->
            functions.addAll(List.of(Activation.leakyRelu(0.01f), Activation.leakyRelu(-2)));
        case ELU -> functions.addAll(List.of(Activation.elu(1), Activation.elu(0.3f)));
        default -> functions.add(Activation.of(kind));
      }
    }
    return functions;
  }

  /** From the smallest numbers to far beyond where the functions are flat, both signs. */
  private static float[] spread(int count, long seed) {
    float[] values = Numbers.drawn(count, seed);
    for (int i = 0; i < count; i++) {
      values[i] *= (float) Math.scalb(1.0, 9 - i % 40);
    }
    return values;
  }

  @ParameterizedTest
  @MethodSource("functions")
  final void valuesAreNearTheTrueOnes(Activation f) {
    for (int count : COUNTS) {
      requireNear(f, spread(count, 1));
    }
    requireNear(f, Numbers.drawn(40_000, 2));
    requireNear(f, grid());
  }

  /** Every 1/64 from -16 to 16. */
  private static float[] grid() {
    float[] values = new float[2048];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i - 1024) / 64f;
    }
    return values;
  }

  private void requireNear(Activation f, float... x) {
    Bench.Trial trial = forward(f, x);
    List<double[]> bounds = Bench.run(reference(), trial);
    double[] bound = bounds.getFirst();
    for (int i = 0; i < bound.length; i++) {
      double steep = f.kind() == Kind.GELU_TANH ? 1 + (double) x[i] * x[i] : 1;
      bound[i] = NEAR * steep * Math.abs(bound[i]) + SMALLEST * (4 + 4 * Math.abs(x[i]));
    }
    requireAgreement(bounds, trial);
  }

  private static Bench.Trial forward(Activation f, float... x) {
    Shape shape = Shape.of(x.length);
    return bench ->
        bench.kernels().activation().forward(bench.input(shape, x), bench.output(shape), f);
  }

  @ParameterizedTest
  @MethodSource("functions")
  final void slopesAreNearTheTrueOnes(Activation f) {
    for (int count : COUNTS) {
      requireNearSlope(f, Numbers.drawn(count, 3), spread(count, 1));
    }
    requireNearSlope(f, Numbers.drawn(2048, 4), grid());
  }

  /** Of a slope that is a sum, the terms are at most 1.3 together. */
  private void requireNearSlope(Activation f, float[] dy, float[] x) {
    Bench.Trial trial = gradient(f, dy, x);
    List<double[]> bounds = Bench.run(reference(), trial);
    double[] bound = bounds.getFirst();
    boolean sum =
        switch (f.kind()) {
          case SILU, GELU, GELU_TANH, HARDSWISH -> true;
          case RELU6, LEAKY_RELU, ELU, SIGMOID, TANH -> false;
        };
    for (int i = 0; i < bound.length; i++) {
      bound[i] = NEAR * (Math.abs(bound[i]) + (sum ? Math.abs(dy[i]) : 0)) + 8 * SMALLEST;
    }
    requireAgreement(bounds, trial);
  }

  private static Bench.Trial gradient(Activation f, float[] dy, float[] x) {
    Shape shape = Shape.of(x.length);
    return bench ->
        bench
            .kernels()
            .activation()
            .gradient(bench.input(shape, dy), bench.input(shape, x), bench.output(shape), f);
  }

  @ParameterizedTest
  @MethodSource("functions")
  final void whatIsNoNumberIsThatOfTheReference(Activation f) {
    float[] x = Numbers.withSpecials(100, 1);
    x[0] = Float.MAX_VALUE;
    x[1] = -Float.MAX_VALUE;
    requireNear(f, x);
    requireNearSlope(f, Numbers.drawn(100, 5), x);
  }

  @ParameterizedTest
  @MethodSource("functions")
  final void aNanStaysOne(Activation f) {
    float[] nine = new float[9];
    Arrays.fill(nine, Float.NaN);
    double[] expected = new double[9];
    Arrays.fill(expected, Double.NaN);
    requireOutput(forward(f, nine), expected);
  }

  @ParameterizedTest
  @MethodSource("functions")
  final void worksInPlace(Activation f) {
    Shape shape = Shape.of(33);
    float[] x = Numbers.drawn(33, 1);
    double[] beside = Bench.run(device(), forward(f, x)).getFirst();
    requireOutput(
        bench -> {
          Tensor changed = bench.changed(shape, x);
          bench.kernels().activation().forward(changed, changed, f);
        },
        beside);
  }

  @Test
  final void cornersAreWhereTheyBelong() {
    float[] x = {-4, -3, -1, 0, 1, 3, 6, 7};
    requireOutput(forward(Activation.of(Kind.RELU6), x), 0, 0, 0, 0, 1, 3, 6, 6);
    requireOutput(forward(Activation.leakyRelu(0.5f), x), -2, -1.5, -0.5, 0, 1, 3, 6, 7);
    requireOutput(forward(Activation.of(Kind.SIGMOID), 0, 200, -1000), 0.5, 1, 0);
    requireOutput(forward(Activation.of(Kind.TANH), 20, -20), 1, -1);
    float[] ones = {1, 1, 1, 1, 1, 1, 1, 1};
    requireOutput(gradient(Activation.of(Kind.RELU6), ones, x), 0, 0, 0, 0, 1, 1, 0, 0);
    requireOutput(gradient(Activation.leakyRelu(0.5f), ones, x), 0.5, 0.5, 0.5, 0.5, 1, 1, 1, 1);
    requireOutput(
        gradient(
            Activation.of(Kind.HARDSWISH), new float[] {1, 1, 1, 1}, new float[] {-3, 3, 0, 9}),
        0,
        1,
        0.5,
        1);
  }

  static List<Shape> images() {
    return List.of(
        Shape.of(1, 1),
        Shape.of(0, 3),
        Shape.of(0, 3, 4, 4),
        Shape.of(5, 1),
        Shape.of(5, 7),
        Shape.of(64, 10),
        Shape.of(3, 1000),
        Shape.of(2, 3, 1, 1),
        Shape.of(2, 3, 1, 7),
        Shape.of(2, 3, 2, 4),
        Shape.of(2, 9, 3, 3),
        Shape.of(1, 2, 5, 3),
        Shape.of(3, 1, 1, 17),
        Shape.of(20, 33, 12, 11),
        Shape.of(2, 3, 4, 2, 3));
  }

  @ParameterizedTest
  @MethodSource("images")
  final void parametricReluIsThatOfTheReference(Shape shape) {
    float[] x = Numbers.withTies(shape.count(), 1);
    float[] dy = Numbers.drawn(shape.count(), 2);
    for (long weights : new long[] {1, shape.extent(1)}) {
      Shape each = Shape.of(weights);
      float[] w = Numbers.drawn(weights, 3);
      requireAgreement(
          1,
          bench ->
              bench
                  .kernels()
                  .activation()
                  .parametricRelu(
                      bench.input(shape, x), bench.weight(each, w), bench.output(shape)));
      Bench.Trial byInput =
          bench ->
              bench
                  .kernels()
                  .activation()
                  .parametricReluGradient(
                      bench.input(shape, dy),
                      bench.input(shape, x),
                      bench.weight(each, w),
                      bench.output(shape));
      requireAgreement(within(1, dy), byInput);
      Bench.Trial byWeight =
          bench ->
              bench
                  .kernels()
                  .activation()
                  .parametricReluWeightGradient(
                      bench.input(shape, dy), bench.input(shape, x), bench.output(each));
      double[] bound = new double[(int) weights];
      double terms = (double) shape.count() / weights;
      Arrays.fill(bound, terms * terms * ROUNDING);
      requireAgreement(List.of(bound), byWeight);
    }
  }

  /** A few roundings of each of these. */
  private static List<double[]> within(double roundings, float... values) {
    double[] bound = new double[values.length];
    Arrays.setAll(bound, i -> roundings * ROUNDING * Math.abs(values[i]));
    return List.of(bound);
  }

  @Test
  final void parametricReluIsAsWorkedOutByHand() {
    Shape shape = Shape.of(1, 2, 1, 3);
    float[] x = {-2, 0, 3, -4, Float.NaN, 5};
    requireOutput(
        bench ->
            bench
                .kernels()
                .activation()
                .parametricRelu(
                    bench.input(shape, x),
                    bench.input(Shape.of(2), new float[] {0.5f, -1}),
                    bench.output(shape)),
        -1,
        0,
        3,
        4,
        Double.NaN,
        5);
    float[] numbers = {-2, 0, 3, -4, -1, 5};
    float[] dy = {1, 10, 100, 2, 3, 50};
    requireOutput(
        bench ->
            bench
                .kernels()
                .activation()
                .parametricReluWeightGradient(
                    bench.input(shape, dy), bench.input(shape, numbers), bench.output(Shape.of(2))),
        -2,
        -11);
  }

  @ParameterizedTest
  @MethodSource("images")
  final void softmaxIsNearTheTrueOne(Shape shape) {
    float[] x = Numbers.drawn(shape.count(), 1);
    for (int i = 0; i < x.length; i++) {
      x[i] *= i % 3 == 0 ? 30 : 3;
    }
    Bench.Trial trial =
        bench -> bench.kernels().activation().softmax(bench.input(shape, x), bench.output(shape));
    List<double[]> bounds = Bench.run(reference(), trial);
    double[] bound = bounds.getFirst();
    // x less the largest is rounded, up to 60 in magnitude: that is what the exponential makes of
    // it
    double rounding = NEAR + (shape.extent(1) + 60) * ROUNDING;
    Arrays.setAll(bound, i -> rounding * bound[i] + SMALLEST);
    requireAgreement(bounds, trial);
  }

  @ParameterizedTest
  @MethodSource("images")
  final void softmaxGradientAgreesWithTheReference(Shape shape) {
    float[] dy = Numbers.drawn(shape.count(), 2);
    float[] y = Numbers.drawn(shape.count(), 3);
    double channels = shape.extent(1);
    double[] bound = new double[y.length];
    Arrays.fill(bound, (channels + 2) * (channels + 2) * ROUNDING);
    requireAgreement(
        List.of(bound),
        bench ->
            bench
                .kernels()
                .activation()
                .softmaxGradient(
                    bench.input(shape, dy), bench.input(shape, y), bench.output(shape)));
  }

  @Test
  final void softmaxIsAsWorkedOutByHand() {
    Shape shape = Shape.of(2, 2, 1, 3);
    float[] x = {0, 1000, Float.NaN, 0, -1000, 1, -8, 5, 2, -8, 5, Float.POSITIVE_INFINITY};
    requireOutput(
        bench -> bench.kernels().activation().softmax(bench.input(shape, x), bench.output(shape)),
        0.5,
        1,
        Double.NaN,
        0.5,
        0,
        Double.NaN,
        0.5,
        0.5,
        Double.NaN,
        0.5,
        0.5,
        Double.NaN);
  }
}
