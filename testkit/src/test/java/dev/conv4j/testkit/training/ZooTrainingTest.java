package dev.conv4j.testkit.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conv4j.autograd.Gradients;
import dev.conv4j.autograd.Pass;
import dev.conv4j.autograd.Randomness;
import dev.conv4j.io.ModelFile;
import dev.conv4j.nn.CrossEntropyLoss;
import dev.conv4j.nn.Model;
import dev.conv4j.nn.Normalization;
import dev.conv4j.nn.Predictor;
import dev.conv4j.nn.zoo.Zoo;
import dev.conv4j.optim.Adam;
import dev.conv4j.optim.Optimizer;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Networks of the zoo learn eight images by heart, in inference, too, where running statistics
 * stand in for those of the batch; saved and loaded, they predict the same bits.
 */
class ZooTrainingTest {
  private static final int IMAGES = 8;
  private static final int MOST_STEPS = 400;

  /** Steps between two looks at how many are right. */
  private static final int LOOK = 5;

  @TempDir Path folder;

  /** One of each family, for images so small that a step takes a fraction of a second. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "lecture, 16",
    "convnet5, 16",
    "resnet9_32, 8",
    "lenet5, 16",
    "alexnet, 16",
    "vgg11_bn, 16",
    "googlenet_aux, 8",
    "resnet18, 8",
    "resnet20, 12",
    "squeezenet1_1, 24",
    "mobilenet_v2, 12",
    "densenet121, 8",
    "efficientnet_b0, 8"
  })
  void oneOfEachFamilyLearnsByHeart(String name, int side) {
    learnsByHeart(name, Shape.of(3, side, side));
  }

  /** All of them with the first layers for small images, and for large ones. */
  static Stream<Arguments> all() {
    return Zoo.names().stream()
        .flatMap(name -> IntStream.of(32, 64).mapToObj(side -> Arguments.of(name, side)));
  }

  @Tag("exhaustive")
  @ParameterizedTest(name = "{0} on {1}×{1}")
  @MethodSource("all")
  void eachLearnsByHeart(String name, int side) {
    learnsByHeart(name, Shape.of(3, side, side));
  }

  private void learnsByHeart(String name, Shape image) {
    List<String> labels = IntStream.range(0, IMAGES).mapToObj(Integer::toString).toList();
    try (Device device = Devices.open("cpu", new DeviceOptions(2));
        Model model =
            new Model(name, Zoo.network(name, image, IMAGES), image, labels, Normalization.none(3))
                .initialize(device, 1)) {
      float[] pixels = pixels(image);
      train(model, device, pixels);
      float[] probabilities = probabilities(model, pixels);
      assertThat(right(probabilities)).as("images named right").isEqualTo(IMAGES);
      Path file = folder.resolve(name + ".safetensors");
      ModelFile.save(model, file, Map.of());
      try (Model loaded = ModelFile.load(file, device).model()) {
        assertThat(probabilities(loaded, pixels)).isEqualTo(probabilities);
      }
    }
  }

  /** Waves of another length and direction in each image and colour, from 0 to 1. */
  private static float[] pixels(Shape image) {
    float[] pixels = new float[IMAGES * image.intCount()];
    int width = image.intExtent(2);
    int plane = image.intExtent(1) * width;
    for (int i = 0; i < pixels.length; i++) {
      int number = i / image.intCount();
      int colour = i / plane % image.intExtent(0);
      int row = i % plane / width;
      int column = i % width;
      double length = (1.0 + number) * row + (1.0 + (3 * number + colour) % IMAGES) * column;
      pixels[i] = (float) (0.5 + 0.5 * Math.sin(3 * length / width + colour));
    }
    return pixels;
  }

  /**
   * By larger steps rectified values become zero for good: in SqueezeNet the logits, in VGG whole
   * layers of the classifier.
   */
  private static float rate(Model model) {
    return model.name().matches("(squeezenet|vgg).*") ? 2e-4f : 1e-3f;
  }

  private static void train(Model model, Device device, float[] pixels) {
    try (Optimizer optimizer = Adam.Config.adam(rate(model)).create(model.parameters());
        Gradients gradients = new Gradients(device);
        Tensor x = Tensor.of(device, model.input().batched(IMAGES), pixels);
        Tensor labels =
            Tensor.ofInts(device, Shape.of(IMAGES), IntStream.range(0, IMAGES).toArray())) {
      for (int step = 1; step <= MOST_STEPS; step++) {
        try (Pass pass = Pass.training(device, new Randomness(1, step))) {
          Tensor loss = new CrossEntropyLoss().of(model.forward(x, pass), labels, pass);
          assertThat(loss.item()).as("the loss of step " + step).isFinite();
          gradients.clear();
          pass.backward(loss, gradients);
          requireAll(model, gradients);
          optimizer.step(gradients);
          pass.commit();
        }
        if (step % LOOK == 0 && right(probabilities(model, pixels)) == IMAGES) {
          return;
        }
      }
    }
  }

  /** Nothing that is to be learned lies beside the way from the images to the loss. */
  private static void requireAll(Model model, Gradients gradients) {
    model
        .parameters()
        .forEach((path, parameter) ->
            assertThat(gradients.has(parameter)).as(path).isEqualTo(parameter.isLearned()));
  }

  private static float[] probabilities(Model model, float[] pixels) {
    try (Predictor predictor = new Predictor(model)) {
      return predictor.probabilities(pixels);
    }
  }

  private static int right(float[] probabilities) {
    int right = 0;
    for (int image = 0; image < IMAGES; image++) {
      int best = 0;
      for (int c = 1; c < IMAGES; c++) {
        best = probabilities[image * IMAGES + c] > probabilities[image * IMAGES + best] ? c : best;
      }
      right += best == image ? 1 : 0;
    }
    return right;
  }
}
