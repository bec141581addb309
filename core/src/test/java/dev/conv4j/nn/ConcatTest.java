package dev.conv4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.ShapeException;
import dev.conv4j.autograd.Pass;
import dev.conv4j.nn.Summary.Row;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Branches side by side, and parts without a name of their own. */
class ConcatTest {

  /** A fire module as SqueezeNet's: its expanding branches are known as parts of the module. */
  private static Sequential fire() {
    return Sequential.builder()
        .add("squeeze", new Conv2d(1, 1, 1))
        .add(
            Concat.builder()
                .add("expand1x1", new Conv2d(1, 2, 1))
                .add("expand3x3", Conv2d.Config.of(1, 1, 3).padding(1).build())
                .build())
        .build();
  }

  @Test
  void theChannelsOfTheBranchesFollowEachOther() {
    Layer grow = Concat.of(Sequential.of(), new PadChannels(1, 0), Sequential.of());
    try (Device device = Devices.open("cpu");
        Tensor x = Tensor.of(device, Shape.of(2, 1, 1, 2), 1, 2, 3, 4);
        Pass pass = Pass.inference(device)) {
      assertThat(grow.forward(x, pass).toArray())
          .containsExactly(1, 2, 0, 0, 1, 2, 1, 2, 3, 4, 0, 0, 3, 4, 3, 4);
    }
  }

  @Test
  void partsWithoutANameAreShownAsTheLayersOwn() {
    Layer network = Sequential.builder().add("fire", fire()).build();
    assertThat(Layers.parameters(network).keySet())
        .containsExactly(
            "fire.squeeze.weight",
            "fire.squeeze.bias",
            "fire.expand1x1.weight",
            "fire.expand1x1.bias",
            "fire.expand3x3.weight",
            "fire.expand3x3.bias");
    assertThat(Layers.parameters(network.config().build()).keySet())
        .isEqualTo(Layers.parameters(network).keySet());
  }

  @Test
  void theSummaryHasARowForWhatTheyBecomeTogether() {
    Shape image = Shape.of(1, 2, 2);
    Layer network = Sequential.builder().add("fire", fire()).add("flatten", new Flatten()).build();
    try (Device device = Devices.open("reference");
        Model model =
            new Model(
                "model",
                network,
                image,
                List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"),
                Normalization.none(1))) {
      assertThat(Summary.of(model.initialize(device, 1)).rows())
          .containsExactly(
              new Row("fire.squeeze", "Conv2d", image, 2, 4 * 3),
              new Row("fire.expand1x1", "Conv2d", Shape.of(2, 2, 2), 4, 8 * 3),
              new Row("fire.expand3x3", "Conv2d", image, 10, 4 * 19),
              new Row("fire", "Sequential", Shape.of(3, 2, 2), 0, 0),
              new Row("flatten", "Flatten", Shape.of(12), 0, 0));
    }
  }

  @Test
  void messagesNameTheBranch() {
    Layer network =
        Sequential.builder()
            .add("mixed", Concat.builder().add("branch1", new Conv2d(3, 1, 1)).build())
            .build();
    assertThatThrownBy(() -> network.outputShape(Shape.of(1, 2, 3, 3)))
        .isInstanceOf(ShapeException.class)
        .hasMessageStartingWith("Conv2d 'mixed.branch1': ");
    Layer uneven =
        Sequential.builder()
            .add("mixed", Concat.of(new Conv2d(2, 1, 1), new Conv2d(2, 1, 2)))
            .build();
    assertThatThrownBy(() -> uneven.outputShape(Shape.of(1, 2, 3, 3)))
        .isInstanceOf(ShapeException.class)
        .hasMessageStartingWith("Concat 'mixed': expected [N, C, ...]")
        .hasMessageContaining("[1, 1, 3, 3] and [1, 1, 2, 2]");
  }

  @Test
  void theSameNameTwiceIsRefused() {
    List<Runnable> nonsense =
        List.of(
            () -> Concat.builder().add("a", new ReLU()).add("a", new ReLU()).build(),
            () -> Concat.builder().add(new Conv2d(1, 1, 1)).add(new Conv2d(1, 1, 1)).build(),
            () -> Concat.builder().add("a.b", new ReLU()),
            () -> Sequential.builder().add(fire()).add("squeeze", new ReLU()).build(),
            () -> new Concat.Config(List.of(new Concat.Branch("a b", new ReLU.Config()))));
    for (Runnable each : nonsense) {
      assertThatThrownBy(each::run).isInstanceOf(ShapeException.class).hasMessageContaining("name");
    }
    assertThatThrownBy(() -> Concat.builder().build()).isInstanceOf(ShapeException.class);
  }
}
