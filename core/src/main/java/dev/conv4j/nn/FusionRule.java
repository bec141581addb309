package dev.conv4j.nn;

import dev.conv4j.autograd.Addition;
import dev.conv4j.autograd.ChannelNormalization;
import dev.conv4j.autograd.Convolution;
import dev.conv4j.autograd.LinearMap;
import dev.conv4j.autograd.MaxPooling;
import dev.conv4j.autograd.Operation;
import dev.conv4j.autograd.Rectification;
import dev.conv4j.nn.PredictionPlan.Source;
import dev.conv4j.nn.PredictionPlan.Step;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the steps of a trace are rearranged for a plan, in this order. Every rule but {@link
 * #FOLD_NORMALIZATION} leaves each bit of the result as it was.
 *
 * <p>What is written over its input rather than beside it is decided after these, by {@link
 * BufferChoice}.
 */
enum FusionRule {
  /**
   * ReLU and then max-pooling becomes max-pooling and then ReLU: the maximum of rectified pixels is
   * the rectified maximum (a NaN stays one either way), and there are fewer to rectify.
   */
  POOL_BEFORE_RELU {
    @Override
    boolean join(List<Step> steps, int at, List<Shape> items) {
      Step relu = steps.get(at);
      Step pool = steps.get(at + 1);
      if (!(relu.operation() instanceof Rectification && pool.operation() instanceof MaxPooling)) {
        return false;
      }
      // The value between the two is now the pooled one, not yet rectified.
      items.set(relu.output(), items.get(pool.output()));
      steps.set(at, new Step(pool.operation(), relu.inputs(), relu.output()));
      Source between = new Source.Value(relu.output());
      steps.set(at + 1, new Step(relu.operation(), List.of(between), pool.output()));
      return true;
    }
  },

  /**
   * The normalisation of a convolution's channels goes into its filters and its bias: {@code ((w *
   * x + b) - mean) * s + beta} becomes {@code (s w) * x + ((b - mean) s + beta)} with {@code s =
   * gamma / sqrt(variance + epsilon)}.
   *
   * <p>This rounds elsewhere: filters and bias are computed in float64 and rounded once. To first
   * order an output that is a plain sum of k products moves by at most {@code (2 k + 8) · 2⁻²⁴ ·
   * (|s| (sum of |w x| + |b| + |mean|) + |beta|)}; one that Winograd's algorithm computes, by that
   * and twice that algorithm's bound.
   */
  FOLD_NORMALIZATION {
    @Override
    boolean join(List<Step> steps, int at, List<Shape> items) {
      Step convolution = steps.get(at);
      Step normal = steps.get(at + 1);
      List<Tensor> each = normal.constants(1);
      if (!(convolution.operation() instanceof FusedConvolution fused
          && fused.normalization() == null
          && normal.operation() instanceof ChannelNormalization(float epsilon)
          && each != null)) {
        return false;
      }
      FusedConvolution.Channels channels =
          new FusedConvolution.Channels(
              each.get(0), each.get(1), each.get(2), each.get(3), epsilon);
      steps.set(at, new Step(fused.normalized(channels), convolution.inputs(), normal.output()));
      steps.remove(at + 1);
      return true;
    }
  },

  /** What is added to the output of a layer with weights is added as soon as that is there. */
  ADD_AT_ONCE {
    @Override
    boolean join(List<Step> steps, int at, List<Shape> items) {
      Step layer = steps.get(at);
      Step sum = steps.get(at + 1);
      if (!(layer.operation() instanceof PreparedOperation prepared
          && !prepared.isRectified()
          && layer.inputs().size() == 1
          && sum.operation() instanceof Addition)) {
        return false;
      }
      boolean isFirst = sum.inputs().getFirst().equals(new Source.Value(layer.output()));
      Source other = sum.inputs().get(isFirst ? 1 : 0);
      if (!(other instanceof Source.Value(int number)) || number == layer.output()) {
        return false;
      }
      List<Source> inputs = List.of(layer.inputs().getFirst(), other);
      steps.set(at, new Step(prepared, inputs, sum.output()));
      steps.remove(at + 1);
      return true;
    }
  },

  /** The output of a layer with weights is rectified as soon as it is there. */
  RECTIFY_AT_ONCE {
    @Override
    boolean join(List<Step> steps, int at, List<Shape> items) {
      Step layer = steps.get(at);
      Step relu = steps.get(at + 1);
      PreparedOperation rectified =
          layer.operation() instanceof PreparedOperation prepared ? prepared.rectified() : null;
      if (rectified == null || !(relu.operation() instanceof Rectification)) {
        return false;
      }
      steps.set(at, new Step(rectified, layer.inputs(), relu.output()));
      steps.remove(at + 1);
      return true;
    }
  };

  /**
   * Rearranges the steps {@code at} and {@code at + 1}, of which the second is the only reader of
   * the first's output.
   *
   * @return whether the rule is about these two; if not, nothing has changed
   */
  abstract boolean join(List<Step> steps, int at, List<Shape> items);

  /** Applies the rule wherever a step's only reader comes right behind it. */
  final void rearrange(List<Step> steps, List<Shape> items, int logits) {
    for (int at = 0; at + 1 < steps.size(); at++) {
      int value = steps.get(at).output();
      boolean onlyReader =
          value != logits
              && steps.get(at + 1).reads(value)
              && steps.stream().filter(step -> step.reads(value)).count() == 1;
      if (onlyReader) {
        join(steps, at, items);
      }
    }
  }

  /** Gives the layers their weights, where these are constants: what the rules start from. */
  static Step withWeights(Step step) {
    Operation layer = layer(step);
    return layer == null ? step : new Step(layer, step.inputs().subList(0, 1), step.output());
  }

  private static @Nullable Operation layer(Step step) {
    List<Tensor> weights = step.constants(1);
    boolean ofValue = step.inputs().getFirst() instanceof Source.Value;
    if (weights == null || weights.isEmpty() || !ofValue) {
      return null;
    }
    Tensor bias = weights.size() > 1 ? weights.get(1) : null;
    return switch (step.operation()) {
      case Convolution(var geometry) ->
          new FusedConvolution(geometry, weights.getFirst(), bias, null, false);
      case LinearMap() -> new FusedLinear(weights.getFirst(), bias, false);
      default -> null;
    };
  }
}
