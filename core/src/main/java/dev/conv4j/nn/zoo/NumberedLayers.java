package dev.conv4j.nn.zoo;

import dev.conv4j.nn.Layer;
import dev.conv4j.nn.Sequential;
import dev.conv4j.tensor.Shape;

/** A sequence in the making whose layers are named by their numbers, as torchvision's often are. */
final class NumberedLayers {
  private final Sequential.Builder layers = Sequential.builder();
  private Shape shape;
  private int next;

  /**
   * @param input {@code [C, H, W]} of one image
   */
  NumberedLayers(Shape input) {
    shape = input.batched(1);
  }

  /** Adds a layer. */
  NumberedLayers add(Layer layer) {
    shape = layer.outputShape(shape);
    layers.add(Integer.toString(next++), layer);
    return this;
  }

  /** Leaves a number out. */
  NumberedLayers skip() {
    next++;
    return this;
  }

  /** Channels that the last layer gives out. */
  int channels() {
    return shape.intExtent(1);
  }

  /** The shorter side of the image that the last layer gives out. */
  long side() {
    return Math.min(shape.extent(2), shape.extent(3));
  }

  Sequential build() {
    return layers.build();
  }
}
