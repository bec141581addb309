package dev.conv4j.testkit.gradients;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.autograd.Backward;
import dev.conv4j.autograd.Operation;
import dev.conv4j.autograd.Pass;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.testkit.GradientCheck;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gradient check must see a gradient that is wrong. */
class GradientCheckTest {
  private static final Shape SHAPE = Shape.of(2, 3);

  /**
   * {@code y = x³}, whose gradient {@code 3x²} is multiplied by {@code factor} from one element.
   */
  private record Cube(double factor, int from) implements Operation {

    Tensor apply(Tensor x, Pass pass) {
      double[] values = x.toDoubleArray();
      Backward backward =
          (dy, into) ->
              into.add(
                  x,
                  dx -> {
                    double[] gradient = dy.toDoubleArray();
                    for (int i = 0; i < gradient.length; i++) {
                      gradient[i] *= 3 * values[i] * values[i] * (i >= from ? factor : 1);
                    }
                    dx.write(gradient);
                  });
      return pass.run(
          this,
          x.shape(),
          List.of(x),
          y -> y.write(Arrays.stream(values).map(v -> v * v * v).toArray()),
          backward);
    }

    @Override
    public long flops(List<Shape> inputs, Shape output) {
      return 2 * output.count();
    }
  }

  private static void check(Cube cube) {
    GradientCheck.ofOperation((inputs, pass) -> cube.apply(inputs.getFirst(), pass), SHAPE);
  }

  @Test
  void aRightGradientPasses() {
    check(new Cube(1, 0));
  }

  @Test
  void aFlippedSignIsSeen() {
    assertThatThrownBy(() -> check(new Cube(-1, 0)))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("gradient by input 0, element 0: expected ");
  }

  @Test
  void aFlippedSignOfOneElementIsSeen() {
    assertThatThrownBy(() -> check(new Cube(-1, 5)))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("gradient by input 0, element 5: expected ");
  }

  @ParameterizedTest
  @ValueSource(doubles = {1 + 1e-5, 1 - 1e-5, 2, 0, Double.NaN})
  void aGradientThatIsALittleOffIsSeen(double factor) {
    assertThatThrownBy(() -> check(new Cube(factor, 0))).isInstanceOf(AssertionError.class);
  }

  @Test
  void aMissingGradientIsSeen() {
    assertThatThrownBy(() ->
            GradientCheck.ofOperation(
                (inputs, pass) -> {
                  Tensor x = inputs.getFirst();
                  Tensor copy = pass.allocate(new Cube(1, 0), x.type(), x.shape());
                  copy.write(x.toDoubleArray());
                  return copy;
                },
                SHAPE))
        .isInstanceOf(AssertionError.class);
  }
}
