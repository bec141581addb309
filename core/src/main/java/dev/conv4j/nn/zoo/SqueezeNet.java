package dev.conv4j.nn.zoo;

import dev.conv4j.nn.AdaptiveAvgPool2d;
import dev.conv4j.nn.Concat;
import dev.conv4j.nn.Conv2d;
import dev.conv4j.nn.Dropout;
import dev.conv4j.nn.Flatten;
import dev.conv4j.nn.Initialization;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.MaxPool2d;
import dev.conv4j.nn.ReLU;
import dev.conv4j.nn.Sequential;
import dev.conv4j.tensor.Shape;

/**
 * SqueezeNet (Iandola et al. 2016, arXiv:1602.07360) and its version 1.1, with torchvision's names,
 * such as {@code features.3.expand1x1.weight}.
 */
final class SqueezeNet {
  private static final float DROPOUT = 0.5f;

  private SqueezeNet() {}

  /** Version 1.0: 96 filters of 7×7 first, and poolings behind the third and the seventh module. */
  static Layer version10(Shape input, int classes) {
    NumberedLayers layers = new NumberedLayers(input);
    addStem(layers, input, 96, 7);
    layers.add(fire(96, 16, 64)).add(fire(128, 16, 64)).add(fire(128, 32, 128)).add(pool());
    layers.add(fire(256, 32, 128)).add(fire(256, 48, 192)).add(fire(384, 48, 192));
    layers.add(fire(384, 64, 256)).add(pool()).add(fire(512, 64, 256));
    return network(layers, classes);
  }

  /** Version 1.1: 64 filters of 3×3 first, and earlier poolings. */
  static Layer version11(Shape input, int classes) {
    NumberedLayers layers = new NumberedLayers(input);
    addStem(layers, input, 64, 3);
    layers.add(fire(64, 16, 64)).add(fire(128, 16, 64)).add(pool());
    layers.add(fire(128, 32, 128)).add(fire(256, 32, 128)).add(pool());
    layers.add(fire(256, 48, 192)).add(fire(384, 48, 192));
    layers.add(fire(384, 64, 256)).add(fire(512, 64, 256));
    return network(layers, classes);
  }

  private static void addStem(NumberedLayers layers, Shape input, int out, int kernel) {
    int in = input.intExtent(0);
    Conv2d.Config first =
        Parts.isLarge(input)
            ? Conv2d.Config.of(in, out, kernel).stride(2)
            : Conv2d.Config.of(in, out, 3).padding(1);
    layers.add(convolution(first)).add(new ReLU()).add(pool());
  }

  private static Conv2d convolution(Conv2d.Config settings) {
    return settings.initialization(Initialization.HE_UNIFORM).build();
  }

  private static MaxPool2d pool() {
    return MaxPool2d.Config.of(3).stride(2).ceilMode(true).build();
  }

  /** Few channels first, then many of 1×1 and as many of 3×3. */
  private static Sequential fire(int in, int squeezed, int expanded) {
    Sequential single =
        Sequential.builder()
            .add("expand1x1", convolution(Conv2d.Config.of(squeezed, expanded, 1)))
            .add("expand1x1_activation", new ReLU())
            .build();
    Sequential wide =
        Sequential.builder()
            .add("expand3x3", convolution(Conv2d.Config.of(squeezed, expanded, 3).padding(1)))
            .add("expand3x3_activation", new ReLU())
            .build();
    return Sequential.builder()
        .add("squeeze", convolution(Conv2d.Config.of(in, squeezed, 1)))
        .add("squeeze_activation", new ReLU())
        .add(Concat.builder().add(single).add(wide).build())
        .build();
  }

  private static Layer network(NumberedLayers features, int classes) {
    Conv2d last =
        Conv2d.Config.of(512, classes, 1).initialization(Initialization.SMALL_NORMAL).build();
    return Sequential.builder()
        .add("features", features.build())
        .add(
            "classifier",
            Sequential.of(new Dropout(DROPOUT), last, new ReLU(), new AdaptiveAvgPool2d(1, 1)))
        .add("flatten", new Flatten())
        .build();
  }
}
