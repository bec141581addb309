package dev.conv4j.nn.zoo;

import dev.conv4j.nn.AdaptiveAvgPool2d;
import dev.conv4j.nn.AuxiliaryHead;
import dev.conv4j.nn.BatchNorm2d;
import dev.conv4j.nn.Concat;
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
 * GoogLeNet (Szegedy et al. 2014, arXiv:1409.4842) with batch norm, with torchvision's names, such
 * as {@code inception3a.branch2.0.conv.weight}, and like it with 3×3 filters in the third branch,
 * where the paper has 5×5.
 */
final class GoogLeNet {
  private static final float EPSILON = 1e-3f;
  private static final float DROPOUT = 0.2f;
  private static final float HEAD_DROPOUT = 0.7f;
  private static final float HEAD_WEIGHT = 0.3f;

  private GoogLeNet() {}

  /**
   * The network.
   *
   * @param heads whether it has the two auxiliary classifiers
   */
  static Layer of(Shape input, int classes, boolean heads) {
    Sequential.Builder network = Sequential.builder();
    addStem(network, input);
    network
        .add("inception3a", inception(192, 64, 96, 128, 16, 32, 32))
        .add("inception3b", inception(256, 128, 128, 192, 32, 96, 64))
        .add("maxpool3", pool(3))
        .add("inception4a", inception(480, 192, 96, 208, 16, 48, 64));
    addHead(network, "aux1", 512, classes, heads);
    network
        .add("inception4b", inception(512, 160, 112, 224, 24, 64, 64))
        .add("inception4c", inception(512, 128, 128, 256, 24, 64, 64))
        .add("inception4d", inception(512, 112, 144, 288, 32, 64, 64));
    addHead(network, "aux2", 528, classes, heads);
    return network
        .add("inception4e", inception(528, 256, 160, 320, 32, 128, 128))
        .add("maxpool4", pool(2))
        .add("inception5a", inception(832, 256, 160, 320, 32, 128, 128))
        .add("inception5b", inception(832, 384, 192, 384, 48, 128, 128))
        .add("avgpool", new AdaptiveAvgPool2d(1, 1))
        .add("flatten", new Flatten())
        .add("dropout", new Dropout(DROPOUT))
        .add("fc", linear(1024, classes))
        .build();
  }

  private static void addStem(Sequential.Builder network, Shape input) {
    int in = input.intExtent(0);
    boolean large = Parts.isLarge(input);
    network.add("conv1", large ? unit(in, 64, 7, 2) : unit(in, 64, 3, 1));
    if (large) {
      network.add("maxpool1", pool(3));
    }
    network.add("conv2", unit(64, 64, 1, 1)).add("conv3", unit(64, 192, 3, 1));
    if (large) {
      network.add("maxpool2", pool(3));
    }
  }

  private static MaxPool2d pool(int window) {
    return MaxPool2d.Config.of(window).stride(2).ceilMode(true).build();
  }

  /** A convolution that keeps the size at stride 1, batch norm, and a rectifier. */
  private static Sequential unit(int in, int out, int kernel, int stride) {
    Conv2d convolution =
        Parts.convolution(in, out, kernel)
            .stride(stride)
            .initialization(Initialization.SMALL_NORMAL)
            .build();
    return Sequential.builder()
        .add("conv", convolution)
        .add("bn", BatchNorm2d.Config.of(out).epsilon(EPSILON).build())
        .add("relu", new ReLU())
        .build();
  }

  /**
   * Four branches side by side.
   *
   * @param single filters of 1×1
   * @param squeezed2 channels before the {@code wide2} filters of the second branch
   * @param squeezed3 channels before the {@code wide3} filters of the third branch
   * @param pooled filters behind the pooling of the fourth branch
   */
  private static Concat inception(
      int in, int single, int squeezed2, int wide2, int squeezed3, int wide3, int pooled) {
    MaxPool2d pool = MaxPool2d.Config.of(3).stride(1).padding(1).ceilMode(true).build();
    return Concat.builder()
        .add("branch1", unit(in, single, 1, 1))
        .add("branch2", Sequential.of(unit(in, squeezed2, 1, 1), unit(squeezed2, wide2, 3, 1)))
        .add("branch3", Sequential.of(unit(in, squeezed3, 1, 1), unit(squeezed3, wide3, 3, 1)))
        .add("branch4", Sequential.of(pool, unit(in, pooled, 1, 1)))
        .build();
  }

  private static void addHead(
      Sequential.Builder network, String name, int in, int classes, boolean wanted) {
    if (wanted) {
      Sequential head =
          Sequential.builder()
              .add("avgpool", new AdaptiveAvgPool2d(4, 4))
              .add("conv", unit(in, 128, 1, 1))
              .add("flatten", new Flatten())
              .add("fc1", linear(128 * 16, 1024))
              .add("relu", new ReLU())
              .add("dropout", new Dropout(HEAD_DROPOUT))
              .add("fc2", linear(1024, classes))
              .build();
      network.add(name, new AuxiliaryHead(head, HEAD_WEIGHT));
    }
  }

  private static Linear linear(int in, int out) {
    return Linear.Config.of(in, out).initialization(Initialization.SMALL_NORMAL).build();
  }
}
