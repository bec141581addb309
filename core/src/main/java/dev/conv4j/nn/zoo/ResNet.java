package dev.conv4j.nn.zoo;

import dev.conv4j.nn.AdaptiveAvgPool2d;
import dev.conv4j.nn.BatchNorm2d;
import dev.conv4j.nn.Conv2d;
import dev.conv4j.nn.Flatten;
import dev.conv4j.nn.Initialization;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.Linear;
import dev.conv4j.nn.MaxPool2d;
import dev.conv4j.nn.ReLU;
import dev.conv4j.nn.Residual;
import dev.conv4j.nn.Sequential;
import dev.conv4j.tensor.Shape;

/**
 * Residual networks (He et al. 2015, arXiv:1512.03385, section 4.1). Parameters have torchvision's
 * names, such as {@code layer2.0.downsample.0.weight}; what has no parameters has names of its own.
 */
final class ResNet {
  private static final int FIRST_CHANNELS = 64;

  /** What a block does beside its shortcut. */
  enum Block {
    /** Two convolutions of 3×3. */
    BASIC(1),
    /** Fewer channels by a 1×1 convolution, one of 3×3, which has the stride, and more again. */
    BOTTLENECK(4);

    /** Channels that come out for each of the 3×3 convolution. */
    private final int expansion;

    Block(int expansion) {
      this.expansion = expansion;
    }
  }

  private ResNet() {}

  /**
   * The network.
   *
   * @param blocks how many blocks each stage has; from the second stage on, a stage begins with
   *     stride 2 and has twice the channels of the one before
   */
  static Layer of(Shape input, int classes, Block kind, int... blocks) {
    Sequential.Builder network = Sequential.builder();
    addStem(network, input);
    int in = FIRST_CHANNELS;
    for (int stage = 0; stage < blocks.length; stage++) {
      int width = FIRST_CHANNELS << stage;
      int stride = stage == 0 ? 1 : 2;
      network.add("layer" + (stage + 1), stage(kind, in, width, blocks[stage], stride));
      in = width * kind.expansion;
    }
    return network
        .add("avgpool", new AdaptiveAvgPool2d(1, 1))
        .add("flatten", new Flatten())
        .add("fc", new Linear(in, classes))
        .build();
  }

  private static void addStem(Sequential.Builder network, Shape input) {
    int channels = input.intExtent(0);
    boolean large = Parts.isLarge(input);
    Conv2d.Config convolution =
        large
            ? convolution(channels, FIRST_CHANNELS, 7).stride(2)
            : convolution(channels, FIRST_CHANNELS, 3);
    network
        .add("conv1", convolution.build())
        .add("bn1", new BatchNorm2d(FIRST_CHANNELS))
        .add("relu", new ReLU());
    if (large) {
      network.add("maxpool", new MaxPool2d(MaxPool2d.Config.of(3).stride(2).padding(1)));
    }
  }

  private static Sequential stage(Block kind, int in, int width, int blocks, int stride) {
    int out = width * kind.expansion;
    Sequential.Builder stage = Sequential.builder();
    for (int i = 0; i < blocks; i++) {
      Layer block = i == 0 ? block(kind, in, width, stride) : block(kind, out, width, 1);
      stage.add(Integer.toString(i), block).add("relu" + i, new ReLU());
    }
    return stage.build();
  }

  /** The convolutions and what goes past them; without the rectifier behind the sum. */
  private static Residual block(Block kind, int in, int width, int stride) {
    int out = width * kind.expansion;
    Sequential body =
        switch (kind) {
          case BASIC -> basic(in, out, stride);
          case BOTTLENECK -> bottleneck(in, width, out, stride);
        };
    Residual.Config block =
        Residual.Config.of(body.config()).withoutBodyName().shortcutName("downsample");
    if (in == out && stride == 1) {
      return block.build();
    }
    Conv2d projection = convolution(in, out, 1).stride(stride).build();
    return block.shortcut(Sequential.of(projection, new BatchNorm2d(out)).config()).build();
  }

  /** Two convolutions of 3×3. */
  static Sequential basic(int in, int out, int stride) {
    return Sequential.builder()
        .add("conv1", convolution(in, out, 3).stride(stride).build())
        .add("bn1", new BatchNorm2d(out))
        .add("relu", new ReLU())
        .add("conv2", convolution(out, out, 3).build())
        .add("bn2", new BatchNorm2d(out))
        .build();
  }

  private static Sequential bottleneck(int in, int width, int out, int stride) {
    return Sequential.builder()
        .add("conv1", convolution(in, width, 1).build())
        .add("bn1", new BatchNorm2d(width))
        .add("relu1", new ReLU())
        .add("conv2", convolution(width, width, 3).stride(stride).build())
        .add("bn2", new BatchNorm2d(width))
        .add("relu2", new ReLU())
        .add("conv3", convolution(width, out, 1).build())
        .add("bn3", new BatchNorm2d(out))
        .build();
  }

  static Conv2d.Config convolution(int in, int out, int kernel) {
    return Parts.convolution(in, out, kernel).initialization(Initialization.HE_NORMAL_FAN_OUT);
  }
}
