package dev.conv4j.optim;

import dev.conv4j.autograd.Gradients;
import dev.conv4j.autograd.Parameter;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.UpdateKernels;
import java.util.Collection;
import java.util.function.BiConsumer;

/** How gradients are kept from becoming too large, before the optimizer applies them. */
public sealed interface Clipping {

  /**
   * Clips the gradients of these parameters, in place.
   *
   * @param squares a scalar on their device, to compute with
   */
  void apply(Gradients gradients, Collection<Parameter> parameters, Tensor squares);

  /** Not at all. */
  record None() implements Clipping {
    @Override
    public void apply(Gradients gradients, Collection<Parameter> parameters, Tensor squares) {
      // Nothing to do.
    }
  }

  /**
   * All gradients together, seen as one vector, become no longer than {@code most} (Pascanu et al.
   * 2013, arXiv:1211.5063); PyTorch's {@code clip_grad_norm_}.
   *
   * @param most positive
   */
  record Norm(float most) implements Clipping {
    /** Checks the number. */
    public Norm {
      Settings.check("the largest norm", most > 0 && Float.isFinite(most), "more than 0", most);
    }

    @Override
    public void apply(Gradients gradients, Collection<Parameter> parameters, Tensor squares) {
      squares.device().kernels().elementwise().fill(squares, 0);
      each(gradients, parameters, (kernels, gradient) -> kernels.addSquares(gradient, squares));
      each(gradients, parameters, (kernels, gradient) -> kernels.clipNorm(gradient, squares, most));
    }
  }

  /**
   * Each number of a gradient becomes no larger than {@code bound}; PyTorch's {@code
   * clip_grad_value_}.
   *
   * @param bound positive
   */
  record Value(float bound) implements Clipping {
    /** Checks the number. */
    public Value {
      Settings.check(
          "the bound of gradients", bound > 0 && Float.isFinite(bound), "more than 0", bound);
    }

    @Override
    public void apply(Gradients gradients, Collection<Parameter> parameters, Tensor squares) {
      each(gradients, parameters, (kernels, gradient) -> kernels.clipValue(gradient, bound));
    }
  }

  private static void each(
      Gradients gradients,
      Collection<Parameter> parameters,
      BiConsumer<UpdateKernels, Tensor> kernel) {
    for (Parameter parameter : parameters) {
      if (parameter.isTrainable() && gradients.has(parameter)) {
        Tensor gradient = gradients.of(parameter);
        kernel.accept(gradient.device().kernels().update(), gradient);
      }
    }
  }
}
