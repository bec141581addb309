package dev.conv4j.nn.zoo;

import dev.conv4j.nn.AdaptiveAvgPool2d;
import dev.conv4j.nn.BatchNorm2d;
import dev.conv4j.nn.Conv2d;
import dev.conv4j.nn.Dropout;
import dev.conv4j.nn.Flatten;
import dev.conv4j.nn.Initialization;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.Linear;
import dev.conv4j.nn.ReLU6;
import dev.conv4j.nn.Residual;
import dev.conv4j.nn.Sequential;
import dev.conv4j.tensor.Shape;

/**
 * MobileNetV2 (Sandler et al. 2018, arXiv:1801.04381), with torchvision's names, such as {@code
 * features.2.conv.1.0.weight}.
 */
final class MobileNet {
  private static final float DROPOUT = 0.2f;
  private static final int FIRST_CHANNELS = 32;
  private static final int LAST_CHANNELS = 1280;

  /** Of each stage: how far channels are expanded, channels, blocks, and the first's stride. */
  private static final int[][] STAGES = {
    {1, 16, 1, 1},
    {6, 24, 2, 2},
    {6, 32, 3, 2},
    {6, 64, 4, 2},
    {6, 96, 3, 1},
    {6, 160, 3, 2},
    {6, 320, 1, 1}
  };

  private MobileNet() {}

  static Layer version2(Shape input, int classes) {
    boolean large = Parts.isLarge(input);
    NumberedLayers features = new NumberedLayers(input);
    features.add(unit(convolution(input.intExtent(0), FIRST_CHANNELS, 3).stride(large ? 2 : 1)));
    for (int stage = 0; stage < STAGES.length; stage++) {
      int[] s = STAGES[stage];
      int stride = stage == 1 && !large ? 1 : s[3];
      for (int block = 0; block < s[2]; block++) {
        features.add(block(features.channels(), s[1], block == 0 ? stride : 1, s[0]));
      }
    }
    features.add(unit(convolution(features.channels(), LAST_CHANNELS, 1)));
    Linear last =
        Linear.Config.of(LAST_CHANNELS, classes)
            .initialization(Initialization.SMALL_NORMAL)
            .build();
    return Sequential.builder()
        .add("features", features.build())
        .add("avgpool", new AdaptiveAvgPool2d(1, 1))
        .add("flatten", new Flatten())
        .add("classifier", Sequential.of(new Dropout(DROPOUT), last))
        .build();
  }

  private static Conv2d.Config convolution(int in, int out, int kernel) {
    return Parts.convolution(in, out, kernel).initialization(Initialization.HE_NORMAL_FAN_OUT);
  }

  private static Sequential unit(Conv2d.Config convolution) {
    return Parts.normalized(convolution, new ReLU6.Config());
  }

  /** Channels are expanded, filtered one by one, and brought together again. */
  private static Layer block(int in, int out, int stride, int expansion) {
    int expanded = in * expansion;
    Sequential.Builder body = Sequential.builder();
    int next = 0;
    if (expansion != 1) {
      body.add(Integer.toString(next++), unit(convolution(in, expanded, 1)));
    }
    Conv2d.Config depthwise = convolution(expanded, expanded, 3).stride(stride).groups(expanded);
    body.add(Integer.toString(next++), unit(depthwise))
        .add(Integer.toString(next++), convolution(expanded, out, 1).build())
        .add(Integer.toString(next), new BatchNorm2d(out));
    if (stride == 1 && in == out) {
      return Residual.Config.of(body.build().config()).bodyName("conv").build();
    }
    return Sequential.builder().add("conv", body.build()).build();
  }
}
