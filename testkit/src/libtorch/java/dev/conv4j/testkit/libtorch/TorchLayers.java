package dev.conv4j.testkit.libtorch;

import dev.conv4j.nn.AdaptiveAvgPool2d;
import dev.conv4j.nn.AdaptiveMaxPool2d;
import dev.conv4j.nn.AvgPool2d;
import dev.conv4j.nn.BatchNorm2d;
import dev.conv4j.nn.Conv2d;
import dev.conv4j.nn.ConvTranspose2d;
import dev.conv4j.nn.Flatten;
import dev.conv4j.nn.GroupNorm;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.LayerNorm;
import dev.conv4j.nn.Linear;
import dev.conv4j.nn.MaxPool2d;
import dev.conv4j.nn.PadChannels;
import dev.conv4j.nn.Reshape;
import dev.conv4j.tensor.PaddingMode;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Single layers as calls of libtorch's functions. */
final class TorchLayers {
  private static final String SAME = "same";
  private static final long[] NO_PADDING = {0, 0};

  private TorchLayers() {}

  /** What the layer makes of x, with the next of the weights. */
  static Tensor forward(Layer.Config config, Tensor x, Iterator<Tensor> weights, boolean training) {
    return switch (config) {
      case Conv2d.Config conv -> convolution(conv, x, weights.next(), next(weights, conv.bias()));
      case ConvTranspose2d.Config conv ->
          transposed(conv, x, weights.next(), next(weights, conv.bias()));
      case Linear.Config linear -> torch.linear(x, weights.next(), next(weights, linear.bias()));
      case MaxPool2d.Config pool -> maximum(pool, x);
      case AvgPool2d.Config pool -> average(pool, x);
      case AdaptiveAvgPool2d.Config pool ->
          torch.adaptive_avg_pool2d(x, Torch.extents(pool.size()));
      case AdaptiveMaxPool2d.Config pool ->
          torch.adaptive_max_pool2d(x, Torch.extents(pool.size())).get0();
      case BatchNorm2d.Config norm -> batchNorm(norm, x, weights, training);
      case GroupNorm.Config norm -> groupNorm(norm, x, weights);
      case LayerNorm.Config norm -> layerNorm(norm, x, weights);
      case Flatten.Config _ -> x.flatten(1, -1);
      case Reshape.Config reshape -> x.reshape(batched(x, reshape.item()));
      case PadChannels.Config pad ->
          torch.constant_pad_nd(x, 0, 0, 0, 0, pad.before(), pad.after());
      default -> TorchActivations.forward(config, x, weights);
    };
  }

  private static TensorOptional next(Iterator<Tensor> weights, boolean given) {
    return Torch.optional(given ? weights.next() : null);
  }

  private static Tensor convolution(
      Conv2d.Config config, Tensor x, Tensor weight, TensorOptional bias) {
    long[] stride = Torch.extents(config.stride());
    long[] dilation = Torch.extents(config.dilation());
    if (config.paddingMode() != PaddingMode.ZEROS) {
      Tensor padded = padded(config, x);
      return torch.conv2d(padded, weight, bias, stride, NO_PADDING, dilation, config.groups());
    }
    if (config.samePadding()) {
      return torch.conv2d(x, weight, bias, stride, SAME, dilation, config.groups());
    }
    long[] padding = Torch.extents(config.padding());
    return torch.conv2d(x, weight, bias, stride, padding, dilation, config.groups());
  }

  /** As PyTorch's module pads: left, right, top and bottom, of an odd number more at the end. */
  private static Tensor padded(Conv2d.Config config, Tensor x) {
    long rows = 2L * config.padding().height();
    long columns = 2L * config.padding().width();
    if (config.samePadding()) {
      rows = config.dilation().height() * (config.kernel().height() - 1L);
      columns = config.dilation().width() * (config.kernel().width() - 1L);
    }
    long[] sides = {columns / 2, columns - columns / 2, rows / 2, rows - rows / 2};
    String mode = config.paddingMode().name().toLowerCase(Locale.ROOT);
    return torch.pad(x, sides, mode, new DoubleOptional());
  }

  private static Tensor transposed(
      ConvTranspose2d.Config config, Tensor x, Tensor weight, TensorOptional bias) {
    return torch.conv_transpose2d(
        x,
        weight,
        bias,
        Torch.extents(config.stride()),
        Torch.extents(config.padding()),
        Torch.extents(config.outputPadding()),
        config.groups(),
        Torch.extents(config.dilation()));
  }

  private static Tensor maximum(MaxPool2d.Config pool, Tensor x) {
    return torch.max_pool2d(
        x,
        Torch.extents(pool.window()),
        Torch.extents(pool.stride()),
        Torch.extents(pool.padding()),
        Torch.extents(pool.dilation()),
        pool.ceilMode());
  }

  private static Tensor average(AvgPool2d.Config pool, Tensor x) {
    return torch.avg_pool2d(
        x,
        Torch.extents(pool.window()),
        Torch.extents(pool.stride()),
        Torch.extents(pool.padding()),
        pool.ceilMode(),
        pool.countIncludePad(),
        new LongOptional());
  }

  private static Tensor batchNorm(
      BatchNorm2d.Config config, Tensor x, Iterator<Tensor> weights, boolean training) {
    TensorOptional scale = next(weights, true);
    TensorOptional shift = next(weights, true);
    TensorOptional mean = next(weights, true);
    TensorOptional variance = next(weights, true);
    return torch.batch_norm(
        x, scale, shift, mean, variance, training, config.momentum(), config.epsilon(), false);
  }

  private static Tensor groupNorm(GroupNorm.Config config, Tensor x, Iterator<Tensor> weights) {
    TensorOptional scale = next(weights, config.affine());
    TensorOptional shift = next(weights, config.affine());
    return torch.group_norm(x, config.groups(), scale, shift, config.epsilon(), false);
  }

  private static Tensor layerNorm(LayerNorm.Config config, Tensor x, Iterator<Tensor> weights) {
    TensorOptional scale = next(weights, config.affine());
    TensorOptional shift = next(weights, config.affine() && config.bias());
    long[] over = config.shape().stream().mapToLong(Integer::longValue).toArray();
    return torch.layer_norm(x, over, scale, shift, config.epsilon(), false);
  }

  private static long[] batched(Tensor x, List<Integer> item) {
    LongStream extents = item.stream().mapToLong(Integer::longValue);
    return LongStream.concat(LongStream.of(x.size(0)), extents).toArray();
  }
}
