package dev.conv4j.tensor.spi;

import dev.conv4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Fuses nothing: calls one plain kernel after the other. */
final class PlainFusedKernels implements FusedKernels {
  private final Kernels kernels;

  PlainFusedKernels(Kernels kernels) {
    this.kernels = kernels;
  }

  @Override
  public void normalize(
      Tensor x,
      Tensor mean,
      Tensor variance,
      Tensor gamma,
      Tensor beta,
      @Nullable Tensor residual,
      boolean rectified,
      Tensor y,
      float epsilon) {
    kernels.normalization().normalize(x, mean, variance, gamma, beta, y, epsilon);
    if (residual != null) {
      kernels.elementwise().add(y, residual, y);
    }
    if (rectified) {
      kernels.elementwise().relu(y, y);
    }
  }

  @Override
  public void normalizeGradient(
      Tensor dy,
      @Nullable Tensor y,
      Tensor x,
      Tensor mean,
      Tensor variance,
      Tensor gamma,
      Tensor dgamma,
      Tensor dbeta,
      @Nullable Tensor dresidual,
      Tensor dx,
      float epsilon) {
    if (y == null) {
      gradients(dy, x, mean, variance, gamma, dgamma, dbeta, dx, epsilon);
      if (dresidual != null) {
        kernels.elementwise().copy(dy, dresidual);
      }
      return;
    }
    if (dresidual != null) {
      kernels.elementwise().reluGradient(dy, y, dresidual);
      gradients(dresidual, x, mean, variance, gamma, dgamma, dbeta, dx, epsilon);
      return;
    }
    try (Tensor passed = like(dy)) {
      kernels.elementwise().reluGradient(dy, y, passed);
      gradients(passed, x, mean, variance, gamma, dgamma, dbeta, dx, epsilon);
    }
  }

  private void gradients(
      Tensor dy,
      Tensor x,
      Tensor mean,
      Tensor variance,
      Tensor gamma,
      Tensor dgamma,
      Tensor dbeta,
      Tensor dx,
      float epsilon) {
    NormalizationKernels normalization = kernels.normalization();
    normalization.parameterGradients(dy, x, mean, variance, dgamma, dbeta, epsilon);
    normalization.inputGradient(dy, x, mean, variance, gamma, dgamma, dbeta, dx, epsilon);
  }

  @Override
  public void rectifiedMax(Tensor x, Tensor y, Tensor positions, PoolGeometry geometry) {
    kernels.pooling().max(x, y, positions, geometry);
    kernels.elementwise().relu(y, y);
  }

  @Override
  public void rectifiedMaxGradient(
      Tensor dy, Tensor y, Tensor positions, Tensor dx, PoolGeometry geometry) {
    try (Tensor passed = like(dy)) {
      kernels.elementwise().reluGradient(dy, y, passed);
      kernels.pooling().maxGradient(passed, positions, dx, geometry);
    }
  }

  /** Memory for the length of a kernel. */
  private static Tensor like(Tensor tensor) {
    return Tensor.allocate(tensor.device(), tensor.type(), tensor.shape(), "a fused kernel");
  }
}
