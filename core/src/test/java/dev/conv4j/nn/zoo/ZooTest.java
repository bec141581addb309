package dev.conv4j.nn.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.Conv4jException;
import dev.conv4j.ShapeException;
import dev.conv4j.autograd.Parameter;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.Layers;
import dev.conv4j.tensor.Shape;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every network: its parameters, and the sizes of images that it takes. */
class ZooTest {
  private static final Shape IMAGENET = Shape.of(3, 224, 224);

  static List<String> names() {
    return Zoo.names();
  }

  static List<String> torchvision() {
    return TorchvisionNames.networks();
  }

  private static Map<String, Parameter> parameters(String name, Shape input, int classes) {
    return Layers.parameters(Zoo.network(name, input, classes));
  }

  private static long learned(Map<String, Parameter> parameters) {
    return parameters.values().stream()
        .filter(Parameter::isLearned)
        .mapToLong(parameter -> parameter.shape().count())
        .sum();
  }

  /** The numbers that torchvision's documentation states as {@code num_params}. */
  @ParameterizedTest
  @CsvSource({
    "alexnet, 61100840",
    "vgg11, 132863336",
    "vgg11_bn, 132868840",
    "vgg16, 138357544",
    "vgg16_bn, 138365992",
    "googlenet, 6624904",
    "googlenet_aux, 13004888",
    "resnet18, 11689512",
    "resnet34, 21797672",
    "resnet50, 25557032",
    "mobilenet_v2, 3504872",
    "squeezenet1_0, 1248424",
    "squeezenet1_1, 1235496",
    "densenet121, 7978856",
    "efficientnet_b0, 5288548"
  })
  void parametersAreAsManyAsTorchvisions(String name, long count) {
    assertThat(learned(parameters(name, IMAGENET, 1000))).isEqualTo(count);
  }

  @ParameterizedTest
  @CsvSource({
    "lecture, 1, 28, 8490",
    "lenet5, 1, 28, 61706",
    "lenet5, 1, 32, 61706",
    "resnet20, 3, 32, 269722"
  })
  void parametersAreAsManyAsThePapers(String name, int channels, int side, long count) {
    assertThat(learned(parameters(name, Shape.of(channels, side, side), 10))).isEqualTo(count);
  }

  @ParameterizedTest
  @CsvSource({
    "lecture_bn, 1, 28, 18426",
    "convnet5, 1, 28, 175786",
    "resnet9, 3, 32, 6573130",
    "resnet9_32, 3, 32, 1646122"
  })
  void parametersAreAsManyAsIsSaid(String name, int channels, int side, long count) {
    assertThat(learned(parameters(name, Shape.of(channels, side, side), 10))).isEqualTo(count);
  }

  @ParameterizedTest
  @MethodSource("torchvision")
  void parametersHaveTorchvisionsNames(String name) {
    assertThat(parameters(name, IMAGENET, 1000).keySet())
        .containsExactlyInAnyOrderElementsOf(TorchvisionNames.of(name));
  }

  /** Names and shapes as anyone can look them up in torchvision's files of weights. */
  @ParameterizedTest
  @CsvSource({
    "alexnet, features.3.weight, 192x64x5x5",
    "alexnet, classifier.1.weight, 4096x9216",
    "vgg11_bn, features.25.weight, 512x512x3x3",
    "vgg16, features.28.bias, 512",
    "vgg16, classifier.0.weight, 4096x25088",
    "googlenet, inception3a.branch2.0.conv.weight, 96x192x1x1",
    "googlenet, inception4e.branch3.1.conv.weight, 128x32x3x3",
    "googlenet_aux, aux2.conv.conv.weight, 128x528x1x1",
    "googlenet_aux, aux1.fc1.weight, 1024x2048",
    "resnet50, layer1.0.downsample.0.weight, 256x64x1x1",
    "resnet50, layer4.2.conv2.weight, 512x512x3x3",
    "mobilenet_v2, features.1.conv.0.0.weight, 32x1x3x3",
    "mobilenet_v2, features.17.conv.2.weight, 320x960x1x1",
    "mobilenet_v2, features.18.0.weight, 1280x320x1x1",
    "squeezenet1_0, features.12.expand3x3.weight, 256x64x3x3",
    "squeezenet1_1, classifier.1.weight, 1000x512x1x1",
    "densenet121, features.denseblock1.denselayer1.norm1.weight, 64",
    "densenet121, features.denseblock4.denselayer16.conv1.weight, 128x992x1x1",
    "densenet121, features.transition3.conv.weight, 512x1024x1x1",
    "efficientnet_b0, features.1.0.block.0.0.weight, 32x1x3x3",
    "efficientnet_b0, features.2.0.block.2.fc1.weight, 4x96x1x1",
    "efficientnet_b0, features.7.0.block.3.0.weight, 320x1152x1x1"
  })
  void parametersHaveTorchvisionsShapes(String network, String path, String shape) {
    Parameter parameter = parameters(network, IMAGENET, 1000).get(path);
    String[] extents = shape.split("x", -1);
    long[] expected = new long[extents.length];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = Long.parseLong(extents[i]);
    }
    assertThat(Objects.requireNonNull(parameter, path).shape()).isEqualTo(Shape.of(expected));
  }

  @ParameterizedTest
  @MethodSource("names")
  void anyUsualSizeAndAnyNumberOfClassesIsTaken(String name) {
    for (Shape image :
        List.of(
            Shape.of(1, 28, 28),
            Shape.of(3, 32, 32),
            Shape.of(3, 63, 70),
            Shape.of(2, 64, 64),
            Shape.of(3, 65, 200),
            Shape.of(3, 96, 97),
            IMAGENET)) {
      Layer network = Zoo.network(name, image, 7);
      assertThat(network.outputShape(image.batched(2))).as("%s", image).isEqualTo(Shape.of(2, 7));
    }
    for (int classes : new int[] {1, 2, 1000}) {
      Shape image = Shape.of(3, 32, 32);
      assertThat(Zoo.network(name, image, classes).outputShape(image.batched(0)))
          .isEqualTo(Shape.of(0, classes));
    }
  }

  /** What the documentation says of the smallest images is so. */
  @ParameterizedTest
  @CsvSource({
    "lecture, 16",
    "lecture_bn, 16",
    "convnet5, 16",
    "resnet9, 8",
    "resnet9_32, 8",
    "lenet5, 12",
    "alexnet, 15",
    "vgg11, 1",
    "vgg16_bn, 1",
    "googlenet, 2",
    "googlenet_aux, 2",
    "resnet18, 1",
    "resnet50, 1",
    "resnet20, 1",
    "mobilenet_v2, 1",
    "squeezenet1_0, 8",
    "squeezenet1_1, 8",
    "densenet121, 8",
    "efficientnet_b0, 1"
  })
  void smallerImagesAreRefusedWithTheSmallestSize(String name, int least) {
    Zoo.network(name, Shape.of(3, least, least + 5), 10);
    if (least > 1) {
      assertThatThrownBy(() -> Zoo.network(name, Shape.of(3, 40, least - 1), 10))
          .isInstanceOf(ShapeException.class)
          .hasMessageContaining("model '" + name + "'")
          .hasMessageContaining("images of %d×%d pixels or more".formatted(least, least))
          .hasMessageContaining("40×" + (least - 1));
    }
  }

  @Test
  void anUnknownNameIsRefusedWithAllThatThereAre() {
    assertThatThrownBy(() -> Zoo.network("resnet152", IMAGENET, 10))
        .isInstanceOf(Conv4jException.class)
        .hasMessageContaining("alexnet, convnet5, densenet121, efficientnet_b0, googlenet")
        .hasMessageContaining("'resnet152'");
    assertThatThrownBy(() -> Zoo.network("vgg11", Shape.of(28, 28), 10))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("images [C, H, W]");
  }

  @Test
  void namesAreInAlphabeticalOrder() {
    assertThat(Zoo.names()).isEqualTo(List.copyOf(new TreeSet<>(Zoo.names()))).hasSize(22);
  }

  /** By strides and poolings that large images have, and they have not. */
  @Test
  void smallImagesKeepMoreOfTheirPixels() {
    for (String name : List.of("googlenet", "mobilenet_v2", "squeezenet1_1", "densenet121")) {
      assertThat(Zoo.network(name, Shape.of(3, 63, 63), 10).config())
          .isNotEqualTo(Zoo.network(name, Shape.of(3, 64, 64), 10).config());
    }
  }
}
