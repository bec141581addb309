package dev.conv4j.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.StepNumbers;
import dev.conv4j.tensor.spi.UpdateKernels;
import dev.conv4j.tensor.spi.UpdateKernels.AdamSettings;
import dev.conv4j.tensor.spi.UpdateKernels.RmsPropSettings;
import dev.conv4j.tensor.spi.UpdateKernels.SgdSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Laws of {@link dev.conv4j.tensor.spi.UpdateKernels}. */
public abstract class UpdateContract extends KernelContract {
  private static final Settings PLAIN = new Settings(0.5f, 0, false, 0);
  private static final Settings DECAYED = new Settings(0.5f, 0, false, 0.25f);
  private static final Settings WITH_MOMENTUM = new Settings(0.5f, 0.5f, false, 0.25f);
  private static final Settings NESTEROV = new Settings(0.5f, 0.5f, true, 0.25f);

  /** For subclasses. */
  protected UpdateContract() {}

  /** Without momentum there is no velocity. */
  record Settings(float learningRate, float momentum, boolean nesterov, float weightDecay) {}

  /** A number of elements and the settings. */
  record Case(int count, Settings settings) {}

  static Stream<Case> cases() {
    List<Settings> all =
        List.of(PLAIN, DECAYED, WITH_MOMENTUM, NESTEROV, new Settings(0.01f, 0.9f, false, 1e-4f));
    return IntStream.of(0, 1, 7, 8, 9, 16, 17, 33, 16385)
        .boxed()
        .flatMap(count -> all.stream().map(settings -> new Case(count, settings)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void sgdAgreesWithTheReference(Case c) {
    float[] parameter = Numbers.drawn(c.count(), 1);
    float[] gradient = Numbers.drawn(c.count(), 2);
    float[] velocity = Numbers.drawn(c.count(), 3);
    // All values are below 1: each step rounds at most eight numbers below 4.
    double bound = 8 * 4 * ROUNDING;
    double[] bounds = IntStream.range(0, c.count()).mapToDouble(i -> bound).toArray();
    requireAgreement(
        c.settings().momentum() > 0 ? List.of(bounds, bounds) : List.of(bounds),
        sgd(c.settings(), parameter, gradient, velocity));
  }

  private static Bench.Trial sgd(
      Settings s, float[] parameter, float[] gradient, float[] velocity) {
    Shape shape = Shape.of(parameter.length);
    return bench -> {
      Tensor p = bench.changed(shape, parameter);
      Tensor g = bench.input(shape, gradient);
      Tensor v = s.momentum() > 0 ? bench.changed(shape, velocity) : null;
      StepNumbers numbers = numbers(bench, s.learningRate(), 1, 1);
      bench
          .kernels()
          .update()
          .sgd(p, g, v, numbers, new SgdSettings(1, s.momentum(), s.nesterov(), s.weightDecay()));
    };
  }

  @Test
  final void stepsAreThoseWorkedOutByHand() {
    requireStep(PLAIN, 0.75);
    requireStep(DECAYED, 0.625);
    requireStep(WITH_MOMENTUM, 0.5, 1);
    requireStep(NESTEROV, 0.375, 1);
  }

  /** From parameter 1, gradient ½ and velocity ½. */
  private void requireStep(Settings settings, double parameter, double... velocity) {
    Bench.Trial trial = sgd(settings, new float[] {1}, new float[] {0.5f}, new float[] {0.5f});
    requireOutput(trial, parameter);
    if (velocity.length > 0) {
      assertArrayEquals(velocity, Bench.run(device(), trial).getLast());
    }
  }

  private static StepNumbers numbers(Bench bench, float... values) {
    return new StepNumbers(bench.input(Shape.of(StepNumbers.COUNT), values), null);
  }

  /** What each element of a case is off by at most: ten roundings of numbers below 4. */
  private static double[] bounds(int count) {
    return DoubleStream.generate(() -> 10 * 4 * ROUNDING).limit(count).toArray();
  }

  /** Squares from 0.01 to 1, so that roots are no smaller than a tenth. */
  private static float[] squares(int count) {
    float[] values = Numbers.drawn(count, 5);
    for (int i = 0; i < count; i++) {
      values[i] = 0.505f + 0.495f * values[i];
    }
    return values;
  }

  static IntStream counts() {
    return IntStream.of(0, 1, 7, 8, 9, 16, 17, 33, 16385);
  }

  @ParameterizedTest
  @MethodSource("counts")
  final void adamAgreesWithTheReference(int count) {
    for (boolean decoupled : new boolean[] {false, true}) {
      AdamSettings settings = new AdamSettings(0.5f, 0.9f, 0.99f, 1e-3f, 0.1f, decoupled);
      // The step divides by a root of 0.05 or more, which makes its roundings twenty times larger.
      double[] steps = Arrays.stream(bounds(count)).map(bound -> 20 * bound).toArray();
      requireAgreement(
          List.of(steps, bounds(count), bounds(count)),
          bench -> {
            Shape shape = Shape.of(count);
            Tensor p = bench.changed(shape, Numbers.drawn(count, 1));
            Tensor m = bench.changed(shape, Numbers.drawn(count, 3));
            Tensor s = bench.changed(shape, squares(count));
            Tensor g = bench.input(shape, Numbers.drawn(count, 2));
            bench.kernels().update().adam(p, g, m, s, numbers(bench, 0.2f, 0.5f, 0.75f), settings);
          });
    }
  }

  @ParameterizedTest
  @MethodSource("counts")
  final void rmsPropAgreesWithTheReference(int count) {
    for (boolean centred : new boolean[] {false, true}) {
      for (float momentum : new float[] {0, 0.5f}) {
        RmsPropSettings settings = new RmsPropSettings(0.5f, 0.9f, 0.125f, momentum, 0.1f);
        // Near 0 the root of a difference is off by the root of its rounding, over epsilon twice.
        double root = Math.sqrt(8 * ROUNDING) / 0.125 / 0.125;
        double[] steps = Arrays.stream(bounds(count)).map(bound -> 20 * bound).toArray();
        if (centred) {
          Arrays.fill(steps, root);
        }
        List<double[]> bounds = new ArrayList<>(List.of(steps, bounds(count)));
        if (momentum > 0) {
          bounds.add(steps);
        }
        if (centred) {
          bounds.add(bounds(count));
        }
        requireAgreement(
            bounds,
            bench -> {
              Shape shape = Shape.of(count);
              Tensor p = bench.changed(shape, Numbers.drawn(count, 1));
              Tensor s = bench.changed(shape, squares(count));
              Tensor v = momentum > 0 ? bench.changed(shape, Numbers.drawn(count, 3)) : null;
              Tensor a = centred ? bench.changed(shape, Numbers.drawn(count, 4)) : null;
              Tensor g = bench.input(shape, Numbers.drawn(count, 2));
              bench.kernels().update().rmsProp(p, g, s, v, a, numbers(bench, 0.2f, 1, 1), settings);
            });
      }
    }
  }

  @ParameterizedTest
  @MethodSource("counts")
  final void gradientsAreClippedAsTheReferenceDoes(int count) {
    float[] values = Numbers.drawn(count, 2);
    requireAgreement(
        Math.max(count, 8),
        bench -> {
          Tensor squares = bench.changed(Shape.SCALAR, new float[] {0.25f});
          bench.kernels().update().addSquares(bench.input(Shape.of(count), values), squares);
        });
    for (float most : new float[] {0.01f, 1e6f}) {
      requireAgreement(
          List.of(bounds(count)),
          bench -> {
            Tensor g = bench.changed(Shape.of(count), values);
            bench
                .kernels()
                .update()
                .clipNorm(g, bench.input(Shape.SCALAR, new float[] {6.25f}), most);
          });
    }
    requireEquality(bench -> {
      Tensor g = bench.changed(Shape.of(count), Numbers.withSpecials(count, 2));
      bench.kernels().update().clipValue(g, 0.5f);
    });
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  final void aGuardThatIsNotFiniteLeavesEverythingAsItIs(float loss) {
    float[] before = {1, 2, 3};
    Shape shape = Shape.of(3);
    for (int optimizer = 0; optimizer < 3; optimizer++) {
      int which = optimizer;
      List<double[]> after =
          Bench.run(
              device(),
              bench -> {
                Tensor p = bench.changed(shape, before);
                Tensor m = bench.changed(shape, before);
                Tensor s = bench.changed(shape, before);
                Tensor g = bench.input(shape, new float[] {4, 5, 6});
                StepNumbers numbers =
                    new StepNumbers(
                        bench.input(Shape.of(StepNumbers.COUNT), new float[] {1, 1, 1}),
                        bench.input(Shape.SCALAR, new float[] {loss}));
                UpdateKernels kernels = bench.kernels().update();
                switch (which) {
                  case 0 -> kernels.sgd(p, g, m, numbers, new SgdSettings(1, 0.5f, false, 0));
                  case 1 ->
                      kernels.adam(
                          p, g, m, s, numbers, new AdamSettings(1, 0.9f, 0.9f, 1e-3f, 0.1f, true));
                  default ->
                      kernels.rmsProp(
                          p, g, m, s, null, numbers, new RmsPropSettings(1, 0.9f, 1e-3f, 0.5f, 0));
                }
              });
      after.forEach(values -> assertArrayEquals(new double[] {1, 2, 3}, values));
    }
  }
}
