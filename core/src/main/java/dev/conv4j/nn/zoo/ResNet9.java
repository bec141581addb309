package dev.conv4j.nn.zoo;

import dev.conv4j.nn.AdaptiveMaxPool2d;
import dev.conv4j.nn.BatchNorm2d;
import dev.conv4j.nn.Flatten;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.Linear;
import dev.conv4j.nn.MaxPool2d;
import dev.conv4j.nn.ReLU;
import dev.conv4j.nn.Residual;
import dev.conv4j.nn.Sequential;
import dev.conv4j.tensor.Shape;

/**
 * The residual network of 9 layers that learns CIFAR within few epochs (Page 2018, "How to train
 * your ResNet"): a convolution that keeps the size, three that halve it and double the channels,
 * and blocks of two convolutions behind the first and the last of those. Images are pooled before
 * batch norm, which has a quarter of the work then, and logits are not scaled.
 */
final class ResNet9 {
  private ResNet9() {}

  /**
   * The network.
   *
   * @param width channels of the first convolution; the last has eight times as many
   */
  static Layer of(Shape input, int classes, int width) {
    int last = 8 * width;
    return Sequential.builder()
        .add("conv1", ResNet.convolution(input.intExtent(0), width, 3).build())
        .add("bn1", new BatchNorm2d(width))
        .add("relu", new ReLU())
        .add("layer1", halving(width, 2 * width).then("block", block(2 * width)))
        .add("layer2", halving(2 * width, 4 * width))
        .add("layer3", halving(4 * width, last).then("block", block(last)))
        .add("maxpool", AdaptiveMaxPool2d.global())
        .add("flatten", new Flatten())
        .add("fc", new Linear(last, classes))
        .build();
  }

  private static Sequential halving(int in, int out) {
    return Sequential.builder()
        .add("conv", ResNet.convolution(in, out, 3).build())
        .add("pool", new MaxPool2d(2))
        .add("bn", new BatchNorm2d(out))
        .add("relu", new ReLU())
        .build();
  }

  /** Two convolutions, each rectified, and what goes past them. */
  private static Residual block(int channels) {
    Sequential body = ResNet.basic(channels, channels, 1).then("relu2", new ReLU());
    return Residual.Config.of(body.config()).withoutBodyName().build();
  }
}
