package dev.conv4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.conv4j.autograd.Parameter;
import dev.conv4j.autograd.Pass;
import dev.conv4j.nn.zoo.Zoo;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Batch norm in a plan: folded into the convolution before it, or a step of its own. */
class FoldedNormalizationTest {
  private static final int CLASSES = 10;

  private final Device device = Devices.open("cpu", new DeviceOptions(2));

  @AfterEach
  void close() {
    device.close();
  }

  private static Model model(Layer network, Shape image, Device device) {
    List<String> labels = IntStream.range(0, CLASSES).mapToObj(Integer::toString).toList();
    Normalization none = Normalization.none(image.intExtent(0));
    Model model = new Model("test", network, image, labels, none).initialize(device, 7);
    Random random = new Random(5);
    for (Parameter parameter : model.parameters().values()) {
      if (parameter.shape().rank() == 1) {
        float[] values = parameter.value().toArray();
        for (int i = 0; i < values.length; i++) {
          values[i] += random.nextFloat() / 2; // variances stay positive
        }
        parameter.set(device, values);
      }
    }
    return model;
  }

  private static Model resNet(Device device) {
    Shape image = Shape.of(3, 20, 16);
    return model(Zoo.network("resnet18", image, CLASSES), image, device);
  }

  private static float[] pixels(Model model, int images) {
    Random random = new Random(images);
    float[] pixels = new float[images * model.input().intCount()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextFloat();
    }
    return pixels;
  }

  private static PredictionPlan plan(Model model) {
    try (Tensor image = Tensor.zeros(model.device(), model.input().batched(1));
        Pass pass = Pass.outlined(model.device())) {
      Tensor logits = model.forward(image, pass);
      return Objects.requireNonNull(PredictionPlan.of(model, pass.trace(), image, logits));
    }
  }

  private static float[] logitsOfAPass(Model model, float[] pixels) {
    Shape shape = model.input().batched(pixels.length / model.input().intCount());
    try (Tensor images = Tensor.of(model.device(), shape, pixels);
        Pass pass = Pass.inference(model.device())) {
      return model.forward(images, pass).toArray();
    }
  }

  private static float[] logitsOfAPlan(Model model, float[] pixels) {
    int images = pixels.length / model.input().intCount();
    PredictionPlan plan = plan(model);
    List<Tensor> buffers = new ArrayList<>();
    for (Shape item : plan.bufferItems()) {
      Shape shape = item.batched(images);
      buffers.add(Tensor.allocate(model.device(), ElementType.FLOAT32, shape, "buffer"));
    }
    buffers.get(plan.buffers().get(PredictionPlan.IMAGES)).write(pixels);
    try (PreparedPlan prepared = new PreparedPlan(plan, model.device())) {
      prepared.bind(buffers).forEach(Runnable::run);
      return buffers.get(plan.buffers().get(plan.logits())).toArray();
    } finally {
      buffers.forEach(Tensor::close);
    }
  }

  private static List<String> kinds(Model model) {
    return plan(model).steps().stream().map(step -> step.operation().kind()).toList();
  }

  @Test
  void everyNormalizationAdditionAndRectifierOfAResNetGoesIntoAConvolution() {
    List<String> expected = new ArrayList<>(Collections.nCopies(20, "FusedConvolution"));
    expected.addAll(List.of("AdaptiveAveragePooling", "Reshaping", "FusedLinear"));
    assertThat(kinds(resNet(device))).containsExactlyElementsOf(expected);
  }

  @Test
  void manyWeightsAreFetchedForManyImages() {
    Model small =
        model(Zoo.network("lecture", Shape.of(1, 28, 28), CLASSES), Shape.of(1, 28, 28), device);
    assertThat(RunSize.of(plan(small), small.parameterCount())).isEqualTo(new RunSize(8, true));
    Shape image = Shape.of(3, 32, 32);
    Model large = model(Zoo.network("resnet18", image, CLASSES), image, device);
    assertThat(RunSize.of(plan(large), large.parameterCount())).isEqualTo(new RunSize(64, false));
  }

  @Test
  void theLogitsOfAResNetMoveByLittle() {
    Model model = resNet(device);
    float[] pixels = pixels(model, 5);
    float[] inPass = logitsOfAPass(model, pixels);
    float[] folded = logitsOfAPlan(model, pixels);
    double most = 0;
    for (float logit : inPass) {
      most = Math.max(most, Math.abs(logit));
    }
    for (int i = 0; i < inPass.length; i++) {
      assertThat(Math.abs(folded[i] - inPass[i]) / most).isLessThan(1e-5);
    }
  }

  @Test
  void whereNothingIsFoldedTheLogitsAreThoseOfAPassToTheLastBit() {
    Shape image = Shape.of(4, 6, 6);
    Layer network =
        Sequential.of(
            new BatchNorm2d(4),
            new Conv2d(Conv2d.Config.of(4, 4, 3).padding(1)),
            new ReLU(),
            new BatchNorm2d(4),
            new AdaptiveAvgPool2d(2, 3),
            new Flatten(),
            new Linear(24, CLASSES),
            new ReLU());
    Model model = model(network, image, device);
    assertThat(kinds(model))
        .containsExactly(
            "ChannelNormalization",
            "FusedConvolution",
            "ChannelNormalization",
            "AdaptiveAveragePooling",
            "Reshaping",
            "FusedLinear");
    float[] pixels = pixels(model, 3);
    assertThat(logitsOfAPlan(model, pixels)).isEqualTo(logitsOfAPass(model, pixels));
  }

  /** One convolution, its channels normalised: each output keeps to the bound of the rule. */
  @Test
  void anOutputMovesByNoMoreThanTheRuleSays() {
    Shape image = Shape.of(3, 5, 4);
    Conv2d convolution = new Conv2d(Conv2d.Config.of(3, CLASSES, 5).kernel(5, 4));
    BatchNorm2d normal = new BatchNorm2d(CLASSES);
    Model model = model(Sequential.of(convolution, normal, new Flatten()), image, device);
    float[] pixels = pixels(model, 40);
    float[] inPass = logitsOfAPass(model, pixels);
    float[] folded = logitsOfAPlan(model, pixels);
    assertThat(folded).isNotEqualTo(inPass);
    double[] magnitudes = magnitudes(convolution, normal, pixels);
    int terms = image.intCount();
    for (int i = 0; i < inPass.length; i++) {
      double bound = (2 * terms + 8) * 0x1p-24 * magnitudes[i];
      assertThat((double) Math.abs(folded[i] - inPass[i])).isLessThanOrEqualTo(bound);
    }
  }

  private static double[] magnitudes(Conv2d convolution, BatchNorm2d normal, float[] pixels) {
    float[] weights = convolution.weight().value().toArray();
    float[] biases = Objects.requireNonNull(convolution.bias()).value().toArray();
    int terms = weights.length / CLASSES;
    double[] magnitudes = new double[pixels.length / terms * CLASSES];
    for (int i = 0; i < magnitudes.length; i++) {
      int channel = i % CLASSES;
      double sum = Math.abs(biases[channel]) + Math.abs(at(normal.runningMean(), channel));
      for (int term = 0; term < terms; term++) {
        double product = weights[channel * terms + term] * pixels[i / CLASSES * terms + term];
        sum += Math.abs(product);
      }
      double deviation = Math.sqrt(at(normal.runningVariance(), channel) + 1e-5);
      double scale = Math.abs(at(normal.weight(), channel)) / deviation;
      magnitudes[i] = scale * sum + Math.abs(at(normal.bias(), channel));
    }
    return magnitudes;
  }

  private static double at(Parameter parameter, int index) {
    return parameter.value().toArray()[index];
  }

  @Test
  void manyThreadsShareTheFoldedWeights() throws Exception {
    Model model = resNet(device);
    long weights = device.memory().use().bytesInUse();
    try (Predictor predictor = new Predictor(model);
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      float[] pixels = pixels(model, 6);
      Callable<float[]> call = () -> predictor.probabilities(pixels);
      List<Future<float[]>> answers = threads.invokeAll(Collections.nCopies(16, call));
      float[] expected = predictor.probabilities(pixels);
      for (Future<float[]> answer : answers) {
        assertThat(answer.get()).isEqualTo(expected);
      }
      int perImage = model.input().intCount();
      float[] last = Arrays.copyOfRange(pixels, 5 * perImage, 6 * perImage);
      assertThat(predictor.probabilities(last))
          .isEqualTo(Arrays.copyOfRange(expected, 5 * CLASSES, 6 * CLASSES));
    }
    assertThat(device.memory().use().bytesInUse()).isEqualTo(weights);
  }

  /** The reference computes in float64: what is folded there is the same but for its last bits. */
  @Test
  void theReferenceFoldsAlmostWithoutError() {
    Shape image = Shape.of(3, 5, 4);
    try (Device reference = Devices.open("reference");
        Model model =
            model(
                Sequential.of(
                    new Conv2d(3, 4, 3), new BatchNorm2d(4), new Flatten(), new Linear(24, 10)),
                image,
                reference)) {
      float[] pixels = pixels(model, 2);
      float[] inPass = logitsOfAPass(model, pixels);
      float[] folded = logitsOfAPlan(model, pixels);
      for (int i = 0; i < inPass.length; i++) {
        assertThat(folded[i]).isCloseTo(inPass[i], within(Math.ulp(inPass[i])));
      }
    }
  }
}
