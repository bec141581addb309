package dev.conv4j.testkit.gradients;

import dev.conv4j.autograd.ChannelSoftmax;
import dev.conv4j.autograd.ElementwiseActivation;
import dev.conv4j.autograd.ParametricRectification;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.spi.Activation;
import dev.conv4j.tensor.spi.Activation.Kind;
import dev.conv4j.testkit.GradientCheck;
import dev.conv4j.testkit.GradientCheck.Input;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The gradients of activation functions against finite differences. */
class ActivationGradientTest {

  static Stream<Activation> functions() {
    return Arrays.stream(Kind.values())
        .map(kind ->
            switch (kind) {
              case LEAKY_RELU -> Activation.leakyRelu(0.2f);
              case ELU -> Activation.elu(1.5f);
              default -> Activation.of(kind);
            });
  }

  /** On both sides of every kink, none nearer than 0.01. */
  @ParameterizedTest
  @MethodSource("functions")
  void ofEachElement(Activation function) {
    GradientCheck.ofOperation(
        (inputs, pass) -> new ElementwiseActivation(function).apply(inputs.getFirst(), pass),
        List.of(
            Input.of(
                Shape.of(2, 8),
                -9,
                -5,
                -3.1,
                -2.9,
                -1.3,
                -0.7,
                -0.2,
                -0.01,
                0.01,
                0.3,
                0.9,
                1.7,
                2.9,
                3.1,
                5.9,
                6.1)));
  }

  static Stream<Shape> shapes() {
    return Stream.of(Shape.of(3, 4), Shape.of(2, 3, 2, 2), Shape.of(2, 1, 3));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void ofRectifiersWithWeights(Shape x) {
    for (long weights : new long[] {1, x.extent(1)}) {
      GradientCheck.ofOperation(
          (inputs, pass) -> new ParametricRectification().apply(inputs.get(0), inputs.get(1), pass),
          x,
          Shape.of(weights));
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void ofTheSoftmax(Shape x) {
    GradientCheck.ofOperation(
        (inputs, pass) -> new ChannelSoftmax().apply(inputs.getFirst(), pass), x);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 20})
  void ofTheSoftmaxOfLargeNumbers(double scale) {
    GradientCheck.ofOperation(
        (inputs, pass) -> new ChannelSoftmax().apply(inputs.getFirst(), pass),
        List.of(Input.of(Shape.of(2, 3), scale, 0.9 * scale, -scale, -scale, 0, 0.1)));
  }
}
