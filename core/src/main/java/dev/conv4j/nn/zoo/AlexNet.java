package dev.conv4j.nn.zoo;

import dev.conv4j.nn.AdaptiveAvgPool2d;
import dev.conv4j.nn.Conv2d;
import dev.conv4j.nn.Dropout;
import dev.conv4j.nn.Flatten;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.Linear;
import dev.conv4j.nn.MaxPool2d;
import dev.conv4j.nn.ReLU;
import dev.conv4j.nn.Sequential;
import dev.conv4j.tensor.Shape;

/**
 * AlexNet in the form of Krizhevsky 2014 (arXiv:1404.5997), with torchvision's names: {@code
 * features.0.weight} to {@code classifier.6.bias}.
 */
final class AlexNet {
  private static final float DROPOUT = 0.5f;

  private AlexNet() {}

  static Layer of(Shape input, int classes) {
    boolean large = Parts.isLarge(input);
    int in = input.intExtent(0);
    Conv2d.Config first =
        large ? Conv2d.Config.of(in, 64, 11).stride(4).padding(2) : padded(in, 64, 3);
    int side = large ? 6 : 2;
    int units = large ? 4096 : 1024;
    return Sequential.builder()
        .add("features", features(input, first))
        .add("avgpool", new AdaptiveAvgPool2d(side, side))
        .add("flatten", new Flatten())
        .add("classifier", classifier(256 * side * side, units, classes))
        .build();
  }

  private static Conv2d.Config padded(int in, int out, int kernel) {
    return Conv2d.Config.of(in, out, kernel).padding(kernel / 2);
  }

  private static Sequential features(Shape input, Conv2d.Config first) {
    return new NumberedLayers(input)
        .add(first.build())
        .add(new ReLU())
        .add(pool())
        .add(padded(64, 192, 5).build())
        .add(new ReLU())
        .add(pool())
        .add(padded(192, 384, 3).build())
        .add(new ReLU())
        .add(padded(384, 256, 3).build())
        .add(new ReLU())
        .add(padded(256, 256, 3).build())
        .add(new ReLU())
        .add(pool())
        .build();
  }

  private static MaxPool2d pool() {
    return MaxPool2d.Config.of(3).stride(2).build();
  }

  private static Sequential classifier(int features, int units, int classes) {
    return Sequential.of(
        new Dropout(DROPOUT),
        new Linear(features, units),
        new ReLU(),
        new Dropout(DROPOUT),
        new Linear(units, units),
        new ReLU(),
        new Linear(units, classes));
  }
}
