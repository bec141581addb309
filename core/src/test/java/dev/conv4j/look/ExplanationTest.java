package dev.conv4j.look;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.conv4j.Conv4jException;
import dev.conv4j.ShapeException;
import dev.conv4j.nn.AdaptiveAvgPool2d;
import dev.conv4j.nn.BatchNorm2d;
import dev.conv4j.nn.Conv2d;
import dev.conv4j.nn.ConvTranspose2d;
import dev.conv4j.nn.Flatten;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.Linear;
import dev.conv4j.nn.MaxPool2d;
import dev.conv4j.nn.Model;
import dev.conv4j.nn.Normalization;
import dev.conv4j.nn.Prediction;
import dev.conv4j.nn.Predictor;
import dev.conv4j.nn.ReLU;
import dev.conv4j.nn.Residual;
import dev.conv4j.nn.Sequential;
import dev.conv4j.nn.Summary;
import dev.conv4j.nn.zoo.Zoo;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What an explanation says of small models, computed by hand. */
class ExplanationTest {
  private static final Shape IMAGE = Shape.of(1, 3, 4);
  private static final float[] PIXELS = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};

  /** Two maps, {@code x} and {@code 2x + 1}, whose means are weighed for two classes. */
  private static Shown averaging() {
    Conv2d conv = new Conv2d(1, 2, 1);
    Linear fc = new Linear(2, 2);
    Layer network =
        Sequential.builder()
            .add("conv", conv)
            .add("pool", new AdaptiveAvgPool2d(1, 1))
            .add("flatten", new Flatten())
            .add("fc", fc)
            .build();
    Shown shown = new Shown(network, IMAGE, 2, PIXELS);
    shown.explanation.close();
    conv.weight().set(shown.device, 1, 2);
    Objects.requireNonNull(conv.bias()).set(shown.device, 0, 1);
    fc.weight().set(shown.device, 3, -1, -6, 0);
    return shown;
  }

  @Test
  void gradCamOfMeansIsTheirWeightedSum() {
    try (Shown shown = averaging();
        Explanation explanation = Explanation.of(shown.model, PIXELS)) {
      // 3x - (2x + 1) = x - 1, a twelfth of it, and what is below 0 does not speak for the class.
      ClassActivation first = explanation.gradCam(0, "conv");
      assertThat(first.heat().values())
          .containsExactly(
              new float[] {
                0, 0, 1 / 12f, 2 / 12f, 3 / 12f, 4 / 12f, 5 / 12f, 6 / 12f, 7 / 12f, 8 / 12f,
                9 / 12f, 10 / 12f
              },
              within(1e-6f));
      assertThat(first.label()).isEqualTo("c0");
      assertThat(first.isPlaced()).isTrue();
      assertThat(first.heat().place()).isEqualTo(new HeatMap.Place(0, 0, 1, 1));
      assertThat(explanation.gradCam(1, "conv").heat().range()).isEqualTo(new Range(0, 0));
    }
  }

  @Test
  void saysWhatLayersMakeOfTheImage() {
    try (Shown shown = averaging();
        Explanation explanation = Explanation.of(shown.model, PIXELS)) {
      FeatureMaps maps = explanation.maps("conv");
      assertThat(maps.channels()).isEqualTo(2);
      assertThat(maps.map(1)).containsExactly(1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23);
      assertThat(maps.at(new Unit(1, 2, 0))).isEqualTo(17);
      assertThat(maps.range(0)).isEqualTo(new Range(0, 11));
      assertThat(maps.range()).isEqualTo(new Range(0, 23));
      assertThat(maps.strongest()).isEqualTo(new Unit(1, 2, 3));
      assertThat(maps.strongest(1)).containsExactly(1);
      assertThat(maps.strongest(2)).containsExactly(0, 1);
      FeatureMaps list = explanation.maps("flatten");
      assertThat(List.of(list.channels(), list.height(), list.width())).containsExactly(2, 1, 1);
      assertThat(list.map(0)).containsExactly(5.5f);
    }
  }

  @Test
  void influenceIsTheMagnitudeOfTheGradientByEachPixel() {
    try (Shown shown = averaging();
        Explanation explanation = Explanation.of(shown.model, PIXELS)) {
      float[] alone = new float[12];
      alone[7] = 2;
      assertThat(explanation.influence("conv", new Unit(1, 1, 3)).values()).containsExactly(alone);
      float[] all = explanation.influence("fc", new Unit(1, 0, 0)).values();
      assertThat(all).hasSize(12);
      assertThat(all[0]).isEqualTo(0.5f, within(1e-6f));
      assertThat(all[11]).isEqualTo(0.5f, within(1e-6f));
    }
  }

  @Test
  void filtersAreTheWeightsOfTheConvolution() {
    Shape colours = Shape.of(3, 5, 5);
    Conv2d first = new Conv2d(3, 2, 2);
    Layer network = Sequential.of(first, new Conv2d(2, 3, 2), new Flatten(), new Linear(27, 2));
    try (Shown shown = new Shown(network, colours, 2, Shown.image(colours))) {
      Filters filters = shown.explanation.filters("0");
      assertThat(filters.areOfColours()).isTrue();
      assertThat(List.of(filters.count(), filters.planes(), filters.height(), filters.width()))
          .containsExactly(2, 3, 2, 2);
      float[] weights = first.weight().value().toArray();
      assertThat(filters.filter(1)).containsExactly(Arrays.copyOfRange(weights, 12, 24));
      assertThat(filters.plane(1, 2)).containsExactly(Arrays.copyOfRange(weights, 20, 24));
      assertThat(shown.explanation.filters("1").areOfColours()).isFalse();
      assertThat(shown.explanation.hasFilters("2")).isFalse();
      assertThatThrownBy(() -> shown.explanation.filters("3"))
          .isInstanceOf(Conv4jException.class)
          .hasMessageContainingAll("layer '3'", "a convolution", "Linear");
    }
  }

  @Test
  void filtersOfATransposedConvolutionAreTurned() {
    ConvTranspose2d up = new ConvTranspose2d(ConvTranspose2d.Config.of(2, 4, 1).groups(2));
    Layer network = Sequential.of(up, new Flatten(), new Linear(4, 2));
    try (Shown shown = new Shown(network, Shape.of(2, 1, 1), 2, 0, 1)) {
      up.weight().set(shown.device, 1, 2, 3, 4);
      Filters filters = shown.explanation.filters("0");
      assertThat(List.of(filters.count(), filters.planes())).containsExactly(4, 1);
      assertThat(filters.filter(2)).containsExactly(3);
    }
    ConvTranspose2d dense = new ConvTranspose2d(2, 3, 1);
    try (Shown shown =
        new Shown(
            Sequential.of(dense, new Flatten(), new Linear(3, 2)), Shape.of(2, 1, 1), 2, 0, 1)) {
      dense.weight().set(shown.device, 1, 2, 3, 4, 5, 6);
      assertThat(shown.explanation.filters("0").filter(1)).containsExactly(2, 5);
    }
  }

  @Test
  void strongestPlanesComeFirst() {
    Filters filters = new Filters("c", 1, 3, 1, 2, new float[] {1, 1, -3, 0, 0, 2}, false);
    assertThat(filters.strongest(0, 2)).containsExactly(1, 2);
    assertThat(filters.strongest(0, 3)).containsExactly(0, 1, 2);
    assertThat(filters.range()).isEqualTo(new Range(-3, 2));
  }

  @Test
  void namesLayersAsTheSummaryDoesAndContainersToo() {
    Shape input = Shape.of(3, 32, 32);
    try (Shown shown = new Shown(Zoo.network("resnet18", input, 4), input, 4, Shown.image(input))) {
      Explanation explanation = shown.explanation;
      List<Summary.Row> rows = Summary.of(shown.model).rows();
      assertThat(explanation.layers()).hasSize(rows.size());
      for (int i = 0; i < rows.size(); i++) {
        Outcome outcome = explanation.layers().get(i);
        assertThat(outcome.name()).isEqualTo(rows.get(i).name());
        assertThat(outcome.kind()).isEqualTo(rows.get(i).kind());
        assertThat(outcome.shape()).isEqualTo(rows.get(i).output());
      }
      assertThat(explanation.maps("layer2").map(5))
          .containsExactly(explanation.maps("layer2.relu1").map(5));
      assertThat(explanation.lastConvolution()).contains("layer4.1.conv2");
      assertThat(explanation.classLayer()).contains("layer4.relu1");
      assertThat(explanation.tour())
          .containsExactly("conv1", "layer1.relu1", "layer2.relu1", "layer3.relu1", "layer4.relu1");
    }
  }

  @Test
  void choosesTheLecturesLayers() {
    Shape input = Shape.of(1, 28, 28);
    try (Shown shown = new Shown(Zoo.lecture(input, 10), input, 10, Shown.image(input))) {
      assertThat(shown.explanation.lastConvolution()).contains("conv2");
      assertThat(shown.explanation.classLayer()).contains("conv2");
      assertThat(shown.explanation.tour()).containsExactly("conv1", "relu1", "conv2", "relu2");
      assertThat(shown.explanation.gradCam(3, "conv2").heat().place())
          .isEqualTo(new HeatMap.Place(6.5, 6.5, 2, 2));
    }
  }

  @Test
  void aModelWithoutConvolutionHasListsToShow() {
    try (Shown shown =
        new Shown(Sequential.of(new Flatten(), new Linear(12, 2)), IMAGE, 2, PIXELS)) {
      Explanation explanation = shown.explanation;
      assertThat(explanation.lastConvolution()).isEmpty();
      assertThat(explanation.classLayer()).isEmpty();
      assertThat(explanation.tour()).containsExactly("0", "1");
      assertThatThrownBy(() -> explanation.gradCam(0, "1"))
          .isInstanceOf(Conv4jException.class)
          .hasMessageContainingAll("layer '1'", "maps [C, H, W]", "[2]");
    }
  }

  @Test
  void aNetworkOfOneLayerHasTheModelsName() {
    Shape one = Shape.of(1, 1, 1);
    Layer network = Sequential.of(new Flatten());
    try (Shown shown = new Shown(Sequential.of(network, new Linear(1, 2)), one, 2, 3)) {
      assertThat(shown.explanation.maps("tiny").channels()).isEqualTo(2);
      assertThat(shown.explanation.layers()).extracting(Outcome::name).containsExactly("0.0", "1");
    }
  }

  @Test
  void predictsWhatThePredictorDoes() {
    Shape input = Shape.of(1, 6, 6);
    Layer network =
        Sequential.of(
            new Conv2d(1, 4, 3), new ReLU(), new MaxPool2d(2), new Flatten(), new Linear(16, 3));
    try (Device device = Devices.open("reference");
        Model model =
            new Model(
                "tiny",
                network,
                input,
                Shown.labels(3),
                new Normalization(List.of(0.5f), List.of(0.25f)))) {
      model.initialize(device, 3);
      float[] pixels = Shown.image(input);
      try (Explanation explanation = Explanation.of(model, pixels)) {
        List<Prediction> top = new Predictor(model).top(pixels, 3);
        assertThat(explanation.top(3)).isEqualTo(top);
        assertThat(shownLabel(explanation)).isEqualTo(top.getFirst().label());
        assertThat(explanation.pixels()).containsExactly(pixels);
      }
    }
  }

  private static String shownLabel(Explanation explanation) {
    return explanation.model().labels().get(explanation.predicted());
  }

  @Test
  void leavesNoMemoryBehind() {
    Shape input = Shape.of(2, 6, 6);
    Layer network =
        Sequential.of(
            new Residual(
                Sequential.of(
                    new Conv2d(Conv2d.Config.of(2, 2, 3).padding(1)), new BatchNorm2d(2))),
            new MaxPool2d(2),
            new Flatten(),
            new Linear(18, 2));
    try (Shown shown = new Shown(network, input, 2, Shown.image(input))) {
      shown.explanation.close();
      long before = shown.device.memory().use().bytesInUse();
      try (Explanation explanation = Explanation.of(shown.model, Shown.image(input))) {
        explanation.gradCam(1, "0");
        explanation.influence("1", new Unit(1, 2, 2));
      }
      assertThat(shown.device.memory().use().bytesInUse()).isEqualTo(before);
      assertThatThrownBy(() -> Explanation.of(shown.model, new float[3]))
          .isInstanceOf(ShapeException.class)
          .hasMessageContaining("72 values");
      assertThat(shown.device.memory().use().bytesInUse()).isEqualTo(before);
    }
  }

  @Test
  void saysWhatIsNotThere() {
    try (Shown shown = averaging();
        Explanation explanation = Explanation.of(shown.model, PIXELS)) {
      assertThatThrownBy(() -> explanation.maps("con"))
          .isInstanceOf(Conv4jException.class)
          .hasMessage("layer: expected one of conv, pool, flatten, fc but got 'con'.");
      assertThatThrownBy(() -> explanation.gradCam(2, "conv"))
          .isInstanceOf(Conv4jException.class)
          .hasMessage("class: expected 0 to 1 but got 2.");
      assertThatThrownBy(() -> explanation.receptiveField("conv", new Unit(2, 0, 0)))
          .isInstanceOf(Conv4jException.class)
          .hasMessageContainingAll("layer 'conv'", "a channel of 0 to 1", "got 2");
      assertThatThrownBy(() -> explanation.influence("conv", new Unit(0, 3, 0)))
          .hasMessageContaining("a row of 0 to 2");
      assertThatThrownBy(() -> explanation.maps("fc").at(new Unit(0, 0, 1)))
          .hasMessageContaining("a column of 0 to 0");
    }
  }
}
