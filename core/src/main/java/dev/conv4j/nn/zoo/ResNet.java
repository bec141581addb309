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
 * Residual networks of basic blocks (He et al. 2015, arXiv:1512.03385, section 4.1). Parameters
 * have torchvision's names, such as {@code layer2.0.downsample.0.weight}; what has no parameters
 * has names of its own.
 */
final class ResNet {
  private static final int FIRST_CHANNELS = 64;

  private ResNet() {}

  /**
   * The network.
   *
   * @param blocks how many blocks each stage has; from the second stage on, a stage begins with
   *     stride 2 and has twice the channels of the one before
   */
  static Layer of(Shape input, int classes, int... blocks) {
    Sequential.Builder network = Sequential.builder();
    addStem(network, input);
    int in = FIRST_CHANNELS;
    for (int stage = 0; stage < blocks.length; stage++) {
      int out = FIRST_CHANNELS << stage;
      network.add("layer" + (stage + 1), stage(in, out, blocks[stage], stage == 0 ? 1 : 2));
      in = out;
    }
    return network
        .add("avgpool", new AdaptiveAvgPool2d(1, 1))
        .add("flatten", new Flatten())
        .add("fc", new Linear(in, classes))
        .build();
  }

  private static void addStem(Sequential.Builder network, Shape input) {
    int channels = input.intExtent(0);
    boolean large = Math.min(input.extent(1), input.extent(2)) >= Zoo.RESNET_LARGE;
    Conv2d.Config convolution =
        large
            ? convolution(channels, FIRST_CHANNELS, 7).stride(2).padding(3)
            : convolution(channels, FIRST_CHANNELS, 3).padding(1);
    network
        .add("conv1", new Conv2d(convolution))
        .add("bn1", new BatchNorm2d(FIRST_CHANNELS))
        .add("relu", new ReLU());
    if (large) {
      network.add("maxpool", new MaxPool2d(MaxPool2d.Config.of(3).stride(2).padding(1)));
    }
  }

  private static Sequential stage(int in, int out, int blocks, int stride) {
    Sequential.Builder stage = Sequential.builder();
    for (int block = 0; block < blocks; block++) {
      stage
          .add(Integer.toString(block), block == 0 ? block(in, out, stride) : block(out, out, 1))
          .add("relu" + block, new ReLU());
    }
    return stage.build();
  }

  /** Two convolutions and what goes past them; without the rectifier behind the sum. */
  static Residual block(int in, int out, int stride) {
    Sequential body =
        Sequential.builder()
            .add("conv1", new Conv2d(convolution(in, out, 3).stride(stride).padding(1)))
            .add("bn1", new BatchNorm2d(out))
            .add("relu", new ReLU())
            .add("conv2", new Conv2d(convolution(out, out, 3).padding(1)))
            .add("bn2", new BatchNorm2d(out))
            .build();
    Residual.Config block =
        Residual.Config.of(body.config()).withoutBodyName().shortcutName("downsample");
    if (in == out && stride == 1) {
      return block.build();
    }
    Conv2d projection = new Conv2d(convolution(in, out, 1).stride(stride));
    return block.shortcut(Sequential.of(projection, new BatchNorm2d(out)).config()).build();
  }

  private static Conv2d.Config convolution(int in, int out, int kernel) {
    return Conv2d.Config.of(in, out, kernel)
        .withoutBias()
        .initialization(Initialization.HE_NORMAL_FAN_OUT);
  }
}
