package dev.conv4j.nn.zoo;

import dev.conv4j.nn.AdaptiveAvgPool2d;
import dev.conv4j.nn.BatchNorm2d;
import dev.conv4j.nn.Conv2d;
import dev.conv4j.nn.Dropout;
import dev.conv4j.nn.Flatten;
import dev.conv4j.nn.Initialization;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.Linear;
import dev.conv4j.nn.MaxPool2d;
import dev.conv4j.nn.ReLU;
import dev.conv4j.nn.Sequential;
import dev.conv4j.tensor.Shape;

/**
 * Networks of 3×3 filters alone (Simonyan and Zisserman 2014, arXiv:1409.1556), with torchvision's
 * names: {@code features.0.weight} to {@code classifier.6.bias}.
 */
final class Vgg {
  private static final float DROPOUT = 0.5f;
  private static final int[] CHANNELS = {64, 128, 256, 512, 512};

  private Vgg() {}

  /**
   * The network.
   *
   * @param normalized whether there is batch norm behind each convolution
   * @param convolutions how many there are before each of the five poolings
   */
  static Layer of(Shape input, int classes, boolean normalized, int... convolutions) {
    boolean large = Parts.isLarge(input);
    int side = large ? 7 : 1;
    int units = large ? 4096 : 512;
    return Sequential.builder()
        .add("features", features(input, normalized, convolutions))
        .add("avgpool", new AdaptiveAvgPool2d(side, side))
        .add("flatten", new Flatten())
        .add("classifier", classifier(512 * side * side, units, classes))
        .build();
  }

  private static Sequential features(Shape input, boolean normalized, int... convolutions) {
    NumberedLayers layers = new NumberedLayers(input);
    for (int stage = 0; stage < convolutions.length; stage++) {
      for (int i = 0; i < convolutions[stage]; i++) {
        layers.add(convolution(layers.channels(), CHANNELS[stage]));
        if (normalized) {
          layers.add(new BatchNorm2d(CHANNELS[stage]));
        }
        layers.add(new ReLU());
      }
      if (layers.side() > 1) {
        layers.add(new MaxPool2d(2));
      } else {
        layers.skip();
      }
    }
    return layers.build();
  }

  private static Conv2d convolution(int in, int out) {
    return Conv2d.Config.of(in, out, 3)
        .padding(1)
        .initialization(Initialization.HE_NORMAL_FAN_OUT)
        .build();
  }

  private static Sequential classifier(int features, int units, int classes) {
    return Sequential.of(
        linear(features, units),
        new ReLU(),
        new Dropout(DROPOUT),
        linear(units, units),
        new ReLU(),
        new Dropout(DROPOUT),
        linear(units, classes));
  }

  private static Linear linear(int in, int out) {
    return Linear.Config.of(in, out).initialization(Initialization.SMALL_NORMAL).build();
  }
}
