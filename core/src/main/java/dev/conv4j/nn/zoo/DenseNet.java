package dev.conv4j.nn.zoo;

import dev.conv4j.nn.AdaptiveAvgPool2d;
import dev.conv4j.nn.AvgPool2d;
import dev.conv4j.nn.BatchNorm2d;
import dev.conv4j.nn.Concat;
import dev.conv4j.nn.Conv2d;
import dev.conv4j.nn.Flatten;
import dev.conv4j.nn.Initialization;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.Linear;
import dev.conv4j.nn.MaxPool2d;
import dev.conv4j.nn.ReLU;
import dev.conv4j.nn.Sequential;
import dev.conv4j.tensor.Shape;

/**
 * Networks in whose blocks every layer sees the outputs of all before it (Huang et al. 2016,
 * arXiv:1608.06993), with torchvision's names, such as {@code
 * features.denseblock1.denselayer1.norm1.weight}.
 */
final class DenseNet {
  private static final int FIRST_CHANNELS = 64;

  /** Channels that each layer adds. */
  private static final int GROWTH = 32;

  /** Channels between the two convolutions of a layer. */
  private static final int BOTTLENECK = 4 * GROWTH;

  private DenseNet() {}

  /**
   * The network.
   *
   * @param layers how many each block has; between blocks channels and sides are halved
   */
  static Layer of(Shape input, int classes, int... layers) {
    Sequential.Builder features = Sequential.builder();
    addStem(features, input);
    int channels = FIRST_CHANNELS;
    for (int block = 0; block < layers.length; block++) {
      features.add("denseblock" + (block + 1), block(channels, layers[block]));
      channels += layers[block] * GROWTH;
      if (block + 1 < layers.length) {
        features.add("transition" + (block + 1), transition(channels));
        channels /= 2;
      }
    }
    features.add("norm5", new BatchNorm2d(channels));
    return Sequential.builder()
        .add("features", features.build())
        .add("relu", new ReLU())
        .add("avgpool", new AdaptiveAvgPool2d(1, 1))
        .add("flatten", new Flatten())
        .add("classifier", new Linear(channels, classes))
        .build();
  }

  private static void addStem(Sequential.Builder features, Shape input) {
    int in = input.intExtent(0);
    boolean large = Parts.isLarge(input);
    features
        .add("conv0", large ? convolution(in, FIRST_CHANNELS, 7, 2) : same(in, FIRST_CHANNELS, 3))
        .add("norm0", new BatchNorm2d(FIRST_CHANNELS))
        .add("relu0", new ReLU());
    if (large) {
      features.add("pool0", MaxPool2d.Config.of(3).stride(2).padding(1).build());
    }
  }

  private static Conv2d same(int in, int out, int kernel) {
    return convolution(in, out, kernel, 1);
  }

  private static Conv2d convolution(int in, int out, int kernel, int stride) {
    return Parts.convolution(in, out, kernel)
        .stride(stride)
        .initialization(Initialization.HE_NORMAL)
        .build();
  }

  private static Sequential block(int channels, int layers) {
    Sequential.Builder block = Sequential.builder();
    for (int layer = 0; layer < layers; layer++) {
      block.add("denselayer" + (layer + 1), dense(channels + layer * GROWTH));
    }
    return block.build();
  }

  /** What comes in, and behind it the channels that the layer makes of it. */
  private static Concat dense(int in) {
    Sequential more =
        Sequential.builder()
            .add("norm1", new BatchNorm2d(in))
            .add("relu1", new ReLU())
            .add("conv1", same(in, BOTTLENECK, 1))
            .add("norm2", new BatchNorm2d(BOTTLENECK))
            .add("relu2", new ReLU())
            .add("conv2", same(BOTTLENECK, GROWTH, 3))
            .build();
    return Concat.builder().add(Sequential.of()).add(more).build();
  }

  private static Sequential transition(int in) {
    return Sequential.builder()
        .add("norm", new BatchNorm2d(in))
        .add("relu", new ReLU())
        .add("conv", same(in, in / 2, 1))
        .add("pool", new AvgPool2d(2))
        .build();
  }
}
