package dev.conv4j.nn.zoo;

import dev.conv4j.nn.BatchNorm2d;
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
 * Networks for digits and the like that are a few convolutions with batch norm and one linear
 * layer. Images are pooled before they are normalised, which has a quarter of the work then.
 */
final class PlainNetworks {
  private static final float DROPPED = 0.3f;

  private PlainNetworks() {}

  /** The lecture's network with 16 and 32 channels, and batch norm. */
  static Layer lectureBn(Shape input, int classes) {
    Sequential.Builder features = Sequential.builder();
    addPooled(features, "1", Conv2d.Config.of(input.intExtent(0), 16, 5).withoutBias());
    addPooled(features, "2", Conv2d.Config.of(16, 32, 5).withoutBias());
    return classified(features.add("flatten", new Flatten()).build(), input, classes);
  }

  /** Five convolutions of 32 to 96 channels. */
  static Layer convnet5(Shape input, int classes) {
    Sequential.Builder features = Sequential.builder();
    addPooled(features, "1", Conv2d.Config.of(input.intExtent(0), 32, 5).withoutBias());
    add(features, "2", ResNet.convolution(32, 48, 3));
    addPooled(features, "3", ResNet.convolution(48, 48, 3));
    add(features, "4", ResNet.convolution(48, 96, 3).padding(0));
    add(features, "5", ResNet.convolution(96, 96, 3));
    features.add("flatten", new Flatten()).add("dropout", new Dropout(DROPPED));
    return classified(features.build(), input, classes);
  }

  private static Layer classified(Sequential features, Shape input, int classes) {
    int count = features.outputShape(input.batched(1)).intExtent(1);
    return features.then("fc", new Linear(count, classes));
  }

  private static void add(Sequential.Builder to, String number, Conv2d.Config convolution) {
    to.add("conv" + number, convolution.build());
    addNormalized(to, number, convolution.out());
  }

  private static void addPooled(Sequential.Builder to, String number, Conv2d.Config convolution) {
    to.add("conv" + number, convolution.build()).add("pool" + number, new MaxPool2d(2));
    addNormalized(to, number, convolution.out());
  }

  private static void addNormalized(Sequential.Builder to, String number, int channels) {
    to.add("bn" + number, new BatchNorm2d(channels)).add("relu" + number, new ReLU());
  }
}
