package dev.conv4j.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conv4j.tensor.RandomStream;
import dev.conv4j.tensor.RandomStream.Purpose;
import dev.conv4j.tensor.spi.Activation;
import dev.conv4j.tensor.spi.Activation.Kind;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How near our functions are to the true ones, and that either way of computing has one result. */
class ActivationLoopsTest {
  private static final int COUNT = 200_003;

  /** A function in float32. */
  private interface FloatFunction {
    float at(float x);
  }

  /** Of every magnitude from 2⁻³⁰ to 128, both signs. */
  private static float[] numbers() {
    RandomStream random = new RandomStream(1, Purpose.SPLIT, 0, 0);
    float[] numbers = new float[COUNT];
    for (int i = 0; i < COUNT; i++) {
      numbers[i] = Math.scalb(random.nextFloat(-1, 1), 7 - i % 37);
    }
    return numbers;
  }

  /** The largest error relative to the true value, in units of 2⁻²⁴. */
  private static double worst(FloatFunction ours, DoubleUnaryOperator exact, boolean belowZero) {
    double worst = 0;
    for (float number : numbers()) {
      float x = belowZero ? -Math.abs(number) : number;
      double right = exact.applyAsDouble(x);
      if (Math.abs(right) > 4 * Float.MIN_NORMAL) {
        worst = Math.max(worst, Math.abs(ours.at(x) - right) / Math.abs(right));
      }
    }
    return worst * 0x1p24;
  }

  @Test
  void functionsKeepTheirPromises() {
    assertThat(worst(FloatFunctions::exp, StrictMath::exp, true)).isLessThan(3);
    assertThat(worst(FloatFunctions::expLessOne, StrictMath::expm1, true)).isLessThan(4);
    assertThat(worst(FloatFunctions::tanh, StrictMath::tanh, false)).isLessThan(8);
    assertThat(worst(FloatFunctions::sigmoid, ActivationLoopsTest::sigmoid, false)).isLessThan(6);
    assertThat(worst(FloatFunctions::normal, NormalDistribution::below, false)).isLessThan(16);
    DoubleUnaryOperator bell = x -> StrictMath.exp(-x * x / 2);
    assertThat(worst(x -> FloatFunctions.bell(Math.min(Math.abs(x), 15)), bell, false))
        .isLessThan(6);
  }

  private static double sigmoid(double x) {
    return 1 / (1 + StrictMath.exp(-x));
  }

  @Test
  void endsAreExact() {
    assertThat(FloatFunctions.exp(0)).isEqualTo(1);
    assertThat(FloatFunctions.exp(-0f)).isEqualTo(1);
    assertThat(FloatFunctions.exp(Float.NEGATIVE_INFINITY)).isZero();
    assertThat(FloatFunctions.exp(Float.NaN)).isNaN();
    assertThat(FloatFunctions.exp(-87)).isPositive();
    assertThat(FloatFunctions.expLessOne(Float.NEGATIVE_INFINITY)).isEqualTo(-1);
    assertThat(FloatFunctions.expLessOne(0)).isZero();
    assertThat(FloatFunctions.normal(Float.POSITIVE_INFINITY)).isEqualTo(1);
    assertThat(FloatFunctions.normal(Float.NEGATIVE_INFINITY)).isZero();
    assertThat(FloatFunctions.normal(Float.NaN)).isNaN();
  }

  /** Values of the normal distribution as tables have them, and far out. */
  @Test
  void theReferenceKnowsTheNormalDistribution() {
    assertThat(NormalDistribution.below(0)).isEqualTo(0.5);
    assertClose(NormalDistribution.below(1), 0.841344746068543);
    assertClose(NormalDistribution.below(-1), 0.158655253931457);
    assertClose(NormalDistribution.below(-2.999999), 1.349902463485154e-3);
    assertClose(NormalDistribution.below(-3), 1.349898031630095e-3);
    assertClose(NormalDistribution.below(-10), 7.619853024160527e-24);
    assertClose(NormalDistribution.below(-30), 4.90671392714819e-198);
  }

  private static void assertClose(double actual, double exact) {
    assertThat(Math.abs(actual / exact - 1)).isLessThan(1e-11);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void vectorsHaveTheBitsOfPlainJava(Kind kind) {
    Activation f =
        switch (kind) {
          case LEAKY_RELU -> Activation.leakyRelu(0.1f);
          case ELU -> Activation.elu(0.7f);
          default -> Activation.of(kind);
        };
    ActivationLoops plain = new ScalarActivations();
    ActivationLoops vectors = new VectorActivations();
    float[] x = numbers();
    x[5] = Float.NaN;
    x[6] = Float.POSITIVE_INFINITY;
    x[7] = Float.NEGATIVE_INFINITY;
    float[] dy = x.clone();
    for (int i = 0; i < COUNT; i++) {
      dy[i] = x[COUNT - 1 - i];
    }
    float[] expected = new float[COUNT];
    float[] actual = new float[COUNT];
    plain.forward(f, x, expected, 3, COUNT);
    vectors.forward(f, x, actual, 3, COUNT);
    assertThat(actual).isEqualTo(expected);
    plain.gradient(f, dy, x, expected, 3, COUNT);
    vectors.gradient(f, dy, x, actual, 3, COUNT);
    assertThat(actual).isEqualTo(expected);
  }

  @Test
  void exponentialsOfVectorsHaveTheBitsOfPlainJava() {
    float[] expected = numbers();
    for (int i = 0; i < COUNT; i++) {
      expected[i] = -Math.abs(expected[i]);
    }
    float[] actual = expected.clone();
    new ScalarActivations().exp(expected, 2, COUNT - 3);
    new VectorActivations().exp(actual, 2, COUNT - 3);
    assertThat(actual).isEqualTo(expected);
  }
}
