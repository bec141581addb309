package dev.conv4j.nn.zoo;

import dev.conv4j.nn.BatchNorm2d;
import dev.conv4j.nn.Conv2d;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.Sequential;
import dev.conv4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** What several networks are made of. */
final class Parts {
  /** From this many pixels on the shorter side, networks have the stem for large images. */
  private static final int LARGE = 64;

  private Parts() {}

  /**
   * Whether images are so large that the first layers may shrink them as they do those of ImageNet.
   *
   * @param input {@code [C, H, W]} of one image
   */
  static boolean isLarge(Shape input) {
    return Math.min(input.extent(1), input.extent(2)) >= LARGE;
  }

  /** A convolution that keeps the size at stride 1, without a bias. */
  static Conv2d.Config convolution(int in, int out, int kernel) {
    return Conv2d.Config.of(in, out, kernel).padding(kernel / 2).withoutBias();
  }

  /** A convolution, batch norm, and an activation, under the names 0, 1 and 2. */
  static Sequential normalized(Conv2d.Config convolution, Layer.@Nullable Config activation) {
    Sequential.Builder parts =
        Sequential.builder()
            .add("0", convolution.build())
            .add("1", new BatchNorm2d(convolution.out()));
    if (activation != null) {
      parts.add("2", activation.build());
    }
    return parts.build();
  }
}
