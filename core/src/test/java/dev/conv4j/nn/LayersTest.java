package dev.conv4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.Conv4jException;
import dev.conv4j.ShapeException;
import dev.conv4j.autograd.Gradients;
import dev.conv4j.autograd.Initializer;
import dev.conv4j.autograd.Parameter;
import dev.conv4j.autograd.Pass;
import dev.conv4j.nn.zoo.Zoo;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names, paths and settings of layers. */
class LayersTest {

  @Test
  void pathsAreInTheOrderOfTheLayers() {
    Layer network =
        Sequential.builder()
            .add("stem", new Conv2d(1, 2, 3))
            .add(
                "block",
                new Residual(
                    Sequential.of(new ReLU(), new Conv2d(Conv2d.Config.of(2, 4, 1).withoutBias())),
                    new Conv2d(2, 4, 1)))
            .add("a", new Linear(Linear.Config.of(4, 4).withoutBias()))
            .build();
    assertThat(Layers.parameters(network).keySet())
        .containsExactly(
            "stem.weight",
            "stem.bias",
            "block.body.1.weight",
            "block.shortcut.weight",
            "block.shortcut.bias",
            "a.weight");
    List<String> walked = new ArrayList<>();
    Layers.walk(network, (path, layer) -> walked.add(path + ":" + layer.kind()));
    assertThat(walked)
        .containsExactly(
            ":Sequential",
            "stem:Conv2d",
            "block:Residual",
            "block.body:Sequential",
            "block.body.0:ReLU",
            "block.body.1:Conv2d",
            "block.shortcut:Conv2d",
            "a:Linear");
  }

  @Test
  void aNameTwiceIsRefused() {
    Sequential.Builder twice = Sequential.builder().add("conv", new ReLU()).add("conv", new ReLU());
    assertThatThrownBy(twice::build)
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("a name for each layer but got conv twice");
    Sequential one = Sequential.builder().add("conv", new ReLU()).build();
    assertThatThrownBy(() -> one.then("conv", new ReLU())).isInstanceOf(ShapeException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a.b", "a b", "a\nb", "ä", "a/b"})
  void aNameThatPathsCannotHoldIsRefused(String name) {
    Sequential.Builder builder = Sequential.builder();
    assertThatThrownBy(() -> builder.add(name, new ReLU()))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("a name of letters, digits, _ and -");
  }

  /** It would be trained twice a step and written twice to the file. */
  @Test
  void oneLayerInTwoPlacesIsRefused() {
    Linear shared = new Linear(4, 4);
    Layer network = Sequential.builder().add("a", shared).add("b", shared).build();
    assertThatThrownBy(() -> Layers.parameters(network))
        .isInstanceOf(Conv4jException.class)
        .hasMessageContaining("parameter 'b.weight'")
        .hasMessageContaining("the very one that is a.weight too");
    ReLU relu = new ReLU();
    assertThat(Layers.parameters(Sequential.of(relu, relu))).isEmpty();
  }

  @Test
  void twoParametersOfOneNameAreRefused() {
    assertThatThrownBy(() -> Layers.parameters(new TwoOfAName()))
        .isInstanceOf(Conv4jException.class)
        .hasMessageContaining("parameter 'scale'")
        .hasMessageContaining("two of this name");
  }

  /** A layer of a user's who made a slip. */
  private static final class TwoOfAName implements Layer {
    record Config() implements Layer.Config {
      @Override
      public Layer build() {
        return new TwoOfAName();
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
    public Layer.Config config() {
      return new Config();
    }

    @Override
    public void visit(Visitor visitor) {
      visitor.parameter(new Parameter("scale", Shape.of(1), Initializer.constant(1)));
      visitor.parameter(new Parameter("scale", Shape.of(1), Initializer.constant(1)));
    }
  }

  @Test
  void freezingStopsTheGradientAndNothingElse() {
    try (Device device = Devices.open("reference");
        Tensor x = Tensor.of(device, Shape.of(1, 2), 1, 2);
        Tensor label = Tensor.ofInts(device, Shape.of(1), 1)) {
      Sequential network = Sequential.of(new Linear(2, 2), new Linear(2, 2));
      Layers.initialize(network, device, 3);
      Map<String, Parameter> parameters = Layers.parameters(network);
      Objects.requireNonNull(parameters.get("0.weight")).setTrainable(false);
      try (Pass pass = Pass.training(device);
          Gradients gradients = new Gradients(device)) {
        Tensor loss = new CrossEntropyLoss().of(network.forward(x, pass), label, pass);
        pass.backward(loss, gradients);
        assertThat(parameters.entrySet())
            .filteredOn(entry -> gradients.has(entry.getValue()))
            .extracting(Map.Entry::getKey)
            .containsExactly("0.bias", "1.weight", "1.bias");
      }
    }
  }

  @Test
  void aLayerIsItsConfig() {
    for (Layer layer :
        List.of(
            new Conv2d(Conv2d.Config.of(4, 8, 3).stride(2).padding(1, 0).dilation(2).groups(4)),
            new Linear(Linear.Config.of(3, 5).withoutBias()),
            new MaxPool2d(MaxPool2d.Config.of(3).stride(2).padding(1)),
            new AvgPool2d(AvgPool2d.Config.of(3, 2).stride(1)),
            new GELU(GELU.Form.TANH),
            new PReLU(3),
            new Reshape(new Reshape.Config(List.of(2, 3))),
            new Residual(new ReLU(), new Flatten()),
            Sequential.of(new ReLU(), new Flatten()))) {
      assertThat(layer.config().build().config()).isEqualTo(layer.config());
      assertThat(layer.config().build()).hasSameClassAs(layer);
    }
  }

  @Test
  void settingsThatMakeNoSenseAreRefusedAtOnce() {
    for (Runnable nonsense :
        List.<Runnable>of(
            () -> Conv2d.Config.of(0, 1, 3),
            () -> Conv2d.Config.of(1, -1, 3),
            () -> Conv2d.Config.of(1, 1, 0),
            () -> Conv2d.Config.of(1, 1, 65_536),
            () -> Conv2d.Config.of(1, 1, 3).stride(0),
            () -> Conv2d.Config.of(1, 1, 3).padding(-1),
            () -> Conv2d.Config.of(1, 1, 3).dilation(0),
            () -> Conv2d.Config.of(3, 4, 3).groups(2),
            () -> Conv2d.Config.of(4, 3, 3).groups(2),
            () -> Conv2d.Config.of(4, 4, 3).groups(0),
            () -> Conv2d.Config.of(1, 1, 3).stride(2).padSame(),
            () -> Conv2d.Config.of(1, 1, 3).padSame().stride(2),
            () -> Conv2d.Config.of(1, 1, 1).kernel(65_536, 1).dilation(65_536, 1).padSame(),
            () -> Conv2d.Config.of(2, 2, 3).groups(2).separable(),
            () -> PReLU.Config.of(0),
            () -> new PReLU.Config(1, Float.NaN),
            () -> new LeakyReLU(Float.POSITIVE_INFINITY),
            () -> new ELU.Config(Float.NaN),
            () -> MaxPool2d.Config.of(3).dilation(0),
            () -> MaxPool2d.Config.of(3).padding(3).dilation(2),
            () -> new AdaptiveMaxPool2d(0, 1),
            () -> Linear.Config.of(0, 1),
            () -> MaxPool2d.Config.of(0),
            () -> MaxPool2d.Config.of(65_536),
            () -> MaxPool2d.Config.of(3).padding(2),
            () -> AvgPool2d.Config.of(2).stride(-1),
            () -> new Reshape(new Reshape.Config(List.of(-1))),
            () -> new Normalization(List.of(0f), List.of(0f)),
            () -> new Normalization(List.of(Float.NaN), List.of(1f)),
            () -> new Normalization(List.of(0f), List.of(1f, 1f)),
            () -> new Normalization(List.of(), List.of()),
            () -> new CrossEntropyLoss(Float.NaN),
            () -> new CrossEntropyLoss(1.5f))) {
      assertThatThrownBy(nonsense::run)
          .isInstanceOf(ShapeException.class)
          .hasMessageContaining("expected");
    }
  }

  @Test
  void anUnknownNetworkIsAnsweredWithTheKnownOnes() {
    assertThatThrownBy(() -> Zoo.network("resnet9000", Shape.of(1, 28, 28), 10))
        .isInstanceOf(Conv4jException.class)
        .hasMessageContaining("one of " + String.join(", ", Zoo.names()))
        .hasMessageContaining("'resnet9000'");
  }
}
