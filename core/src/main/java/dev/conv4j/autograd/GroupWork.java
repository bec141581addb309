package dev.conv4j.autograd;

import dev.conv4j.ShapeException;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.GroupGeometry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What normalisation over groups and over layers have in common: one run of the kernels of {@link
 * dev.conv4j.tensor.spi.GroupNormalizationKernels}.
 */
record GroupWork(
    Operation operation,
    GroupGeometry geometry,
    float epsilon,
    Tensor x,
    @Nullable Tensor gamma,
    @Nullable Tensor beta) {

  GroupWork {
    requireOneForEach(operation, geometry, gamma);
    requireOneForEach(operation, geometry, beta);
  }

  private static void requireOneForEach(
      Operation operation, GroupGeometry geometry, @Nullable Tensor each) {
    if (each != null && each.shape().count() != geometry.channels()) {
      throw new ShapeException(
          operation.kind(),
          geometry.channels() + " scales and as many shifts",
          each.shape().toString(),
          "");
    }
  }

  /** The output; in a pass that may go back, the statistics stay for the gradients. */
  Tensor apply(Pass pass) {
    List<Tensor> inputs = new ArrayList<>(List.of(x));
    if (gamma != null) {
      inputs.add(gamma);
    }
    if (beta != null) {
      inputs.add(beta);
    }
    boolean keeps = pass.isDifferentiable();
    Tensor mean = keeps ? allocate(pass, perGroup()) : null;
    Tensor variance = keeps ? allocate(pass, perGroup()) : null;
    return pass.run(
        operation,
        x.shape(),
        inputs,
        y ->
            pass.kernels()
                .groupNormalization()
                .normalize(x, gamma, beta, y, mean, variance, geometry, epsilon),
        (dy, into) -> {
          if (mean != null && variance != null) {
            goBack(dy, mean, variance, pass, into);
          }
        });
  }

  private Shape perGroup() {
    return Shape.of(geometry.rows(), geometry.groups());
  }

  private Tensor allocate(Pass pass, Shape shape) {
    return pass.allocate(operation, ElementType.FLOAT32, shape);
  }

  private void goBack(
      Tensor dy, Tensor mean, Tensor variance, Pass pass, Backward.InputGradients into) {
    into.add(
        x,
        dx ->
            pass.kernels()
                .groupNormalization()
                .inputGradient(dy, x, mean, variance, gamma, dx, geometry, epsilon));
    if (wants(gamma, into) || wants(beta, into)) {
      Tensor dgamma = allocate(pass, Shape.of(geometry.channels()));
      Tensor dbeta = allocate(pass, Shape.of(geometry.channels()));
      pass.kernels()
          .groupNormalization()
          .parameterGradients(dy, x, mean, variance, dgamma, dbeta, geometry, epsilon);
      add(gamma, to -> pass.kernels().elementwise().copy(dgamma, to), into);
      add(beta, to -> pass.kernels().elementwise().copy(dbeta, to), into);
    }
  }

  private static boolean wants(@Nullable Tensor input, Backward.InputGradients into) {
    return input != null && into.wants(input);
  }

  private static void add(
      @Nullable Tensor input, Consumer<Tensor> kernel, Backward.InputGradients into) {
    if (input != null) {
      into.add(input, kernel);
    }
  }
}
