package dev.conv4j.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conv4j.autograd.Addition;
import dev.conv4j.autograd.Operation;
import dev.conv4j.autograd.Pass;
import dev.conv4j.io.ModelFile;
import dev.conv4j.nn.zoo.Zoo;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.PaddingMode;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** A plan computes what a pass computes, to the last bit, and less of it. */
class PredictionPlanTest {
  private static final Shape IMAGE = Shape.of(1, 28, 28);
  private static final int CLASSES = 10;

  /** A layer whose operation no plan knows: it doubles. */
  private static final class Doubling implements Layer {
    private record Twice() implements Operation {
      @Override
      public long flops(List<Shape> inputs, Shape output) {
        return output.count();
      }
    }

    @Override
    public Tensor forward(Tensor input, Pass pass) {
      return pass.run(
          new Twice(),
          input.shape(),
          List.of(input),
          y -> pass.kernels().elementwise().add(input, input, y),
          (dy, into) -> {});
    }

    @Override
    public Shape outputShape(Shape input) {
      return input;
    }

    @Override
    public Config config() {
      throw new UnsupportedOperationException("never saved");
    }
  }

  enum Network {
    LECTURE(true) {
      @Override
      Layer build() {
        return Zoo.network("lecture", IMAGE, CLASSES);
      }
    },
    RELU_BEFORE_POOLING(true) {
      @Override
      Layer build() {
        return Sequential.of(
            new Conv2d(1, 3, 3), new ReLU(), new MaxPool2d(2), new Flatten(), linear(3 * 13 * 13));
      }
    },
    RELU_READ_TWICE(true) {
      @Override
      Layer build() {
        Layer pooled = new MaxPool2d(new MaxPool2d.Config(SQUARE, ONE, ONE));
        return Sequential.of(
            new Conv2d(1, 3, 3),
            new ReLU(),
            new Residual(pooled),
            new Flatten(),
            linear(3 * 26 * 26));
      }
    },
    RESIDUAL(true) {
      @Override
      Layer build() {
        Layer body = Sequential.of(same(4, 4), new ReLU(), same(4, 4));
        return Sequential.of(
            same(1, 4),
            new ReLU(),
            new Residual(body),
            new ReLU(),
            new Residual(Sequential.of(same(4, 4)), same(4, 4)),
            new AvgPool2d(4),
            new Flatten(),
            linear(4 * 7 * 7));
      }
    },
    OF_ITSELF(true) {
      @Override
      Layer build() {
        return Sequential.of(new Flatten(), linear(784), new Residual(new ReLU()));
      }
    },
    ACTIVATIONS(true) {
      @Override
      Layer build() {
        return Sequential.of(
            same(1, 4),
            new SiLU(),
            same(4, 4),
            new Residual(new GELU()),
            new PReLU(4),
            same(4, 4),
            new ELU(1),
            new Hardswish(),
            new Residual(new Sigmoid()),
            new Residual(Sequential.of(same(4, 4), new Tanh())),
            new LeakyReLU(0.1f),
            new Softmax(),
            new GELU(GELU.Form.TANH),
            new Flatten(),
            linear(4 * 28 * 28),
            new ReLU6(),
            new Residual(new Softmax()));
      }
    },
    DROPOUT(true) {
      @Override
      Layer build() {
        return Sequential.of(
            new Dropout(0.5f),
            same(1, 2),
            new Residual(new Dropout2d(0.5f)),
            new Dropout2d(0.5f),
            new ReLU(),
            new Flatten(),
            new Dropout(0.5f),
            linear(2 * 28 * 28),
            new Dropout(0.1f));
      }
    },
    EVERY_WINDOW(true) {
      @Override
      Layer build() {
        return Sequential.of(
            Conv2d.Config.of(1, 3, 4).padSame().build(),
            new ReLU(),
            MaxPool2d.Config.of(3).stride(2).ceilMode(true).build(),
            Conv2d.Config.of(3, 3, 3).padding(1).paddingMode(PaddingMode.REFLECT).build(),
            new ReLU(),
            MaxPool2d.Config.of(2).stride(1).padding(1).dilation(3).build(),
            AvgPool2d.Config.of(3).stride(2).padding(1).countIncludePad(false).build(),
            new AdaptiveMaxPool2d(3, 2),
            new Flatten(),
            linear(3 * 6));
      }
    },
    BRANCHES(true) {
      @Override
      Layer build() {
        return Sequential.of(
            Concat.of(same(1, 2), Sequential.of(), Sequential.of(same(1, 1), new ReLU())),
            new SqueezeExcitation.Config(
                    4, 2, new ReLU.Config(), new Sigmoid.Config(), Initialization.HE_NORMAL)
                .build(),
            new AuxiliaryHead(Sequential.of(new Flatten(), linear(3136)), 1),
            Concat.of(Sequential.of(), Sequential.of()),
            new PadChannels(1, 2),
            new MaxPool2d(4),
            new Flatten(),
            linear(11 * 49));
      }
    },
    NORMALIZED(true) {
      @Override
      Layer build() {
        return Sequential.of(
            same(1, 4),
            new GroupNorm(2, 4),
            new ReLU(),
            new Residual(
                Sequential.of(same(4, 4), new LayerNorm(28, 28), new StochasticDepth(0.5f))),
            GroupNorm.Config.of(1, 4).withoutAffine().build(),
            new MaxPool2d(4),
            ConvTranspose2d.Config.of(4, 2, 3).stride(2).padding(1).outputPadding(1).build(),
            new ReLU(),
            ConvTranspose2d.Config.of(2, 2, 2).withoutBias().build(),
            new Flatten(),
            linear(450),
            LayerNorm.Config.of(CLASSES).withoutBias().build());
      }
    },
    UNKNOWN_OPERATION(false) {
      @Override
      Layer build() {
        return Sequential.of(new Doubling(), new Flatten(), linear(784));
      }
    },
    INPUT_OF_ITS_OWN(false) {
      @Override
      Layer build() {
        return Sequential.of(new Flatten(), linear(784), new Shifting());
      }
    };

    private static final dev.conv4j.tensor.Size2d SQUARE = dev.conv4j.tensor.Size2d.square(3);
    private static final dev.conv4j.tensor.Size2d ONE = dev.conv4j.tensor.Size2d.square(1);

    private final boolean isPlannable;

    Network(boolean isPlannable) {
      this.isPlannable = isPlannable;
    }

    abstract Layer build();

    private static Layer linear(int in) {
      return new Linear(in, CLASSES);
    }

    private static Layer same(int in, int out) {
      return new Conv2d(Conv2d.Config.of(in, out, 3).padding(1));
    }
  }

  static final List<Network> NETWORKS = List.of(Network.values());

  private final Device device = Devices.open("cpu", new DeviceOptions(2));

  @AfterEach
  void close() {
    device.close();
  }

  private Model model(Network network) {
    return model(network, device);
  }

  private static Model model(Network network, Device device) {
    return new Model(
            "test",
            network.build(),
            IMAGE,
            IntStream.range(0, CLASSES).mapToObj(Integer::toString).toList(),
            Normalization.MNIST)
        .initialize(device, 7);
  }

  private static float[] pixels(int images) {
    Random random = new Random(images);
    float[] pixels = new float[images * IMAGE.intCount()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextFloat();
    }
    return pixels;
  }

  private float[] inPass(Model model, float[] pixels) {
    float[] copy = pixels.clone();
    int perImage = IMAGE.intCount();
    for (int at = 0; at < copy.length; at += perImage) {
      model.normalization().apply(copy, at, perImage);
    }
    try (Tensor images = Tensor.of(device, IMAGE.batched(copy.length / perImage), copy);
        Pass pass = Pass.inference(device)) {
      Tensor logits = model.forward(images, pass);
      Tensor softmax = pass.allocate(new Addition(), ElementType.FLOAT32, logits.shape());
      device.kernels().loss().softmax(logits, softmax);
      return softmax.toArray();
    }
  }

  private @Nullable PredictionPlan plan(Model model) {
    try (Tensor image = Tensor.zeros(device, IMAGE.batched(1));
        Pass pass = Pass.traced(device)) {
      Tensor logits = model.forward(image, pass);
      return PredictionPlan.of(model, pass.trace(), image, logits);
    }
  }

  @ParameterizedTest
  @FieldSource("NETWORKS")
  void aPredictionIsThatOfAPassToTheLastBit(Network network) {
    Model model = model(network);
    assertThat(plan(model) != null).isEqualTo(network.isPlannable);
    String weights = ModelFile.weightsSha256(model);
    try (Predictor predictor = new Predictor(model)) {
      for (int images : List.of(2, 1, 7, 2, 150)) {
        float[] pixels = pixels(images);
        float[] expected = inPass(model, pixels);
        assertThat(predictor.probabilities(pixels)).as("%d images", images).isEqualTo(expected);
        assertThat(pixels).isEqualTo(pixels(images));
      }
    }
    assertThat(ModelFile.weightsSha256(model)).isEqualTo(weights);
  }

  @Test
  void poolsBeforeItRectifies() {
    PredictionPlan plan = Objects.requireNonNull(plan(model(Network.RELU_BEFORE_POOLING)));
    assertThat(kinds(plan))
        .containsExactly(
            "FusedConvolution", "MaxPooling", "Rectification", "Reshaping", "FusedLinear");
    PredictionPlan other = Objects.requireNonNull(plan(model(Network.RELU_READ_TWICE)));
    assertThat(kinds(other)).startsWith("FusedConvolution", "MaxPooling", "Addition");
  }

  @Test
  void activationsAreWrittenOverWhatTheyRead() {
    PredictionPlan plan = Objects.requireNonNull(plan(model(Network.ACTIVATIONS)));
    PredictionPlan.Step silu = plan.steps().get(1);
    assertThat(silu.operation().kind()).isEqualTo("ElementwiseActivation");
    PredictionPlan.Step convolution = plan.steps().getFirst();
    assertThat(plan.buffers().get(silu.output()))
        .isEqualTo(plan.buffers().get(convolution.output()));
  }

  @Test
  void dropoutIsNoStepOfAPrediction() {
    PredictionPlan plan = Objects.requireNonNull(plan(model(Network.DROPOUT)));
    assertThat(kinds(plan))
        .containsExactly(
            "FusedConvolution", "Addition", "Rectification", "Reshaping", "FusedLinear");
  }

  private static List<String> kinds(PredictionPlan plan) {
    return plan.steps().stream().map(step -> step.operation().kind()).toList();
  }

  @Test
  void rectifiesAndAddsInPlaceAndUsesBuffersAgain() {
    PredictionPlan plan = Objects.requireNonNull(plan(model(Network.RESIDUAL)));
    // Of seven images of four channels never more than three are needed at once.
    assertThat(plan.bufferItems().stream().filter(Shape.of(4, 28, 28)::equals)).hasSize(3);
    for (PredictionPlan.Step step : plan.steps()) {
      List<Integer> read = new ArrayList<>();
      for (PredictionPlan.Source input : step.inputs()) {
        if (input instanceof PredictionPlan.Source.Value(int number)) {
          read.add(plan.buffers().get(number));
        }
      }
      Integer written = plan.buffers().get(step.output());
      if (step.operation() instanceof FusedConvolution) {
        assertThat(read).doesNotContain(written);
      } else if (step.operation() instanceof Addition) {
        assertThat(read).contains(written);
      }
    }
  }

  /** With one thread, for it is chance how many of several ever run at once. */
  @Test
  void onceWarmItAsksForNoMemory() {
    try (Device alone = Devices.open("cpu", new DeviceOptions(1))) {
      Model model = model(Network.LECTURE, alone);
      try (Predictor predictor = new Predictor(model)) {
        List<Integer> batches = List.of(1, 64, 13);
        batches.forEach(images -> predictor.probabilities(pixels(images)));
        long before = alone.memory().use().allocations();
        batches.forEach(images -> predictor.probabilities(pixels(images)));
        assertThat(alone.memory().use().allocations()).isEqualTo(before);
      }
      assertThat(alone.memory().use().bytesInUse()).isEqualTo(4 * model.parameterCount());
    }
  }

  @Test
  void manyThreadsShareOnePredictor() throws Exception {
    Model model = model(Network.LECTURE);
    List<float[]> expected =
        IntStream.range(1, 9).mapToObj(images -> inPass(model, pixels(images))).toList();
    try (Predictor predictor = new Predictor(model);
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Callable<float[]>> calls =
          IntStream.range(0, 64)
              .<Callable<float[]>>mapToObj(
                  i -> () -> predictor.probabilities(pixels(1 + i % expected.size())))
              .toList();
      List<Future<float[]>> answers = threads.invokeAll(calls);
      for (int i = 0; i < answers.size(); i++) {
        assertThat(answers.get(i).get()).isEqualTo(expected.get(i % expected.size()));
      }
    }
  }
}
