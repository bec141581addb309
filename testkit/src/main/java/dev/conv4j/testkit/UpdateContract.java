package dev.conv4j.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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
      bench
          .kernels()
          .update()
          .sgd(p, g, v, s.learningRate(), s.momentum(), s.nesterov(), s.weightDecay());
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
}
