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
    Size size = Parts.isLarge(input) ? Size.LARGE : Size.SMALL;
    return Sequential.builder()
        .add("features", features(input, size, normalized, convolutions))
        .add("avgpool", new AdaptiveAvgPool2d(size.side, size.side))
        .add("flatten", new Flatten())
        .add("classifier", classifier(size, classes))
        .build();
  }

  private static Sequential features(
      Shape input, Size size, boolean normalized, int... convolutions) {
    NumberedLayers layers = new NumberedLayers(input);
    for (int stage = 0; stage < convolutions.length; stage++) {
      for (int i = 0; i < convolutions[stage]; i++) {
        layers.add(
            Conv2d.Config.of(layers.channels(), CHANNELS[stage], 3)
                .padding(1)
                .initialization(size.filters)
                .build());
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

  private static Sequential classifier(Size size, int classes) {
    return Sequential.of(
        linear(512 * size.side * size.side, size.units, size.hidden),
        new ReLU(),
        new Dropout(DROPOUT),
        linear(size.units, size.units, size.hidden),
        new ReLU(),
        new Dropout(DROPOUT),
        linear(size.units, classes, Initialization.SMALL_NORMAL));
  }

  private static Linear linear(int in, int out, Initialization initialization) {
    return Linear.Config.of(in, out).initialization(initialization).build();
  }

  /** What the size of the images decides. */
  private enum Size {
    /** As torchvision has and begins it. */
    LARGE(7, 4096, Initialization.HE_NORMAL_FAN_OUT, Initialization.SMALL_NORMAL),
    /**
     * A classifier of 512 units, after which torchvision's deviation of 0.01 would leave a 250th of
     * the features; these keep their deviation from layer to layer.
     */
    SMALL(1, 512, Initialization.HE_NORMAL, Initialization.HE_NORMAL);

    /** Rows and columns of features that the classifier sees. */
    final int side;

    final int units;
    final Initialization filters;
    final Initialization hidden;

    Size(int side, int units, Initialization filters, Initialization hidden) {
      this.side = side;
      this.units = units;
      this.filters = filters;
      this.hidden = hidden;
    }
  }
}
