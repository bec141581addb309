package dev.conv4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.ShapeException;
import dev.conv4j.nn.Summary.Row;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Residual layers whose parts are known under other names. */
class ResidualNamesTest {
  private static final Residual.Config BLOCK =
      Residual.Config.of(
              Sequential.builder()
                  .add("conv1", new Conv2d(1, 1, 1))
                  .add("relu", new ReLU())
                  .build()
                  .config())
          .shortcut(new Conv2d(1, 1, 1).config());

  @Test
  void aBodyWithoutANameShowsItsPartsAsTheLayers() {
    Layer block = BLOCK.withoutBodyName().shortcutName("downsample").build();
    assertThat(Layers.parameters(block).keySet())
        .containsExactly("conv1.weight", "conv1.bias", "downsample.weight", "downsample.bias");
    assertThat(Layers.parameters(BLOCK.build()).keySet())
        .containsExactly(
            "body.conv1.weight", "body.conv1.bias", "shortcut.weight", "shortcut.bias");
  }

  @Test
  void theSummaryKnowsThemByThoseNames() {
    Layer network =
        Sequential.builder()
            .add("block", BLOCK.withoutBodyName().shortcutName("downsample").build())
            .add("flatten", new Flatten())
            .build();
    Shape image = Shape.of(1, 1, 2);
    try (Device device = Devices.open("reference");
        Model model =
            new Model("model", network, image, List.of("a", "b"), Normalization.none(1))) {
      assertThat(Summary.of(model.initialize(device, 1)).rows())
          .containsExactly(
              new Row("block.conv1", "Conv2d", image, 2, 2 * 3),
              new Row("block.relu", "ReLU", image, 0, 2),
              new Row("block.downsample", "Conv2d", image, 2, 2 * 3),
              new Row("block", "Residual", image, 0, 2),
              new Row("flatten", "Flatten", Shape.of(2), 0, 0));
    }
  }

  @Test
  void messagesNameThePlaceWithoutTheBody() {
    Layer network = Sequential.builder().add("block", BLOCK.withoutBodyName().build()).build();
    assertThatThrownBy(() -> network.outputShape(Shape.of(1, 2, 3, 3)))
        .isInstanceOf(ShapeException.class)
        .hasMessageStartingWith("Conv2d 'block.conv1': ");
  }

  @Test
  void namesThatPathsCannotHoldOrThatComeTwiceAreRefused() {
    for (Runnable nonsense :
        List.<Runnable>of(
            () -> BLOCK.shortcutName(""),
            () -> BLOCK.shortcutName("a.b"),
            () -> BLOCK.shortcutName("body"),
            () -> BLOCK.withoutBodyName().shortcutName("conv1").build())) {
      assertThatThrownBy(nonsense::run)
          .isInstanceOf(ShapeException.class)
          .hasMessageContaining("name");
    }
  }
}
