package dev.conv4j.nn.zoo;

import dev.conv4j.nn.AdaptiveAvgPool2d;
import dev.conv4j.nn.AvgPool2d;
import dev.conv4j.nn.BatchNorm2d;
import dev.conv4j.nn.Flatten;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.Linear;
import dev.conv4j.nn.PadChannels;
import dev.conv4j.nn.ReLU;
import dev.conv4j.nn.Residual;
import dev.conv4j.nn.Sequential;
import dev.conv4j.tensor.Shape;

/**
 * The small residual networks of He et al. 2015, section 4.2 (arXiv:1512.03385): three stages of
 * 16, 32 and 64 channels. Shortcuts have no parameters: every second pixel, and channels of zeros
 * (option A there). Parameters are named as those of the large networks.
 */
final class CifarResNet {
  private static final int FIRST_CHANNELS = 16;
  private static final int STAGES = 3;

  private CifarResNet() {}

  /**
   * The network.
   *
   * @param blocks of two convolutions in each stage
   */
  static Layer of(Shape input, int classes, int blocks) {
    Sequential.Builder network =
        Sequential.builder()
            .add("conv1", ResNet.convolution(input.intExtent(0), FIRST_CHANNELS, 3).build())
            .add("bn1", new BatchNorm2d(FIRST_CHANNELS))
            .add("relu", new ReLU());
    int in = FIRST_CHANNELS;
    for (int stage = 0; stage < STAGES; stage++) {
      int out = FIRST_CHANNELS << stage;
      network.add("layer" + (stage + 1), stage(in, out, blocks));
      in = out;
    }
    return network
        .add("avgpool", new AdaptiveAvgPool2d(1, 1))
        .add("flatten", new Flatten())
        .add("fc", new Linear(in, classes))
        .build();
  }

  private static Sequential stage(int in, int out, int blocks) {
    Sequential.Builder stage = Sequential.builder();
    for (int i = 0; i < blocks; i++) {
      Residual block = i == 0 && in != out ? shrinking(in, out) : same(out);
      stage.add(Integer.toString(i), block).add("relu" + i, new ReLU());
    }
    return stage.build();
  }

  private static Residual same(int channels) {
    return block(ResNet.basic(channels, channels, 1)).build();
  }

  private static Residual shrinking(int in, int out) {
    int more = (out - in) / 2;
    Sequential past =
        Sequential.of(AvgPool2d.Config.of(1).stride(2).build(), new PadChannels(more, more));
    return block(ResNet.basic(in, out, 2)).shortcut(past.config()).build();
  }

  private static Residual.Config block(Sequential body) {
    return Residual.Config.of(body.config()).withoutBodyName().shortcutName("downsample");
  }
}
