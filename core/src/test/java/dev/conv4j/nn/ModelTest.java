package dev.conv4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.Conv4jException;
import dev.conv4j.ShapeException;
import dev.conv4j.autograd.Parameter;
import dev.conv4j.autograd.Pass;
import dev.conv4j.nn.zoo.Zoo;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a model finds wrong with itself when it is built, and how it says so. */
class ModelTest {
  private static final Shape IMAGE = Shape.of(1, 28, 28);
  private static final List<String> DIGITS =
      IntStream.range(0, 10).mapToObj(Integer::toString).toList();

  private static Model model(Layer network) {
    return new Model("test", network, IMAGE, DIGITS, Normalization.MNIST);
  }

  private static Sequential.Builder features() {
    return Sequential.builder()
        .add("conv1", new Conv2d(1, 10, 5))
        .add("pool1", new MaxPool2d(2))
        .add("conv2", new Conv2d(10, 20, 5))
        .add("pool2", new MaxPool2d(2));
  }

  @Test
  void theWrongLastLayerIsToldWithTheWholeChain() {
    Layer network = features().add("flatten", new Flatten()).add("fc", new Linear(300, 10)).build();
    assertThatThrownBy(() -> model(network))
        .isInstanceOf(ShapeException.class)
        .hasMessage(
            "Linear 'fc': expected [N, 300] but got [1, 320]. What comes before it gives 320"
                + " features: make it take as many. Shapes on the way: 1×28×28 → conv1 10×24×24 →"
                + " pool1 10×12×12 → conv2 20×8×8 → pool2 20×4×4 → flatten 320.");
  }

  @Test
  void theWrongFirstLayerIsToldWithTheImage() {
    Layer network = Sequential.builder().add("conv1", new Conv2d(3, 10, 5)).build();
    assertThatThrownBy(() -> model(network))
        .isInstanceOf(ShapeException.class)
        .hasMessage(
            "Conv2d 'conv1': expected [N, 3, H, W] but got [1, 1, 28, 28]. What comes before it"
                + " gives 1 channels: make it take as many. Shapes on the way: 1×28×28.");
  }

  @Test
  void theWrongMiddleLayerIsToldWithWhatCameBefore() {
    Layer network =
        Sequential.builder()
            .add("conv1", new Conv2d(1, 10, 5))
            .add("conv2", new Conv2d(16, 20, 5))
            .add("conv3", new Conv2d(7, 7, 7))
            .build();
    assertThatThrownBy(() -> model(network))
        .isInstanceOf(ShapeException.class)
        .hasMessageStartingWith("Conv2d 'conv2': expected [N, 16, H, W] but got [1, 10, 24, 24].")
        .hasMessageEndingWith("Shapes on the way: 1×28×28 → conv1 10×24×24.");
  }

  @Test
  void tooSmallAnImageForAKernelIsToldInPixels() {
    Layer network = features().add("conv3", new Conv2d(20, 5, 5)).build();
    assertThatThrownBy(() -> model(network))
        .isInstanceOf(ShapeException.class)
        .hasMessageStartingWith(
            "Conv2d 'conv3': expected a padded image of at least 5×5 pixels, the kernel's extent"
                + " but got 4×4. Use a smaller kernel")
        .hasMessageEndingWith("pool2 20×4×4.");
  }

  @Test
  void aMissingFlattenIsSuggested() {
    Layer network = features().add("fc", new Linear(320, 10)).build();
    assertThatThrownBy(() -> model(network))
        .isInstanceOf(ShapeException.class)
        .hasMessageStartingWith("Linear 'fc': expected [N, 320] but got [1, 20, 4, 4].")
        .hasMessageContaining("Put a Flatten before it");
  }

  @Test
  void insideAResidualTheWholePathIsTold() {
    Layer body =
        Sequential.builder().add("relu", new ReLU()).add("conv", new Conv2d(9, 10, 1)).build();
    Layer network =
        Sequential.builder()
            .add("stem", new Conv2d(1, 10, 5))
            .add("block", new Residual(body))
            .build();
    assertThatThrownBy(() -> model(network))
        .isInstanceOf(ShapeException.class)
        .hasMessageStartingWith(
            "Conv2d 'block.body.conv': expected [N, 9, H, W] but got [1, 10, 24, 24].")
        .hasMessageEndingWith(
            "Shapes on the way: 1×28×28 → stem 10×24×24 → block.body.relu 10×24×24.");
  }

  @Test
  void aResidualWhoseBranchesDisagreeIsToldBothShapes() {
    Layer network =
        Sequential.builder()
            .add("stem", new Conv2d(1, 10, 5))
            .add(
                "block",
                new Residual(
                    new Conv2d(Conv2d.Config.of(10, 20, 3).padding(1)), new Conv2d(10, 20, 3)))
            .build();
    assertThatThrownBy(() -> model(network))
        .isInstanceOf(ShapeException.class)
        .hasMessageStartingWith(
            "Residual 'block': expected body and shortcut to give the same shape but got 20×24×24"
                + " from the body and 20×22×22 beside it.")
        .hasMessageContaining("1×1 convolution")
        .hasMessageEndingWith("1×28×28 → stem 10×24×24.");
  }

  @Test
  void insideNestedSequencesNoShapeIsToldTwice() {
    Layer inner =
        Sequential.builder()
            .add("conv2", new Conv2d(10, 20, 5))
            .add("conv3", new Conv2d(10, 20, 5))
            .build();
    Layer outer =
        Sequential.builder()
            .add("conv1", new Conv2d(1, 10, 5))
            .add("stage", Sequential.builder().add("inner", inner).build())
            .build();
    assertThatThrownBy(() -> model(outer))
        .isInstanceOf(ShapeException.class)
        .hasMessageStartingWith("Conv2d 'stage.inner.conv3': expected [N, 10, H, W]")
        .hasMessageEndingWith(
            "Shapes on the way: 1×28×28 → conv1 10×24×24 → stage.inner.conv2 20×20×20.");
  }

  /** A model that was built can still be given the wrong images. */
  @Test
  void theForwardPassTellsTheSame() {
    try (Device device = Devices.open("cpu", new DeviceOptions(1));
        Model model = model(Zoo.network("lecture", IMAGE, 10)).initialize(device, 1)) {
      Predictor predictor = new Predictor(model);
      assertThatThrownBy(() -> predictor.probabilities(new float[785]))
          .isInstanceOf(ShapeException.class)
          .hasMessageContaining("expected a multiple of 784 pixels, images of [1, 28, 28]");
      try (Pass pass = Pass.inference(device);
          Tensor images = Tensor.zeros(device, Shape.of(2, 28, 28, 1))) {
        assertThatThrownBy(() -> model.forward(images, pass))
            .isInstanceOf(ShapeException.class)
            .hasMessageContaining("Conv2d 'conv1': expected [N, 1, H, W] but got [2, 28, 28, 1]")
            .hasMessageContaining("channels-last");
      }
    }
  }

  @Test
  void labelsAndOutputsMustAgree() {
    assertThatThrownBy(() -> model(Zoo.network("lecture", IMAGE, 11)))
        .isInstanceOf(ShapeException.class)
        .hasMessage(
            "Model 'test': expected one output for each of 10 labels but got 11 for an image of"
                + " 1×28×28. Give the last layer 10 outputs.");
    assertThatThrownBy(() -> model(features().build()))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("20×4×4");
  }

  @Test
  void labelsAreDifferent() {
    Layer network = Sequential.of(new Flatten(), new Linear(784, 2));
    for (List<String> labels : List.of(List.of("a", "a"), List.<String>of())) {
      assertThatThrownBy(() -> new Model("m", network, IMAGE, labels, Normalization.MNIST))
          .isInstanceOf(ShapeException.class)
          .hasMessageContaining("Model 'm': expected a different label for each class")
          .hasMessageContaining(labels.toString());
    }
  }

  @Test
  void imagesHaveThreeExtentsAndPixels() {
    Layer network = Sequential.of(new Flatten(), new Linear(784, 10));
    for (Shape image : List.of(Shape.of(28, 28), Shape.of(1, 1, 28, 28), Shape.of(1, 0, 28))) {
      assertThatThrownBy(() -> new Model("m", network, image, DIGITS, Normalization.MNIST))
          .isInstanceOf(ShapeException.class)
          .hasMessageContaining("Model 'm' input: expected")
          .hasMessageContaining(image.toString());
    }
  }

  @Test
  void everyChannelHasItsNormalisation() {
    Layer network = Sequential.of(new Flatten(), new Linear(3 * 4, 10));
    assertThatThrownBy(
            () -> new Model("m", network, Shape.of(3, 2, 2), DIGITS, Normalization.none(1)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("a normalisation for each of 3 channels but got 1 channels");
  }

  @Test
  void aModelWithoutWeightsSaysSoWhereverTheyAreNeeded() {
    Model model = model(Zoo.network("lecture", IMAGE, 10));
    assertThatThrownBy(model::device)
        .isInstanceOf(Conv4jException.class)
        .hasMessageContaining("it has no value yet");
    Model nothing =
        new Model(
            "nothing",
            Sequential.of(new Flatten()),
            Shape.of(1, 1, 2),
            List.of("a", "b"),
            Normalization.none(1));
    assertThat(nothing.parameterCount()).isZero();
    assertThatThrownBy(nothing::device)
        .isInstanceOf(Conv4jException.class)
        .hasMessageContaining("Model 'nothing': it has no weights");
  }

  /** Larger than any heap: nothing may be allocated before weights are asked for. */
  @Test
  void anAbsurdSizeIsNotAllocatedBeforeItIsNeeded() {
    Layer network = Sequential.of(new Conv2d(1, Integer.MAX_VALUE, 28), new Flatten());
    assertThatThrownBy(() -> model(network))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("2147483647");
    Layer wide = Sequential.of(new Flatten(), new Linear(784, 1 << 22), new Linear(1 << 22, 10));
    Model model = model(wide);
    assertThat(model.parameterCount()).isGreaterThan(3_000_000_000L);
    try (Device device = Devices.open("cpu", new DeviceOptions(1))) {
      assertThatThrownBy(() -> model.initialize(device, 1))
          .isInstanceOf(Conv4jException.class)
          .hasMessageContaining("cpu: expected");
    }
  }

  @Test
  void aCopyHasTheSameWeightsAndIsFrozenInTheSamePlaces() {
    Layer network =
        Sequential.builder()
            .add("conv", new Conv2d(1, 2, 5))
            .add("norm", new BatchNorm2d(2))
            .add("flatten", new Flatten())
            .add("fc", new Linear(2 * 24 * 24, 10))
            .build();
    try (Device device = Devices.open("cpu", new DeviceOptions(1));
        Model original = model(network).initialize(device, 1)) {
      Objects.requireNonNull(original.parameters().get("conv.weight")).setTrainable(false);
      try (Model copy = original.copy(device)) {
        assertThat(copy.parameters().keySet()).isEqualTo(original.parameters().keySet());
        copy.parameters()
            .forEach((path, parameter) -> {
              Parameter same = Objects.requireNonNull(original.parameters().get(path));
              assertThat(parameter.isFrozen()).as(path).isEqualTo(path.equals("conv.weight"));
              assertThat(parameter.value()).as(path).isNotSameAs(same.value());
              assertThat(parameter.value().toArray()).as(path).isEqualTo(same.value().toArray());
            });
      }
    }
  }
}
