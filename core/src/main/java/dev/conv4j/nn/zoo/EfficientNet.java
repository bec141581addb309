package dev.conv4j.nn.zoo;

import dev.conv4j.nn.AdaptiveAvgPool2d;
import dev.conv4j.nn.Conv2d;
import dev.conv4j.nn.Dropout;
import dev.conv4j.nn.Flatten;
import dev.conv4j.nn.Initialization;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.Linear;
import dev.conv4j.nn.Residual;
import dev.conv4j.nn.Sequential;
import dev.conv4j.nn.SiLU;
import dev.conv4j.nn.Sigmoid;
import dev.conv4j.nn.SqueezeExcitation;
import dev.conv4j.nn.StochasticDepth;
import dev.conv4j.tensor.Shape;

/**
 * EfficientNet-B0 (Tan and Le 2019, arXiv:1905.11946), with torchvision's names, such as {@code
 * features.2.0.block.1.0.weight}.
 */
final class EfficientNet {
  private static final float DROPOUT = 0.2f;
  private static final int FIRST_CHANNELS = 32;
  private static final int LAST_CHANNELS = 1280;

  /** The share of images that the last block is left out for; it grows evenly from 0. */
  private static final float LEFT_OUT = 0.2f;

  private static final Layer.Config ACTIVATION = new SiLU.Config();

  /**
   * A row of the paper's table 1.
   *
   * @param expansion how far channels are expanded
   * @param stride of the first block
   */
  private record Stage(int expansion, int kernel, int stride, int out, int blocks) {}

  private static final Stage[] STAGES = {
    new Stage(1, 3, 1, 16, 1),
    new Stage(6, 3, 2, 24, 2),
    new Stage(6, 5, 2, 40, 2),
    new Stage(6, 3, 2, 80, 3),
    new Stage(6, 5, 1, 112, 3),
    new Stage(6, 5, 2, 192, 4),
    new Stage(6, 3, 1, 320, 1)
  };

  private static final int BLOCKS = 16;

  private EfficientNet() {}

  static Layer b0(Shape input, int classes) {
    boolean large = Parts.isLarge(input);
    NumberedLayers features = new NumberedLayers(input);
    features.add(unit(convolution(input.intExtent(0), FIRST_CHANNELS, 3).stride(large ? 2 : 1)));
    int before = 0;
    for (int stage = 0; stage < STAGES.length; stage++) {
      int stride = stage == 1 && !large ? 1 : STAGES[stage].stride();
      features.add(stage(features.channels(), STAGES[stage], stride, before));
      before += STAGES[stage].blocks();
    }
    features.add(unit(convolution(features.channels(), LAST_CHANNELS, 1)));
    return Sequential.builder()
        .add("features", features.build())
        .add("avgpool", new AdaptiveAvgPool2d(1, 1))
        .add("flatten", new Flatten())
        .add("classifier", Sequential.of(new Dropout(DROPOUT), new Linear(LAST_CHANNELS, classes)))
        .build();
  }

  private static Conv2d.Config convolution(int in, int out, int kernel) {
    return Parts.convolution(in, out, kernel).initialization(Initialization.HE_NORMAL_FAN_OUT);
  }

  private static Sequential unit(Conv2d.Config convolution) {
    return Parts.normalized(convolution, ACTIVATION);
  }

  private static Sequential stage(int in, Stage stage, int stride, int before) {
    Sequential.Builder blocks = Sequential.builder();
    for (int i = 0; i < stage.blocks(); i++) {
      float leftOut = LEFT_OUT * (before + i) / BLOCKS;
      Layer block =
          i == 0 ? block(in, stage, stride, leftOut) : block(stage.out(), stage, 1, leftOut);
      blocks.add(Integer.toString(i), block);
    }
    return blocks.build();
  }

  /** Channels are expanded, filtered one by one, weighed, and brought together again. */
  private static Layer block(int in, Stage stage, int stride, float leftOut) {
    int expanded = in * stage.expansion();
    Sequential.Builder body = Sequential.builder();
    int next = 0;
    if (expanded != in) {
      body.add(Integer.toString(next++), unit(convolution(in, expanded, 1)));
    }
    Conv2d.Config depthwise =
        convolution(expanded, expanded, stage.kernel()).stride(stride).groups(expanded);
    body.add(Integer.toString(next++), unit(depthwise))
        .add(Integer.toString(next++), weighing(expanded, Math.max(in / 4, 1)))
        .add(Integer.toString(next), Parts.normalized(convolution(expanded, stage.out(), 1), null));
    Sequential.Builder block = Sequential.builder().add("block", body.build());
    if (stride == 1 && in == stage.out()) {
      block.add("stochastic_depth", new StochasticDepth(leftOut));
      return Residual.Config.of(block.build().config()).withoutBodyName().build();
    }
    return block.build();
  }

  private static SqueezeExcitation weighing(int channels, int squeezed) {
    return SqueezeExcitation.Config.of(channels, squeezed, ACTIVATION, new Sigmoid.Config())
        .initialization(Initialization.HE_NORMAL_FAN_OUT)
        .build();
  }
}
