package dev.conv4j.cpu;

import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.FusedKernels;
import dev.conv4j.tensor.spi.PoolGeometry;
import org.jspecify.annotations.Nullable;

/** Fused kernels are the plain ones with something more to do while their memory is at hand. */
final class CpuFused implements FusedKernels {
  private final CpuNormalization normalization;
  private final CpuPooling pooling;

  CpuFused(CpuNormalization normalization, CpuPooling pooling) {
    this.normalization = normalization;
    this.pooling = pooling;
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
    normalization.normalize(x, mean, variance, gamma, beta, residual, rectified, y, epsilon);
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
    normalization.gradient(dy, y, x, mean, variance, gamma, dgamma, dbeta, dresidual, dx, epsilon);
  }

  @Override
  public void rectifiedMax(Tensor x, Tensor y, Tensor positions, PoolGeometry geometry) {
    pooling.max(x, y, positions, geometry, true);
  }

  @Override
  public void rectifiedMaxGradient(
      Tensor dy, Tensor y, Tensor positions, Tensor dx, PoolGeometry geometry) {
    pooling.maxGradient(dy, y, positions, dx, geometry);
  }
}
