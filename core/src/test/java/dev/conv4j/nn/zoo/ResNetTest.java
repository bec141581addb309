package dev.conv4j.nn.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.conv4j.autograd.Parameter;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.Layers;
import dev.conv4j.nn.Model;
import dev.conv4j.nn.Normalization;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.RandomStream;
import dev.conv4j.tensor.RandomStream.Purpose;
import dev.conv4j.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ResNet-18 as torchvision has it: {@code torchvision.models.resnet18().state_dict()}. */
class ResNetTest {
  private static final Shape LARGE = Shape.of(3, 224, 224);

  private static Model model(Shape image, int classes) {
    List<String> labels = IntStream.range(0, classes).mapToObj(Integer::toString).toList();
    return new Model(
        "resnet18",
        Zoo.network("resnet18", image, classes),
        image,
        labels,
        Normalization.none(image.intExtent(0)));
  }

  private static List<String> torchvisionNames() {
    List<String> names = new ArrayList<>();
    addConvolution(names, "conv1", "bn1");
    for (int layer = 1; layer <= 4; layer++) {
      for (int block = 0; block < 2; block++) {
        String at = "layer%d.%d.".formatted(layer, block);
        addConvolution(names, at + "conv1", at + "bn1");
        addConvolution(names, at + "conv2", at + "bn2");
        if (layer > 1 && block == 0) {
          addConvolution(names, at + "downsample.0", at + "downsample.1");
        }
      }
    }
    names.add("fc.weight");
    names.add("fc.bias");
    return names;
  }

  private static void addConvolution(List<String> names, String convolution, String norm) {
    names.add(convolution + ".weight");
    for (String each : List.of("weight", "bias", "running_mean", "running_var")) {
      names.add(norm + "." + each);
    }
  }

  @Test
  void parametersHaveTorchvisionsNamesShapesAndNumber() {
    try (Model model = model(LARGE, 1000)) {
      Map<String, Parameter> parameters = model.parameters();
      assertThat(parameters.keySet()).containsExactlyElementsOf(torchvisionNames());
      assertThat(parameters.values()).filteredOn(Parameter::isLearned).hasSize(62);
      assertThat(parameters.values()).filteredOn(each -> !each.isLearned()).hasSize(40);
      assertThat(model.parameterCount()).isEqualTo(11_689_512);
      assertShape(parameters, "conv1.weight", 64, 3, 7, 7);
      assertShape(parameters, "layer1.1.conv2.weight", 64, 64, 3, 3);
      assertShape(parameters, "layer3.0.conv1.weight", 256, 128, 3, 3);
      assertShape(parameters, "layer4.0.downsample.0.weight", 512, 256, 1, 1);
      assertShape(parameters, "layer4.0.downsample.1.running_var", 512);
      assertShape(parameters, "fc.weight", 1000, 512);
    }
  }

  private static void assertShape(Map<String, Parameter> parameters, String path, long... extents) {
    assertThat(Objects.requireNonNull(parameters.get(path)).shape()).isEqualTo(Shape.of(extents));
  }

  /** What each layer gives out, from the stem to the classes. */
  @ParameterizedTest
  @CsvSource({
    "224, 7, '64×112×112, 64×56×56, 64×56×56, 128×28×28, 256×14×14, 512×7×7, 512×1×1, 512, 10'",
    "64, 7, '64×32×32, 64×16×16, 64×16×16, 128×8×8, 256×4×4, 512×2×2, 512×1×1, 512, 10'",
    "63, 3, '64×63×63, 64×63×63, 128×32×32, 256×16×16, 512×8×8, 512×1×1, 512, 10'",
    "32, 3, '64×32×32, 64×32×32, 128×16×16, 256×8×8, 512×4×4, 512×1×1, 512, 10'",
    "1, 3, '64×1×1, 64×1×1, 128×1×1, 256×1×1, 512×1×1, 512×1×1, 512, 10'",
  })
  void smallImagesEnterThroughAStemOfTheirOwn(int side, int kernel, String outputs) {
    Layer network = Zoo.resnet18(Shape.of(3, side, side), 10);
    assertShape(Layers.parameters(network), "conv1.weight", 64, 3, kernel, kernel);
    List<String> found = new ArrayList<>();
    Shape[] current = {Shape.of(1, 3, side, side)};
    Layers.walk(
        network,
        (path, layer) -> {
          if (!path.isEmpty() && !path.contains(".")) {
            current[0] = layer.outputShape(current[0]);
            if (!path.matches("bn1|relu")) {
              found.add(dev.conv4j.nn.Shapes.perItem(current[0]));
            }
          }
        });
    assertThat(String.join(", ", found)).isEqualTo(outputs);
  }

  /** Convolutions normally with deviation √(2 / (out · kernel²)); scales 1, shifts 0. */
  @Test
  void weightsBeginAsTorchvisions() {
    Layer network = Zoo.resnet18(Shape.of(3, 32, 32), 10);
    Map<String, Parameter> parameters = Layers.parameters(network);
    try (Device device = Devices.open("cpu", new DeviceOptions(1))) {
      for (String path : List.of("layer1.0.conv1.weight", "layer2.0.downsample.0.weight")) {
        Parameter weight = Objects.requireNonNull(parameters.get(path));
        weight.initialize(device, new RandomStream(1, Purpose.INITIALIZATION, 0, 0));
        double squares = 0;
        for (float value : weight.value().toArray()) {
          squares += (double) value * value;
        }
        Shape shape = weight.shape();
        double variance = 2.0 / (shape.extent(0) * shape.extent(2) * shape.extent(3));
        double n = shape.count();
        assertThat(squares / n).isCloseTo(variance, within(5 * variance * Math.sqrt(2 / n)));
      }
      for (String path : List.of("weight 1", "bias 0", "running_mean 0", "running_var 1")) {
        String[] parts = path.split(" ", -1);
        Parameter parameter = Objects.requireNonNull(parameters.get("layer4.1.bn2." + parts[0]));
        parameter.initialize(device, new RandomStream(1, Purpose.INITIALIZATION, 0, 0));
        assertThat(parameter.value().toArray()).containsOnly(Float.parseFloat(parts[1]));
      }
    }
  }
}
