package dev.conv4j.testkit;

import dev.conv4j.autograd.Gradients;
import dev.conv4j.autograd.Initializer;
import dev.conv4j.autograd.Operation;
import dev.conv4j.autograd.Parameter;
import dev.conv4j.autograd.Pass;
import dev.conv4j.autograd.Randomness;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.Layers;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * Holds gradients to central differences, {@code (f(x + h) - f(x - h)) / 2h}, in float64 on the
 * device {@code reference}.
 *
 * <pre>{@code
 * GradientCheck.ofLayer(new MyLayer(), Shape.of(2, 3, 8, 8));
 * GradientCheck.ofOperation((inputs, pass) -> new Addition().apply(inputs.get(0), inputs.get(1),
 *     pass), Shape.of(2, 3), Shape.of(2, 3));
 * }</pre>
 *
 * <p>What is differentiated is the sum of all outputs, each times a fixed weight of its own. Every
 * element of every input and parameter is tried, so keep them few. A gradient passes if none of its
 * elements differs by more than {@link #TOLERANCE} times its largest one, plus the rounding of the
 * differences themselves; the pass is run again to see that gradients add up.
 *
 * <p>Inputs lie apart from each other and from 0, so that no step crosses the kink of a ReLU or of
 * a maximum. Your own inputs must do the same where it matters.
 */
public final class GradientCheck {
  /** How far an element may be off, as a share of the largest element of its gradient. */
  public static final double TOLERANCE = 1e-6;

  /** The step h: its square is far below the tolerance, and so is the rounding it magnifies. */
  private static final double STEP = 1e-5;

  /** The rounding of a difference, as a share of the terms' sum: 2⁻⁵² / h, with room for sums. */
  private static final double NOISE = 1e-10;

  /** The same numbers in every pass: what is dropped once is always dropped. */
  private static final Randomness RANDOMNESS = new Randomness(1, 0);

  private static final Initializer UNSET = Initializer.constant(0);

  private final Device device;
  private final List<Variable> variables;
  private final Output output;
  private double[] weights = {};

  private GradientCheck(Device device, List<Variable> variables, Output output) {
    this.device = device;
    this.variables = variables;
    this.output = output;
  }

  /** What is to be differentiated: operations on the inputs. */
  @FunctionalInterface
  public interface Function {
    /** Computes it; the output may have any shape. */
    Tensor apply(List<Tensor> inputs, Pass pass);
  }

  /** What is to be differentiated, with its inputs bound. */
  private interface Output {
    Tensor compute(Pass pass);
  }

  /** A parameter and what to call it. */
  private record Variable(String name, Parameter parameter) {}

  /** Values for one input of an operation. */
  public static final class Input {
    private final Shape shape;
    private final double[] values;

    private Input(Shape shape, double[] values) {
      this.shape = shape;
      this.values = values;
    }

    /** These values, in row-major order. */
    public static Input of(Shape shape, double... values) {
      return new Input(shape, values.clone());
    }

    /** Values of -1 to 1 that lie apart from each other and from 0. */
    public static Input drawn(Shape shape, long seed) {
      return new Input(shape, Numbers.apart(shape.count(), seed));
    }
  }

  /**
   * Checks the gradients by the input and by all learned parameters of a layer, which are
   * initialised anew; and the one by the input in an {@linkplain ExplanationCheck explaining pass}.
   *
   * @param input the shape of the input, batch included
   * @throws AssertionError if one is wrong, saying which, where and by how much
   */
  public static void ofLayer(Layer layer, Shape input) {
    try (Device device = Devices.open("reference")) {
      Layers.initialize(layer, device, 1);
      Parameter x = variable(device, "input", Input.drawn(input, 1));
      List<Variable> variables = new ArrayList<>();
      variables.add(new Variable("input", x));
      Layers.parameters(layer)
          .forEach((path, parameter) -> {
            if (parameter.isLearned()) {
              variables.add(new Variable(path, parameter));
            }
          });
      new GradientCheck(device, variables, pass -> layer.forward(pass.use(x), pass)).run();
      x.close();
      ExplanationCheck.ofLayer(layer, device, input);
      Layers.parameters(layer).values().forEach(Parameter::close);
    }
  }

  /** Checks the gradients by all inputs, with values drawn for them. */
  public static void ofOperation(Function function, Shape... inputs) {
    List<Input> drawn = new ArrayList<>();
    for (Shape shape : inputs) {
      drawn.add(Input.drawn(shape, drawn.size() + 1));
    }
    ofOperation(function, drawn);
  }

  /**
   * Checks the gradients by all inputs.
   *
   * @throws AssertionError if one is wrong, saying which, where and by how much
   */
  public static void ofOperation(Function function, List<Input> inputs) {
    try (Device device = Devices.open("reference")) {
      List<Variable> variables = new ArrayList<>();
      for (Input input : inputs) {
        String name = "input " + variables.size();
        variables.add(new Variable(name, variable(device, name, input)));
      }
      Output output =
          pass ->
              function.apply(
                  variables.stream().map(variable -> pass.use(variable.parameter())).toList(),
                  pass);
      new GradientCheck(device, variables, output).run();
    }
  }

  private static Parameter variable(Device device, String name, Input input) {
    Parameter variable = new Parameter(name, input.shape, UNSET);
    variable.set(device, new float[input.values.length]);
    variable.value().write(input.values);
    return variable;
  }

  private void run() {
    double scale = 0;
    try (Pass pass = Pass.training(device, RANDOMNESS)) {
      double[] outputs = output.compute(pass).toDoubleArray();
      weights = Numbers.apart(outputs.length, 99);
      for (int i = 0; i < outputs.length; i++) {
        scale += Math.abs(outputs[i] * weights[i]);
      }
    }
    try (Gradients gradients = new Gradients(device)) {
      backward(gradients);
      List<double[]> once = read(gradients);
      for (int i = 0; i < once.size(); i++) {
        Variable variable = variables.get(i);
        compare(
            variable.name(),
            once.get(i),
            differences(variable.parameter().value(), this::value),
            scale);
      }
      backward(gradients);
      requireTwice(once, read(gradients));
    }
  }

  private void backward(Gradients gradients) {
    try (Pass pass = Pass.training(device, RANDOMNESS)) {
      pass.backward(new Weighing(weights).apply(output.compute(pass), pass), gradients);
    }
  }

  /** The gradients; one that is missing altogether counts as zeros. */
  private List<double[]> read(Gradients gradients) {
    return variables.stream()
        .map(Variable::parameter)
        .map(parameter ->
            gradients.has(parameter)
                ? gradients.of(parameter).toDoubleArray()
                : new double[Math.toIntExact(parameter.shape().count())])
        .toList();
  }

  /** The central differences of a function by each element of a tensor that it reads. */
  static double[] differences(Tensor variable, DoubleSupplier function) {
    double[] values = variable.toDoubleArray();
    double[] result = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      double at = values[i];
      values[i] = at + STEP;
      variable.write(values);
      double above = function.getAsDouble();
      double over = values[i];
      values[i] = at - STEP;
      variable.write(values);
      result[i] = (above - function.getAsDouble()) / (over - values[i]);
      values[i] = at;
    }
    variable.write(values);
    return result;
  }

  private double value() {
    try (Pass pass = Pass.training(device, RANDOMNESS)) {
      return weigh(output.compute(pass).toDoubleArray(), weights);
    }
  }

  private static double weigh(double[] values, double[] weights) {
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += values[i] * weights[i];
    }
    return sum;
  }

  static void compare(String name, double[] backward, double[] expected, double scale) {
    double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
    double bound = TOLERANCE * largest + NOISE * scale;
    for (int i = 0; i < expected.length; i++) {
      if (!(Math.abs(backward[i] - expected[i]) <= bound)) {
        throw new AssertionError(
            "gradient by %s, element %d: expected %s within %s but got %s"
                .formatted(name, i, expected[i], bound, backward[i]));
      }
    }
  }

  /** Sums are taken in another order then, so that the last bits may differ. */
  private void requireTwice(List<double[]> once, List<double[]> twice) {
    for (int i = 0; i < once.size(); i++) {
      double[] expected = Arrays.stream(once.get(i)).map(g -> 2 * g).toArray();
      String name = variables.get(i).name() + ", the sum of two passes";
      compare(name, twice.get(i), expected, 0);
    }
  }

  /** The sum of all elements, each times its weight. */
  private static final class Weighing implements Operation {
    private final double[] weights;

    Weighing(double[] weights) {
      this.weights = weights;
    }

    Tensor apply(Tensor x, Pass pass) {
      return pass.run(
          this,
          Shape.SCALAR,
          List.of(x),
          y -> y.write(new double[] {weigh(x.toDoubleArray(), weights)}),
          (dy, into) -> {
            double slope = dy.toDoubleArray()[0];
            into.add(x, dx -> dx.write(Arrays.stream(weights).map(w -> w * slope).toArray()));
          });
    }

    @Override
    public long flops(List<Shape> inputs, Shape output) {
      return 2 * inputs.getFirst().count();
    }
  }
}
