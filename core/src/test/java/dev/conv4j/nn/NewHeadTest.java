package dev.conv4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.Conv4jException;
import dev.conv4j.autograd.Pass;
import dev.conv4j.autograd.Randomness;
import dev.conv4j.nn.zoo.Zoo;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Other classes for networks that were trained. */
class NewHeadTest {
  private static final List<String> FIVE = List.of("a", "b", "c", "d", "e");
  private static final Shape IMAGE = Shape.of(1, 16, 16);

  private final Device device = Devices.open("reference");

  @AfterEach
  void close() {
    assertThat(device.memory().use().bytesInUse()).isZero();
    device.close();
  }

  private Model model(Layer network, String... labels) {
    return new Model("net", network, IMAGE, List.of(labels), Normalization.none(1))
        .initialize(device, 3);
  }

  private static float[] values(Model model, String path) {
    return Objects.requireNonNull(model.parameters().get(path)).value().toArray();
  }

  @Test
  void onlyTheHeadIsNew() {
    try (Model old = model(Zoo.network("resnet18", IMAGE, 2), "x", "y");
        Model changed = NewHead.of(old, FIVE, device, 8)) {
      assertThat(NewHead.path(old)).isEqualTo("fc");
      assertThat(changed.labels()).isEqualTo(FIVE);
      assertThat(changed.parameters().keySet()).isEqualTo(old.parameters().keySet());
      for (String path : old.parameters().keySet()) {
        if (!path.startsWith("fc.")) {
          assertThat(values(changed, path)).as(path).isEqualTo(values(old, path));
        }
      }
      assertThat(values(changed, "fc.weight")).hasSize(5 * 512);
      assertThat(values(changed, "fc.bias")).hasSize(5);
    }
  }

  @Test
  void theSameSeedDrawsTheSameHead() {
    try (Model old = model(Zoo.lecture(IMAGE, 2), "x", "y");
        Model one = NewHead.of(old, FIVE, device, 8);
        Model same = NewHead.of(old, FIVE, device, 8);
        Model other = NewHead.of(old, FIVE, device, 9)) {
      float[] head = values(one, "fc.weight");
      assertThat(values(same, "fc.weight")).isEqualTo(head);
      assertThat(values(other, "fc.weight")).isNotEqualTo(head);
    }
  }

  @Test
  void aHeadWithinSequencesIsFoundAndWhatLearnsNothingIsPassedOver() {
    Sequential classifier =
        Sequential.of(new Conv2d(3, 2, 1), new ReLU(), new AdaptiveAvgPool2d(1, 1), new Flatten());
    Sequential network =
        Sequential.builder().add("features", new Conv2d(1, 3, 3)).add("end", classifier).build();
    try (Model old = model(network, "x", "y");
        Model changed = NewHead.of(old, FIVE, device, 8)) {
      assertThat(NewHead.path(old)).isEqualTo("end.0");
      assertThat(values(changed, "end.0.weight")).hasSize(5 * 3);
      assertThat(values(changed, "features.weight")).isEqualTo(values(old, "features.weight"));
    }
  }

  private static Layer auxiliary(int in, int classes) {
    return new AuxiliaryHead(
        Sequential.builder()
            .add("pool", new AdaptiveAvgPool2d(1, 1))
            .add("flat", new Flatten())
            .add("fc1", new Linear(in, 4))
            .add("fc2", new Linear(4, classes))
            .add("out", new Dropout(0))
            .build(),
        0.5f);
  }

  private static Sequential withAuxiliary(int classes) {
    Sequential features =
        Sequential.builder()
            .add("conv", new Conv2d(1, 3, 3))
            .add("aux", auxiliary(3, classes))
            .add("more", new Conv2d(3, 2, 3))
            .build();
    return Sequential.builder()
        .add(features)
        .add("pool", new AdaptiveAvgPool2d(1, 1))
        .add("flat", new Flatten())
        .add("fc", new Linear(2, classes))
        .build();
  }

  @Test
  void headsOfAuxiliaryClassifiersAreNewToo() {
    try (Model old = model(withAuxiliary(2), "x", "y");
        Model changed = NewHead.of(old, FIVE, device, 8)) {
      assertThat(NewHead.path(old)).isEqualTo("fc");
      assertThat(changed.network().config()).isEqualTo(withAuxiliary(5).config());
      for (String kept : List.of("conv.weight", "more.bias", "aux.fc1.weight")) {
        assertThat(values(changed, kept)).as(kept).isEqualTo(values(old, kept));
      }
      assertThat(lossOfFive(changed)).isPositive();
    }
  }

  private float lossOfFive(Model model) {
    try (Tensor images = Tensor.of(device, IMAGE.batched(5), new float[5 * IMAGE.intCount()]);
        Tensor labels = Tensor.ofInts(device, Shape.of(5), 0, 1, 2, 3, 4);
        Pass pass = Pass.training(device, new Randomness(1, 1))) {
      return new CrossEntropyLoss().of(model.forward(images, pass), labels, pass).toArray()[0];
    }
  }

  @Test
  void anAuxiliaryClassifierThatCannotBeReplacedIsRefused() {
    Sequential hidden =
        Sequential.of(
            new Residual(Sequential.of(auxiliary(1, 2))), new Flatten(), new Linear(256, 2));
    assertThatThrownBy(() -> headOf(hidden, 2))
        .isInstanceOf(Conv4jException.class)
        .hasMessageContaining("an AuxiliaryHead inside a layer that is no Sequential");
  }

  /** Looked at when the device is closed. */
  @Test
  void whatWasMadeIsGivenBackWhenItFails() {
    Layer network = Sequential.of(new Conv2d(1, 2, 16), new Flatten(), new Linear(2, 2));
    try (Model old = new Model("net", network, IMAGE, List.of("x", "y"), Normalization.none(1))) {
      Objects.requireNonNull(old.parameters().get("0.weight")).set(device, new float[512]);
      assertThatThrownBy(() -> NewHead.of(old, FIVE, device, 8))
          .isInstanceOf(Conv4jException.class)
          .hasMessageContaining("it has no value yet");
    }
  }

  private void headOf(Layer network, int classes) {
    String[] labels =
        IntStream.range(0, classes).mapToObj(Integer::toString).toArray(String[]::new);
    try (Model old = new Model("net", network, IMAGE, List.of(labels), Normalization.none(1))) {
      Layers.initialize(network, device, 1);
      NewHead.of(old, FIVE, device, 8).close();
    }
  }

  @Test
  void networksThatCannotHaveAnotherHeadAreRefused() {
    Sequential residual =
        Sequential.of(new Flatten(), new Residual(Sequential.of(new Linear(256, 256))));
    assertThatThrownBy(() -> headOf(residual, 256))
        .isInstanceOf(Conv4jException.class)
        .hasMessageContaining("ends with a Linear or a Conv2d")
        .hasMessageContaining("Residual");
    assertThatThrownBy(() -> headOf(Sequential.of(new Flatten()), 256))
        .isInstanceOf(Conv4jException.class)
        .hasMessageContaining("nothing that learns");
    Sequential grouped =
        Sequential.of(
            new Conv2d(1, 4, 16), new Conv2d(Conv2d.Config.of(4, 4, 1).groups(2)), new Flatten());
    assertThatThrownBy(() -> headOf(grouped, 4)).isInstanceOf(Conv4jException.class);
  }
}
