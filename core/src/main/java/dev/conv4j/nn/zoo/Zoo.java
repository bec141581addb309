package dev.conv4j.nn.zoo;

import dev.conv4j.Conv4jException;
import dev.conv4j.Problem;
import dev.conv4j.nn.Conv2d;
import dev.conv4j.nn.Flatten;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.Linear;
import dev.conv4j.nn.MaxPool2d;
import dev.conv4j.nn.Model;
import dev.conv4j.nn.Normalization;
import dev.conv4j.nn.ReLU;
import dev.conv4j.nn.Sequential;
import dev.conv4j.tensor.Shape;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/** Ready-made networks by their names. */
public final class Zoo {
  /**
   * From this many pixels on the shorter side, residual networks have the stem for large images.
   */
  static final int RESNET_LARGE = 64;

  private static final Map<String, BiFunction<Shape, Integer, Layer>> NETWORKS =
      Map.of("lecture", Zoo::lecture, "resnet18", Zoo::resnet18);

  private Zoo() {}

  /** The names of all networks, in alphabetical order. */
  public static List<String> names() {
    return NETWORKS.keySet().stream().sorted().toList();
  }

  /**
   * The network of this name.
   *
   * @param input {@code [C, H, W]} of one image
   * @throws Conv4jException if there is none
   */
  public static Layer network(String name, Shape input, int classes) {
    BiFunction<Shape, Integer, Layer> network = NETWORKS.get(name);
    if (network == null) {
      throw new Conv4jException(
          new Problem("model", "one of " + String.join(", ", names()), "'" + name + "'", ""));
    }
    return network.apply(input, classes);
  }

  /**
   * The network of the lecture: two convolutions, each pooled and rectified, and one linear layer.
   * For {@code 1×28×28} images and 10 classes it has 8,490 parameters: {@code 28 → 24 → 12 → 8 →
   * 4}, 320 features.
   *
   * @param input {@code [C, H, W]} of one image, at least 16×16
   */
  public static Layer lecture(Shape input, int classes) {
    Sequential features =
        Sequential.builder()
            .add("conv1", new Conv2d(input.intExtent(0), 10, 5))
            .add("pool1", new MaxPool2d(2))
            .add("relu1", new ReLU())
            .add("conv2", new Conv2d(10, 20, 5))
            .add("pool2", new MaxPool2d(2))
            .add("relu2", new ReLU())
            .add("flatten", new Flatten())
            .build();
    return features.then("fc", new Linear(featureCount(features, input), classes));
  }

  /**
   * The network of the lecture for the images that it was made for, digits as in MNIST: {@code
   * 1×28×28}, the classes 0 to 9, normalised as usual with that data set. Without weights.
   */
  public static Model lectureModel() {
    Shape image = Shape.of(1, 28, 28);
    List<String> digits = IntStream.range(0, 10).mapToObj(Integer::toString).toList();
    return new Model("lecture", lecture(image, digits.size()), image, digits, Normalization.MNIST);
  }

  /**
   * The residual network of 18 layers (He et al. 2015, arXiv:1512.03385), with torchvision's names
   * of parameters and first weights. For {@code 3×224×224} images and 1,000 classes it has
   * 11,689,512 parameters.
   *
   * <p>Images of 64 pixels or more on the shorter side enter through a convolution of 7×7 with
   * stride 2 and a maximum over 3×3 with stride 2, as in that paper's section 4.1; smaller ones
   * through a convolution of 3×3 with stride 1, as in its section 4.2.
   *
   * @param input {@code [C, H, W]} of one image, of any size
   */
  public static Layer resnet18(Shape input, int classes) {
    return ResNet.of(input, classes, 2, 2, 2, 2);
  }

  private static int featureCount(Layer features, Shape input) {
    return features.outputShape(input.batched(1)).intExtent(1);
  }
}
