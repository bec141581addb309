package dev.conv4j.testkit.libtorch;

import dev.conv4j.nn.AdaptiveAvgPool2d;
import dev.conv4j.nn.AdaptiveMaxPool2d;
import dev.conv4j.nn.AvgPool2d;
import dev.conv4j.nn.Conv2d;
import dev.conv4j.nn.ConvTranspose2d;
import dev.conv4j.nn.Initialization;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.MaxPool2d;
import dev.conv4j.tensor.PaddingMode;
import dev.conv4j.tensor.RandomStream;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Size2d;
import java.util.List;

/** Layers that slide, with all their settings and the images drawn. */
record RandomLayers(RandomStream random) {
  private static final List<PaddingMode> MODES = List.of(PaddingMode.values());
  private static final Size2d ONE = Size2d.square(1);

  /** A layer, and what it gets. */
  record Case(Layer.Config config, Shape input) {}

  Case convolution() {
    int groups = yes() ? 1 : number(1, 4);
    int in = groups * number(1, 6);
    int out = groups * number(1, 6);
    boolean same = number(1, 4) == 1;
    PaddingMode mode = yes() ? PaddingMode.ZEROS : MODES.get(number(0, MODES.size() - 1));
    Conv2d.Config config =
        new Conv2d.Config(
            in,
            out,
            size(1, 5),
            same ? ONE : size(1, 3),
            same ? Size2d.square(0) : size(0, 4),
            yes() ? ONE : size(1, 3),
            groups,
            yes(),
            Initialization.FAN_IN_UNIFORM,
            same,
            mode);
    return new Case(config, images(in, 3, 20));
  }

  Case transposedConvolution() {
    int groups = number(1, 3);
    int in = groups * number(1, 4);
    Size2d stride = size(1, 4);
    Size2d dilation = size(1, 3);
    ConvTranspose2d.Config config =
        new ConvTranspose2d.Config(
            in,
            groups * number(1, 4),
            size(1, 5),
            stride,
            size(0, 3),
            new Size2d(
                number(0, Math.max(stride.height(), dilation.height()) - 1),
                number(0, Math.max(stride.width(), dilation.width()) - 1)),
            dilation,
            groups,
            yes(),
            Initialization.FAN_IN_UNIFORM);
    return new Case(config, images(in, 1, 8));
  }

  Case maxPooling() {
    Size2d window = size(1, 5);
    MaxPool2d.Config config =
        new MaxPool2d.Config(window, size(1, 5), halfOf(window), size(1, 3), yes());
    return new Case(config, images(number(1, 5), 1, 20));
  }

  Case averagePooling() {
    Size2d window = size(1, 5);
    AvgPool2d.Config config =
        new AvgPool2d.Config(window, size(1, 5), halfOf(window), yes(), yes());
    return new Case(config, images(number(1, 5), 1, 20));
  }

  Case adaptivePooling() {
    Size2d size = size(1, 23);
    Layer.Config config =
        yes() ? new AdaptiveAvgPool2d.Config(size) : new AdaptiveMaxPool2d.Config(size);
    return new Case(config, images(number(1, 5), 1, 20));
  }

  private Shape images(int channels, int least, int most) {
    return Shape.of(number(1, 3), channels, number(least, most), number(least, most));
  }

  /** As much padding as libtorch allows. */
  private Size2d halfOf(Size2d window) {
    return new Size2d(number(0, window.height() / 2), number(0, window.width() / 2));
  }

  private Size2d size(int least, int most) {
    return new Size2d(number(least, most), number(least, most));
  }

  private int number(int least, int most) {
    return least + random.nextInt(most - least + 1);
  }

  private boolean yes() {
    return random.nextInt(2) == 1;
  }
}
