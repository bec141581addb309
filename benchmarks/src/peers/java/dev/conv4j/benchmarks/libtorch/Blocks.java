package dev.conv4j.benchmarks.libtorch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
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
import java.util.List;
import java.util.Optional;

/** conv4j's layers as DJL's blocks; the parameters come in the same order. */
final class Blocks {
  private Blocks() {}

  /** The block that does what the layer does, or nothing if there is none here. */
  static Optional<Block> of(Layer.Config layer) {
    return switch (layer) {
      case Conv2d.Config conv -> Optional.of(convolution(conv));
      case MaxPool2d.Config pool ->
          Optional.of(
              Pool.maxPool2dBlock(
                  shape(pool.window()), shape(pool.stride()), shape(pool.padding())));
      case Linear.Config linear ->
          Optional.of(
              ai.djl.nn.core.Linear.builder()
                  .setUnits(linear.out())
                  .optBias(linear.bias())
                  .build());
      case ReLU.Config relu -> Optional.of(new LambdaBlock(Activation::relu, "relu"));
      case Flatten.Config flatten -> Optional.of(ai.djl.nn.Blocks.batchFlattenBlock());
      case BatchNorm2d.Config norm -> Optional.of(normalization(norm));
      case AdaptiveAvgPool2d.Config pool when pool.size().area() == 1 ->
          Optional.of(Pool.globalAvgPool2dBlock());
      case Residual.Config residual -> residual(residual);
      case Sequential.Config sequence -> sequence(sequence);
      default -> Optional.empty();
    };
  }

  private static Block convolution(Conv2d.Config conv) {
    return ai.djl.nn.convolutional.Conv2d.builder()
        .setKernelShape(shape(conv.kernel()))
        .setFilters(conv.out())
        .optStride(shape(conv.stride()))
        .optPadding(shape(conv.padding()))
        .optDilation(shape(conv.dilation()))
        .optGroups(conv.groups())
        .optBias(conv.bias())
        .build();
  }

  /** DJL's momentum is the weight of the old statistics, ours that of a new observation. */
  private static Block normalization(BatchNorm2d.Config norm) {
    return BatchNorm.builder().optEpsilon(norm.epsilon()).optMomentum(1 - norm.momentum()).build();
  }

  private static Optional<Block> residual(Residual.Config residual) {
    Layer.Config beside = residual.shortcut();
    Optional<Block> shortcut =
        beside == null ? Optional.of(ai.djl.nn.Blocks.identityBlock()) : of(beside);
    return of(residual.body())
        .flatMap(body ->
            shortcut.map(straight -> new ParallelBlock(Blocks::sum, List.of(body, straight))));
  }

  private static NDList sum(List<NDList> terms) {
    NDArray changed = terms.get(0).singletonOrThrow();
    return new NDList(changed.add(terms.get(1).singletonOrThrow()));
  }

  private static Optional<Block> sequence(Sequential.Config sequence) {
    SequentialBlock blocks = new SequentialBlock();
    for (Sequential.Named named : sequence.layers()) {
      Optional<Block> block = of(named.layer());
      if (block.isEmpty()) {
        return Optional.empty();
      }
      blocks.add(block.get());
    }
    return Optional.of(blocks);
  }

  private static Shape shape(Size2d size) {
    return new Shape(size.height(), size.width());
  }
}
