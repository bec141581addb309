package dev.conv4j.testkit.libtorch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.conv4j.nn.AdaptiveAvgPool2d;
import dev.conv4j.nn.Conv2d;
import dev.conv4j.nn.ConvTranspose2d;
import dev.conv4j.nn.GroupNorm;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.LayerNorm;
import dev.conv4j.nn.PadChannels;
import dev.conv4j.nn.SqueezeExcitation;
import dev.conv4j.tensor.Size2d;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/** Layers that DJL has no single call for, as libtorch's calls that make them up. */
final class TorchLayers {
  private TorchLayers() {}

  /**
   * libtorch's batch norm over {@code [1, N * groups, ...]}, which is how PyTorch defines its
   * instance norm, and then scales and shifts.
   */
  static NDArray groupNorm(GroupNorm.Config config, NDArray x, Iterator<NDArray> weights) {
    int[] within = {2};
    NDArray grouped = x.reshape(x.getShape().get(0), config.groups(), -1);
    NDArray centered = grouped.sub(grouped.mean(within, true));
    NDArray variance = centered.mul(centered).mean(within, true);
    NDArray normal = centered.div(variance.add(config.epsilon()).sqrt()).reshape(x.getShape());
    if (!config.affine()) {
      return normal;
    }
    Shape perChannel = perChannel(x, config.channels());
    return normal.mul(weights.next().reshape(perChannel)).add(weights.next().reshape(perChannel));
  }

  private static Shape perChannel(NDArray x, int channels) {
    long[] extents = new long[x.getShape().dimension()];
    Arrays.fill(extents, 1);
    extents[1] = channels;
    return new Shape(extents);
  }

  static NDArray layerNorm(LayerNorm.Config config, NDArray x, Iterator<NDArray> weights) {
    Shape over = new Shape(config.shape().stream().mapToLong(Integer::longValue).toArray());
    PtNDArray ones = (PtNDArray) x.getManager().ones(over);
    PtNDArray zeros = (PtNDArray) x.getManager().zeros(over);
    PtNDArray gamma = config.affine() ? (PtNDArray) weights.next() : ones;
    boolean shifted = config.affine() && config.bias();
    PtNDArray beta = shifted ? (PtNDArray) weights.next() : zeros;
    return JniUtils.layerNorm((PtNDArray) x, over, gamma, beta, config.epsilon());
  }

  /**
   * libtorch's convolution with stride 1 of the image with zeros between its pixels, by the filters
   * turned round: the definition of a transposed convolution.
   */
  static NDArray transposed(ConvTranspose2d.Config config, NDArray x, Iterator<NDArray> weights) {
    NDArray filters = turned(config, weights.next());
    NDArray bias = config.bias() ? weights.next() : null;
    NDArray spread = x;
    for (int axis = 2; axis < 4; axis++) {
      spread = spread(config, spread, axis);
    }
    Shape one = new Shape(1, 1);
    return spread
        .getNDArrayInternal()
        .convolution(
            spread,
            filters,
            bias,
            one,
            new Shape(0, 0),
            new Shape(config.dilation().height(), config.dilation().width()),
            config.groups())
        .singletonOrThrow();
  }

  /** From {@code [in, out / groups, ...]} to {@code [out, in / groups, ...]}, and flipped. */
  private static NDArray turned(ConvTranspose2d.Config config, NDArray w) {
    Size2d kernel = config.kernel();
    int groups = config.groups();
    int in = config.in() / groups;
    int out = config.out() / groups;
    return w.flip(2, 3)
        .reshape(groups, in, out, kernel.height(), kernel.width())
        .swapAxes(1, 2)
        .reshape(config.out(), in, kernel.height(), kernel.width());
  }

  /** Zeros between the pixels of an axis, and around them as the padding leaves of the output. */
  private static NDArray spread(ConvTranspose2d.Config config, NDArray x, int axis) {
    boolean rows = axis == 2;
    int stride = rows ? config.stride().height() : config.stride().width();
    int kernel = rows ? config.kernel().height() : config.kernel().width();
    int dilation = rows ? config.dilation().height() : config.dilation().width();
    int padding = rows ? config.padding().height() : config.padding().width();
    int more = rows ? config.outputPadding().height() : config.outputPadding().width();
    long frame = (long) dilation * (kernel - 1) - padding;
    NDList parts = new NDList();
    addZeros(parts, x, axis, frame);
    for (long i = 0; i < x.getShape().get(axis); i++) {
      String place = (rows ? ":,:," : ":,:,:,") + i + ":" + (i + 1);
      addZeros(parts, x, axis, i == 0 ? 0 : stride - 1L);
      parts.add(x.get(place));
    }
    addZeros(parts, x, axis, frame + more);
    return NDArrays.concat(parts, axis);
  }

  private static void addZeros(NDList parts, NDArray x, int axis, long count) {
    if (count > 0) {
      long[] extents = x.getShape().getShape().clone();
      extents[axis] = count;
      parts.add(x.getManager().zeros(new Shape(extents)));
    }
  }

  /** The branches' outputs behind each other. */
  static NDArray concat(List<NDArray> outputs) {
    return NDArrays.concat(new NDList(outputs), 1);
  }

  static NDArray padChannels(PadChannels.Config config, NDArray x) {
    NDList parts = new NDList();
    addZeros(parts, x, 1, config.before());
    parts.add(x);
    addZeros(parts, x, 1, config.after());
    return NDArrays.concat(parts, 1);
  }

  /** What makes the factors, one after the other. */
  static List<Layer.Config> parts(SqueezeExcitation.Config config) {
    return List.of(
        new AdaptiveAvgPool2d.Config(Size2d.square(1)),
        Conv2d.Config.of(config.channels(), config.squeezed(), 1),
        config.activation(),
        Conv2d.Config.of(config.squeezed(), config.channels(), 1),
        config.gate());
  }
}
