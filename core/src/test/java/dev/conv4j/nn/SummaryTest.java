package dev.conv4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.Conv4jException;
import dev.conv4j.autograd.Pass;
import dev.conv4j.autograd.Rectification;
import dev.conv4j.nn.Summary.Row;
import dev.conv4j.nn.zoo.Zoo;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SummaryTest {

  /** A layer that hands on what it gets, as some do when they only predict. */
  private static final class Idle implements Layer {
    private record Config() implements Layer.Config {
      @Override
      public Layer build() {
        return new Idle();
      }
    }

    @Override
    public Tensor forward(Tensor input, Pass pass) {
      return input;
    }

    @Override
    public Shape outputShape(Shape input) {
      return input;
    }

    @Override
    public Config config() {
      return new Config();
    }
  }

  /** A layer that names the inside of its work without having layers there. */
  private static final class Rooms implements Layer {
    @Override
    public Tensor forward(Tensor input, Pass pass) {
      try (Pass.Scope _ = pass.enter("kitchen")) {
        return new Rectification().apply(input, pass);
      }
    }

    @Override
    public Shape outputShape(Shape input) {
      return input;
    }

    @Override
    public Layer.Config config() {
      return Rooms::new;
    }
  }

  @Test
  void tellsTheLayersOfTheLectureWithTheirCosts() {
    Shape image = Shape.of(1, 28, 28);
    Summary summary = summary(image, 10, Zoo.network("lecture", image, 10));
    assertThat(summary.rows())
        .containsExactly(
            new Row("conv1", "Conv2d", Shape.of(10, 24, 24), 260, 10 * 24 * 24 * 51),
            new Row("pool1", "MaxPool2d", Shape.of(10, 12, 12), 0, 10 * 12 * 12 * 4),
            new Row("relu1", "ReLU", Shape.of(10, 12, 12), 0, 10 * 12 * 12),
            new Row("conv2", "Conv2d", Shape.of(20, 8, 8), 5_020, 20 * 8 * 8 * 501),
            new Row("pool2", "MaxPool2d", Shape.of(20, 4, 4), 0, 20 * 4 * 4 * 4),
            new Row("relu2", "ReLU", Shape.of(20, 4, 4), 0, 20 * 4 * 4),
            new Row("flatten", "Flatten", Shape.of(320), 0, 0),
            new Row("fc", "Linear", Shape.of(10), 3_210, 10 * 641));
    assertThat(summary.parameters()).isEqualTo(8_490);
    assertThat(summary.flops()).isEqualTo(950_250);
  }

  @Test
  void putsWhatIsInsideALayerBeforeTheLayer() {
    Layer network =
        Sequential.builder()
            .add("block", new Residual(Sequential.of(new Conv2d(1, 1, 1), new ReLU())))
            .add("flatten", new Flatten())
            .build();
    assertThat(summary(Shape.of(1, 1, 2), 2, network).rows())
        .containsExactly(
            new Row("block.body.0", "Conv2d", Shape.of(1, 1, 2), 2, 2 * 3),
            new Row("block.body.1", "ReLU", Shape.of(1, 1, 2), 0, 2),
            new Row("block", "Residual", Shape.of(1, 1, 2), 0, 2),
            new Row("flatten", "Flatten", Shape.of(2), 0, 0));
  }

  @Test
  void hasARowForALayerThatComputesNothing() {
    Layer network = Sequential.of(new Flatten(), new Idle(), new Linear(2, 2));
    assertThat(summary(Shape.of(1, 1, 2), 2, network).rows().get(1))
        .isEqualTo(new Row("1", "Idle", Shape.of(2), 0, 0));
  }

  @Test
  void givesALayerWhatItComputesInRoomsOfItsOwn() {
    Layer network = Sequential.of(new Flatten(), new Linear(2, 2), new Rooms());
    assertThat(summary(Shape.of(1, 1, 2), 2, network).rows().get(2))
        .isEqualTo(new Row("2", "Rooms", Shape.of(2), 0, 2));
  }

  @Test
  void refusesAModelWithoutWeights() {
    Shape image = Shape.of(1, 28, 28);
    Model model =
        new Model(
            "lecture",
            Zoo.network("lecture", image, 2),
            image,
            List.of("a", "b"),
            Normalization.none(1));
    assertThatThrownBy(() -> Summary.of(model))
        .isInstanceOf(Conv4jException.class)
        .hasMessageContaining("no value yet");
  }

  /** 138 million parameters and the images between the layers would take over 600 MB. */
  @Test
  void needsNoWeightsAndNoMemoryOnADevice() {
    Shape image = Shape.of(3, 224, 224);
    List<String> labels = IntStream.range(0, 1000).mapToObj(Integer::toString).toList();
    Model model = new Model("vgg16", Zoo.vgg16(image, 1000), image, labels, Normalization.none(3));
    try (Device device = Devices.open("cpu")) {
      Summary summary = Summary.of(model, device);
      assertThat(summary.parameters()).isEqualTo(138_357_544);
      // 15.5 billion multiply-adds, as torchvision's documentation says (GFLOPS 15.47).
      assertThat(summary.flops()).isBetween(2 * 15_470_000_000L, 2 * 15_500_000_000L);
      assertThat(device.memory().use().peakBytes()).isEqualTo(3 * 224 * 224 * 4);
    }
  }

  private static Summary summary(Shape image, int classes, Layer network) {
    List<String> labels = IntStream.range(0, classes).mapToObj(Integer::toString).toList();
    Normalization normalization = Normalization.none(image.intExtent(0));
    try (Device device = Devices.open("reference");
        Model model = new Model("model", network, image, labels, normalization)) {
      return Summary.of(model.initialize(device, 1));
    }
  }
}
