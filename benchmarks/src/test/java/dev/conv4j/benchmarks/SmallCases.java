package dev.conv4j.benchmarks;

import dev.conv4j.nn.Layer;
import dev.conv4j.nn.zoo.Zoo;
import dev.conv4j.tensor.Shape;
import java.util.List;
import java.util.function.Supplier;

/** Every kind of case, small enough for a test. */
final class SmallCases {
  private SmallCases() {}

  static List<Case> all() {
    Shape mnist = Shape.of(1, 28, 28);
    Supplier<Layer.Config> lecture = () -> Zoo.network("lecture", mnist, 10).config();
    return List.of(
        new NetworkCase("lecture", lecture, mnist, 3, NetworkCase.Mode.TRAINING_STEP),
        new NetworkCase("lecture", lecture, mnist, 3, NetworkCase.Mode.INFERENCE),
        resnet(NetworkCase.Mode.TRAINING_STEP),
        resnet(NetworkCase.Mode.INFERENCE),
        new ConvolutionCase(2, 3, 3, 2, 1, 9, 2, true),
        new ConvolutionCase(2, 3, 1, 1, 0, 5, 1, false),
        new ConvolutionCase(4, 4, 3, 1, 1, 4, 7, 2, true),
        new ProductCase(17));
  }

  static NetworkCase resnet(NetworkCase.Mode mode) {
    // So small that few inputs of a ReLU are so near 0 that rounding decides their gradient.
    Shape image = Shape.of(3, 12, 12);
    return new NetworkCase(
        "ResNet-18", () -> Zoo.network("resnet18", image, 10).config(), image, 4, mode);
  }
}
