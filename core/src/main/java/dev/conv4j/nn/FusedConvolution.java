package dev.conv4j.nn;

import dev.conv4j.autograd.ChannelNormalization;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.ConvGeometry;
import dev.conv4j.tensor.spi.Kernels;
import dev.conv4j.tensor.spi.PreparedLayer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A convolution, the normalisation of its channels, and a rectifier, as one step.
 *
 * @param normalization null for none
 * @param isRectified whether negative outputs become 0
 */
record FusedConvolution(
    ConvGeometry geometry,
    Tensor weight,
    @Nullable Tensor bias,
    @Nullable Channels normalization,
    boolean isRectified)
    implements PreparedOperation {

  /** How channels are normalised, with the tensors of {@link ChannelNormalization}. */
  record Channels(Tensor gamma, Tensor beta, Tensor mean, Tensor variance, float epsilon) {

    /** What each channel is multiplied by. */
    double[] scales() {
      double[] scales = gamma.toDoubleArray();
      double[] variances = variance.toDoubleArray();
      for (int i = 0; i < scales.length; i++) {
        scales[i] /= Math.sqrt(variances[i] + epsilon);
      }
      return scales;
    }
  }

  FusedConvolution normalized(Channels channels) {
    return new FusedConvolution(geometry, weight, bias, channels, isRectified);
  }

  @Override
  public @Nullable FusedConvolution rectified() {
    return isRectified ? null : new FusedConvolution(geometry, weight, bias, normalization, true);
  }

  @Override
  public PreparedLayer prepare(Shape item, Kernels kernels) {
    if (normalization == null) {
      return kernels.prepared().convolution(weight, bias, item, geometry, isRectified);
    }
    double[] scales = normalization.scales();
    try (Tensor filters =
            Tensor.allocate(weight.device(), weight.type(), weight.shape(), "folded");
        Tensor shifts = Tensor.allocate(weight.device(), weight.type(), meanShape(), "folded")) {
      filters.write(scaled(scales));
      shifts.write(shifted(normalization, scales));
      return kernels.prepared().convolution(filters, shifts, item, geometry, isRectified);
    }
  }

  private Shape meanShape() {
    return Shape.of(weight.shape().extent(0));
  }

  /** Each filter times its channel's scale. */
  private double[] scaled(double[] scales) {
    double[] values = weight.toDoubleArray();
    int perFilter = values.length / scales.length;
    for (int i = 0; i < values.length; i++) {
      values[i] *= scales[i / perFilter];
    }
    return values;
  }

  /** What the normalisation makes of the bias. */
  private double[] shifted(Channels channels, double[] scales) {
    double[] values = channels.beta.toDoubleArray();
    double[] means = channels.mean.toDoubleArray();
    double[] biases = bias == null ? new double[values.length] : bias.toDoubleArray();
    for (int i = 0; i < values.length; i++) {
      values[i] += (biases[i] - means[i]) * scales[i];
    }
    return values;
  }

  @Override
  public long flops(List<Shape> inputs, Shape output) {
    return output.count() * (2 * weight.shape().countPerItem() + 1);
  }
}
