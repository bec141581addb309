package dev.conv4j.nn.zoo;

import dev.conv4j.nn.AvgPool2d;
import dev.conv4j.nn.Conv2d;
import dev.conv4j.nn.Flatten;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.Linear;
import dev.conv4j.nn.Sequential;
import dev.conv4j.nn.Tanh;
import dev.conv4j.tensor.Shape;

/** LeNet-5 (LeCun et al. 1998, "Gradient-based learning applied to document recognition"). */
final class LeNet {
  /** The side of the images that it was made for; smaller ones are framed. */
  private static final int SIDE = 32;

  private LeNet() {}

  static Layer of(Shape input, int classes) {
    boolean framed = Math.min(input.extent(1), input.extent(2)) < SIDE;
    Conv2d.Config first = Conv2d.Config.of(input.intExtent(0), 6, 5).padding(framed ? 2 : 0);
    Sequential features =
        Sequential.builder()
            .add("conv1", first.build())
            .add("tanh1", new Tanh())
            .add("pool1", new AvgPool2d(2))
            .add("conv2", new Conv2d(6, 16, 5))
            .add("tanh2", new Tanh())
            .add("pool2", new AvgPool2d(2))
            .add("flatten", new Flatten())
            .build();
    int count = features.outputShape(input.batched(1)).intExtent(1);
    return features
        .then("fc1", new Linear(count, 120))
        .then("tanh3", new Tanh())
        .then("fc2", new Linear(120, 84))
        .then("tanh4", new Tanh())
        .then("fc3", new Linear(84, classes));
  }
}
