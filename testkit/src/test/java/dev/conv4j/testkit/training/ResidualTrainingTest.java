package dev.conv4j.testkit.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conv4j.autograd.Gradients;
import dev.conv4j.autograd.Parameter;
import dev.conv4j.autograd.Pass;
import dev.conv4j.io.ModelFile;
import dev.conv4j.nn.AdaptiveAvgPool2d;
import dev.conv4j.nn.BatchNorm2d;
import dev.conv4j.nn.Conv2d;
import dev.conv4j.nn.CrossEntropyLoss;
import dev.conv4j.nn.Flatten;
import dev.conv4j.nn.Initialization;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.Linear;
import dev.conv4j.nn.Model;
import dev.conv4j.nn.Normalization;
import dev.conv4j.nn.Prediction;
import dev.conv4j.nn.Predictor;
import dev.conv4j.nn.ReLU;
import dev.conv4j.nn.Residual;
import dev.conv4j.nn.Sequential;
import dev.conv4j.optim.Optimizer;
import dev.conv4j.optim.Sgd;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A residual network of two blocks learns eight images of noise by heart. */
@Tag("either-kernels")
class ResidualTrainingTest {
  private static final int IMAGES = 8;
  private static final Shape IMAGE = Shape.of(3, 12, 12);
  private static final int STEPS = 60;

  private static Conv2d.Config convolution(int in, int out, int kernel) {
    return Conv2d.Config.of(in, out, kernel)
        .padding(kernel / 2)
        .withoutBias()
        .initialization(Initialization.HE_NORMAL_FAN_OUT);
  }

  private static Layer block(int in, int out, int stride) {
    Sequential body =
        Sequential.of(
            new Conv2d(convolution(in, out, 3).stride(stride)),
            new BatchNorm2d(out),
            new ReLU(),
            new Conv2d(convolution(out, out, 3)),
            new BatchNorm2d(out));
    return in == out
        ? new Residual(body)
        : new Residual(
            body,
            Sequential.of(
                new Conv2d(convolution(in, out, 1).stride(stride)), new BatchNorm2d(out)));
  }

  private static Model model(Device device) {
    Layer network =
        Sequential.of(
            new Conv2d(convolution(3, 16, 3)),
            new BatchNorm2d(16),
            new ReLU(),
            block(16, 16, 1),
            new ReLU(),
            block(16, 32, 2),
            new ReLU(),
            new AdaptiveAvgPool2d(1, 1),
            new Flatten(),
            new Linear(32, IMAGES));
    List<String> labels = IntStream.range(0, IMAGES).mapToObj(Integer::toString).toList();
    return new Model("small", network, IMAGE, labels, Normalization.none(3)).initialize(device, 1);
  }

  private static float[] pixels() {
    SplittableRandom random = new SplittableRandom(7);
    float[] pixels = new float[IMAGES * IMAGE.intCount()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextDouble();
    }
    return pixels;
  }

  /** Trains and returns how often each step asked the device for memory. */
  private static List<Long> train(Model model, Device device, int steps) {
    List<Long> allocations = new ArrayList<>();
    try (Optimizer optimizer = Sgd.Config.of(0.05f).momentum(0.9f).create(model.parameters());
        Gradients gradients = new Gradients(device);
        Tensor x = Tensor.of(device, IMAGE.batched(IMAGES), pixels());
        Tensor labels =
            Tensor.ofInts(device, Shape.of(IMAGES), IntStream.range(0, IMAGES).toArray())) {
      for (int step = 0; step < steps; step++) {
        try (Pass pass = Pass.training(device)) {
          Tensor loss = new CrossEntropyLoss().of(model.forward(x, pass), labels, pass);
          gradients.clear();
          pass.backward(loss, gradients);
          optimizer.step(gradients);
          pass.commit();
          allocations.add(pass.accounting().allocations());
        }
      }
    }
    return allocations;
  }

  /** In inference, where the running statistics stand in for those of the batch. */
  @Test
  void learnsEveryImageByHeartAndAsksForNoMemoryOnceWarm() {
    try (Device device = Devices.open("cpu", new DeviceOptions(2));
        Model model = model(device)) {
      List<Long> allocations = train(model, device, STEPS);
      float[] pixels = pixels();
      Predictor predictor = new Predictor(model);
      for (int image = 0; image < IMAGES; image++) {
        float[] own = new float[IMAGE.intCount()];
        System.arraycopy(pixels, image * own.length, own, 0, own.length);
        assertThat(predictor.top(own, 1))
            .extracting(Prediction::label)
            .containsExactly(Integer.toString(image));
      }
      assertThat(allocations.subList(2, STEPS)).containsOnly(0L);
    }
  }

  @Test
  void anyNumberOfThreadsTrainsTheSameBits() {
    String expected = trained(1);
    for (int threads = 1; threads <= 3; threads++) {
      assertThat(trained(threads)).as("%d threads", threads).isEqualTo(expected);
    }
  }

  /** The digest of weights and running statistics after a few steps. */
  private static String trained(int threads) {
    try (Device device = Devices.open("cpu", new DeviceOptions(threads));
        Model model = model(device)) {
      train(model, device, 5);
      return ModelFile.weightsSha256(model);
    }
  }

  @Test
  void theStatisticsAreNotWhatTheyBeganWith() {
    try (Device device = Devices.open("cpu", new DeviceOptions(1));
        Model model = model(device)) {
      train(model, device, 1);
      for (Parameter parameter : model.parameters().values()) {
        if (!parameter.isLearned()) {
          assertThat(parameter.value().toArray()).doesNotContain(0f, 1f);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-Xint", "-XX:TieredStopAtLevel=1"})
  void anotherCompilerGivesTheSameBits(String flag) throws IOException, InterruptedException {
    int here = BatchNormBits.hash(3_000); // long enough for the kernels to be compiled
    assertThat(here).isEqualTo(BatchNormBits.hash(1));
    assertThat(ChildJvm.run(BatchNormBits.class, List.of(flag))).isEqualTo(Integer.toString(here));
  }
}
