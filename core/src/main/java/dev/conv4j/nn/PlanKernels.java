package dev.conv4j.nn;

import dev.conv4j.autograd.AdaptiveAveragePooling;
import dev.conv4j.autograd.AdaptiveMaxPooling;
import dev.conv4j.autograd.Addition;
import dev.conv4j.autograd.AveragePooling;
import dev.conv4j.autograd.ChannelNormalization;
import dev.conv4j.autograd.ChannelPadding;
import dev.conv4j.autograd.ChannelSoftmax;
import dev.conv4j.autograd.Concatenation;
import dev.conv4j.autograd.Convolution;
import dev.conv4j.autograd.ElementwiseActivation;
import dev.conv4j.autograd.GroupNormalization;
import dev.conv4j.autograd.LayerNormalization;
import dev.conv4j.autograd.LinearMap;
import dev.conv4j.autograd.MaxPooling;
import dev.conv4j.autograd.Operation;
import dev.conv4j.autograd.Padding;
import dev.conv4j.autograd.ParametricRectification;
import dev.conv4j.autograd.Rectification;
import dev.conv4j.autograd.Reshaping;
import dev.conv4j.autograd.Scaling;
import dev.conv4j.autograd.TransposedConvolution;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.GroupGeometry;
import dev.conv4j.tensor.spi.Kernels;
import dev.conv4j.tensor.spi.PreparedLayer;
import java.util.List;
import java.util.Map;

/**
 * Which kernel computes an operation, for plans: each line does what the operation of that name
 * does in an inference pass. An operation that is not in the table leaves its model to the pass.
 */
final class PlanKernels {

  /** Ties an operation to its tensors; what it returns computes {@code y} each time it is run. */
  @FunctionalInterface
  private interface Binding<O extends Operation> {
    Runnable bind(O operation, List<Tensor> x, Tensor y, Kernels kernels);
  }

  private static final Map<Class<? extends Operation>, Binding<?>> TABLE =
      Map.ofEntries(
          entry(ChannelNormalization.class, PlanKernels::normalization),
          entry(AdaptiveAveragePooling.class, PlanKernels::adaptivePooling),
          entry(AdaptiveMaxPooling.class, PlanKernels::adaptiveMaxPooling),
          entry(Convolution.class, PlanKernels::convolution),
          entry(LinearMap.class, PlanKernels::linear),
          entry(Padding.class, PlanKernels::padding),
          entry(MaxPooling.class, PlanKernels::maxPooling),
          entry(AveragePooling.class, PlanKernels::averagePooling),
          entry(Rectification.class, PlanKernels::rectification),
          entry(ElementwiseActivation.class, PlanKernels::activation),
          entry(ParametricRectification.class, PlanKernels::parametricRectification),
          entry(ChannelSoftmax.class, PlanKernels::softmax),
          entry(Addition.class, PlanKernels::addition),
          entry(Reshaping.class, PlanKernels::reshaping),
          entry(Concatenation.class, PlanKernels::concatenation),
          entry(ChannelPadding.class, PlanKernels::channelPadding),
          entry(Scaling.class, PlanKernels::scaling),
          entry(GroupNormalization.class, PlanKernels::groupNormalization),
          entry(LayerNormalization.class, PlanKernels::layerNormalization),
          entry(TransposedConvolution.class, PlanKernels::transposedConvolution));

  private static <O extends Operation> Map.Entry<Class<? extends Operation>, Binding<?>> entry(
      Class<O> operation, Binding<O> binding) {
    return Map.entry(operation, binding);
  }

  private PlanKernels() {}

  /** Whether a plan may hold this operation. */
  static boolean knows(Operation operation) {
    return TABLE.containsKey(operation.getClass());
  }

  /** The work of a layer that has its weights itself. */
  static Runnable bind(PreparedLayer layer, List<Tensor> x, Tensor y) {
    Tensor from = x.getFirst();
    Tensor residual = x.size() > 1 ? x.get(1) : null;
    return () -> layer.run(from, residual, y);
  }

  /**
   * The work of one operation on these tensors.
   *
   * @param x the inputs, in the order of the trace
   */
  static Runnable bind(Operation operation, List<Tensor> x, Tensor y, Kernels kernels) {
    return bind(
        java.util.Objects.requireNonNull(TABLE.get(operation.getClass())),
        operation,
        x,
        y,
        kernels);
  }

  // The table has each binding under the class of its operations.
  @SuppressWarnings("unchecked")
  private static <O extends Operation> Runnable bind(
      Binding<O> binding, Operation operation, List<Tensor> x, Tensor y, Kernels kernels) {
    return binding.bind((O) operation, x, y, kernels);
  }

  private static Runnable convolution(
      Convolution operation, List<Tensor> x, Tensor y, Kernels kernels) {
    Tensor image = x.get(0);
    Tensor weight = x.get(1);
    Tensor bias = x.size() > 2 ? x.get(2) : null;
    return () -> kernels.convolution().forward(image, weight, bias, y, operation.geometry());
  }

  private static Runnable linear(LinearMap operation, List<Tensor> x, Tensor y, Kernels kernels) {
    Tensor rows = x.get(0);
    Tensor weight = x.get(1);
    Tensor bias = x.size() > 2 ? x.get(2) : null;
    return () -> kernels.matrix().multiply(rows, false, weight, true, bias, y);
  }

  private static Runnable maxPooling(
      MaxPooling operation, List<Tensor> x, Tensor y, Kernels kernels) {
    Tensor image = x.get(0);
    return () -> kernels.pooling().max(image, y, null, operation.geometry());
  }

  private static Runnable averagePooling(
      AveragePooling operation, List<Tensor> x, Tensor y, Kernels kernels) {
    Tensor image = x.get(0);
    return () -> kernels.pooling().average(image, y, operation.geometry());
  }

  private static Runnable adaptivePooling(
      AdaptiveAveragePooling operation, List<Tensor> x, Tensor y, Kernels kernels) {
    Tensor image = x.get(0);
    return () -> kernels.adaptivePooling().average(image, y);
  }

  private static Runnable padding(Padding operation, List<Tensor> x, Tensor y, Kernels kernels) {
    Tensor image = x.get(0);
    return () -> kernels.padding().pad(image, y, operation.geometry());
  }

  private static Runnable adaptiveMaxPooling(
      AdaptiveMaxPooling operation, List<Tensor> x, Tensor y, Kernels kernels) {
    Tensor image = x.get(0);
    return () -> kernels.adaptivePooling().max(image, y, null);
  }

  private static Runnable normalization(
      ChannelNormalization operation, List<Tensor> x, Tensor y, Kernels kernels) {
    Tensor image = x.get(0);
    Tensor gamma = x.get(1);
    Tensor beta = x.get(2);
    Tensor mean = x.get(3);
    Tensor variance = x.get(4);
    return () ->
        kernels
            .normalization()
            .normalize(image, mean, variance, gamma, beta, y, operation.epsilon());
  }

  private static Runnable rectification(
      Rectification operation, List<Tensor> x, Tensor y, Kernels kernels) {
    Tensor from = x.get(0);
    return () -> kernels.elementwise().relu(from, y);
  }

  private static Runnable activation(
      ElementwiseActivation operation, List<Tensor> x, Tensor y, Kernels kernels) {
    Tensor from = x.get(0);
    return () -> kernels.activation().forward(from, y, operation.function());
  }

  private static Runnable parametricRectification(
      ParametricRectification operation, List<Tensor> x, Tensor y, Kernels kernels) {
    Tensor from = x.get(0);
    Tensor weight = x.get(1);
    return () -> kernels.activation().parametricRelu(from, weight, y);
  }

  private static Runnable softmax(
      ChannelSoftmax operation, List<Tensor> x, Tensor y, Kernels kernels) {
    Tensor from = x.get(0);
    return () -> kernels.activation().softmax(from, y);
  }

  private static Runnable addition(Addition operation, List<Tensor> x, Tensor y, Kernels kernels) {
    Tensor a = x.get(0);
    Tensor b = x.get(1);
    return () -> kernels.elementwise().add(a, b, y);
  }

  private static Runnable reshaping(
      Reshaping operation, List<Tensor> x, Tensor y, Kernels kernels) {
    Tensor from = x.get(0);
    return () -> kernels.elementwise().copy(from, y);
  }

  private static Runnable concatenation(
      Concatenation operation, List<Tensor> x, Tensor y, Kernels kernels) {
    return () -> Concatenation.forward(x, y, kernels.channels());
  }

  private static Runnable channelPadding(
      ChannelPadding operation, List<Tensor> x, Tensor y, Kernels kernels) {
    Tensor from = x.get(0);
    return () -> {
      kernels.elementwise().fill(y, 0);
      kernels.channels().insert(from, y, operation.before());
    };
  }

  private static Runnable scaling(Scaling operation, List<Tensor> x, Tensor y, Kernels kernels) {
    Tensor from = x.get(0);
    Tensor factors = x.get(1);
    return () -> kernels.scaling().scale(from, factors, y);
  }

  private static Runnable groupNormalization(
      GroupNormalization operation, List<Tensor> x, Tensor y, Kernels kernels) {
    return normalization(operation.geometry(y.shape()), operation.epsilon(), x, y, kernels);
  }

  private static Runnable layerNormalization(
      LayerNormalization operation, List<Tensor> x, Tensor y, Kernels kernels) {
    return normalization(operation.geometry(y.shape()), operation.epsilon(), x, y, kernels);
  }

  private static Runnable normalization(
      GroupGeometry geometry, float epsilon, List<Tensor> x, Tensor y, Kernels kernels) {
    Tensor from = x.get(0);
    Tensor gamma = x.size() > 1 ? x.get(1) : null;
    Tensor beta = x.size() > 2 ? x.get(2) : null;
    return () ->
        kernels.groupNormalization().normalize(from, gamma, beta, y, null, null, geometry, epsilon);
  }

  private static Runnable transposedConvolution(
      TransposedConvolution operation, List<Tensor> x, Tensor y, Kernels kernels) {
    Tensor image = x.get(0);
    Tensor weight = x.get(1);
    Tensor bias = x.size() > 2 ? x.get(2) : null;
    return () -> {
      kernels.convolution().inputGradient(image, weight, y, operation.geometry());
      if (bias != null) {
        kernels.channels().shift(y, bias, y);
      }
    };
  }
}
