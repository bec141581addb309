package dev.conv4j.benchmarks.bytedeco;

import dev.conv4j.nn.AdaptiveAvgPool2d;
import dev.conv4j.nn.BatchNorm2d;
import dev.conv4j.nn.Conv2d;
import dev.conv4j.nn.Flatten;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.Linear;
import dev.conv4j.nn.MaxPool2d;
import dev.conv4j.nn.ReLU;
import dev.conv4j.nn.Residual;
import dev.conv4j.nn.Sequential;
import dev.conv4j.tensor.Size2d;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** conv4j's layers as calls of libtorch's functions, on weights in its memory. */
final class TorchLayers {
  private static final long[] ONE = {1, 1};

  private final Iterator<float[]> weights;
  private final List<Pointer> memory = new ArrayList<>();
  private final List<Tensor> learned = new ArrayList<>();
  private Step whole = (x, _) -> x;

  /** What becomes of a tensor; the caller's scope frees what is made on the way. */
  private interface Step {
    Tensor apply(Tensor x, boolean training);
  }

  private TorchLayers(List<float[]> weights) {
    this.weights = weights.iterator();
  }

  /**
   * The network, or nothing if a layer has no counterpart here.
   *
   * @param weights parameter by parameter, in the order of the layers
   */
  static Optional<TorchLayers> of(Layer.Config network, List<float[]> weights) {
    TorchLayers layers = new TorchLayers(weights);
    Optional<Step> step = layers.step(network);
    step.ifPresent(whole -> layers.whole = whole);
    return step.map(_ -> layers);
  }

  /** What the network holds, for its owner to give back. */
  List<Pointer> memory() {
    return List.copyOf(memory);
  }

  /** The weights that are learned. */
  Tensor[] learned() {
    return learned.toArray(Tensor[]::new);
  }

  /** What the network makes of images; training records for the way back, unless forbidden. */
  Tensor forward(Tensor images, boolean training) {
    return whole.apply(images, training);
  }

  private Optional<Step> step(Layer.Config layer) {
    return switch (layer) {
      case Conv2d.Config conv -> Optional.of(convolution(conv));
      case MaxPool2d.Config pool -> Optional.of(maximum(pool));
      case Linear.Config linear -> Optional.of(linear(linear));
      // In place, as torchvision's networks do.
      case ReLU.Config relu -> Optional.of((x, _) -> torch.relu_(x));
      case Flatten.Config flatten -> Optional.of((x, _) -> x.flatten(1, -1));
      case BatchNorm2d.Config norm -> Optional.of(normalization(norm));
      case AdaptiveAvgPool2d.Config pool -> {
        long[] size = extents(pool.size());
        yield Optional.of((x, _) -> torch.adaptive_avg_pool2d(x, size));
      }
      case Residual.Config residual -> residual(residual);
      case Sequential.Config sequence -> sequence(sequence);
      default -> Optional.empty();
    };
  }

  private Step convolution(Conv2d.Config conv) {
    Size2d kernel = conv.kernel();
    Tensor w = learn(conv.out(), conv.in() / conv.groups(), kernel.height(), kernel.width());
    TensorOptional bias = conv.bias() ? given(learn(conv.out())) : nothing();
    long[] stride = extents(conv.stride());
    long[] padding = extents(conv.padding());
    long[] dilation = extents(conv.dilation());
    return (x, _) -> torch.conv2d(x, w, bias, stride, padding, dilation, conv.groups());
  }

  private Step maximum(MaxPool2d.Config pool) {
    long[] window = extents(pool.window());
    long[] stride = extents(pool.stride());
    long[] padding = extents(pool.padding());
    return (x, _) -> torch.max_pool2d(x, window, stride, padding, ONE, false);
  }

  private Step linear(Linear.Config linear) {
    Tensor w = learn(linear.out(), linear.in());
    TensorOptional bias = linear.bias() ? given(learn(linear.out())) : nothing();
    return (x, _) -> torch.linear(x, w, bias);
  }

  private Step normalization(BatchNorm2d.Config norm) {
    TensorOptional scale = given(learn(norm.channels()));
    TensorOptional shift = given(learn(norm.channels()));
    TensorOptional mean = given(read(norm.channels()));
    TensorOptional variance = given(read(norm.channels()));
    return (x, training) ->
        torch.batch_norm(
            x, scale, shift, mean, variance, training, norm.momentum(), norm.epsilon(), false);
  }

  private Optional<Step> residual(Residual.Config residual) {
    Optional<Step> body = step(residual.body());
    Layer.Config beside = residual.shortcut();
    Optional<Step> shortcut = beside == null ? Optional.of((x, _) -> x) : step(beside);
    return body.flatMap(changed ->
        shortcut.map(straight ->
            (x, training) -> changed.apply(x, training).add_(straight.apply(x, training))));
  }

  private Optional<Step> sequence(Sequential.Config sequence) {
    List<Step> steps = new ArrayList<>();
    for (Sequential.Named named : sequence.layers()) {
      Optional<Step> step = step(named.layer());
      if (step.isEmpty()) {
        return Optional.empty();
      }
      steps.add(step.get());
    }
    return Optional.of((x, training) -> {
      Tensor value = x;
      for (Step step : steps) {
        value = step.apply(value, training);
      }
      return value;
    });
  }

  private Tensor learn(long... shape) {
    Tensor weight = read(shape).set_requires_grad(true);
    learned.add(weight);
    return weight;
  }

  private Tensor read(long... shape) {
    Tensor tensor = Tensor.create(weights.next(), shape);
    memory.add(tensor);
    return tensor;
  }

  private TensorOptional given(Tensor tensor) {
    TensorOptional value = new TensorOptional(tensor);
    memory.add(value);
    return value;
  }

  private TensorOptional nothing() {
    TensorOptional value = new TensorOptional();
    memory.add(value);
    return value;
  }

  private static long[] extents(Size2d size) {
    return new long[] {size.height(), size.width()};
  }
}
