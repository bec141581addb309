package dev.conv4j.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.Conv4jException;
import dev.conv4j.FormatException;
import dev.conv4j.Version;
import dev.conv4j.autograd.Parameter;
import dev.conv4j.autograd.Pass;
import dev.conv4j.nn.AdaptiveAvgPool2d;
import dev.conv4j.nn.AvgPool2d;
import dev.conv4j.nn.BatchNorm2d;
import dev.conv4j.nn.Conv2d;
import dev.conv4j.nn.Flatten;
import dev.conv4j.nn.Initialization;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.Linear;
import dev.conv4j.nn.MaxPool2d;
import dev.conv4j.nn.Model;
import dev.conv4j.nn.Normalization;
import dev.conv4j.nn.Predictor;
import dev.conv4j.nn.ReLU;
import dev.conv4j.nn.Reshape;
import dev.conv4j.nn.Residual;
import dev.conv4j.nn.Sequential;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models into files and back. */
class ModelFileTest {
  private static final Shape IMAGE = Shape.of(2, 8, 8);
  private static final List<String> LABELS = List.of("cat", "chien 犬", "\"quoted\"");

  @TempDir private Path folder;
  private final Device device = Devices.open("cpu", new DeviceOptions(1));

  @AfterEach
  void close() {
    device.close();
  }

  /** One layer of each kind, with no setting left at its default. */
  private static Layer everything() {
    Conv2d.Config stem =
        Conv2d.Config.of(2, 4, 3)
            .kernel(3, 1)
            .padding(1, 0)
            .groups(2)
            .initialization(Initialization.HE_NORMAL);
    return Sequential.builder()
        .add("stem", new Conv2d(stem))
        .add("max", new MaxPool2d(MaxPool2d.Config.of(3).stride(1).padding(1)))
        .add(
            "block",
            new Residual(
                Sequential.of(
                    new ReLU(), new Conv2d(Conv2d.Config.of(4, 6, 3).padding(2).dilation(2))),
                new Conv2d(Conv2d.Config.of(4, 6, 1).withoutBias())))
        .add("plain", new Residual(new ReLU()))
        .add("norm", new BatchNorm2d(BatchNorm2d.Config.of(6).epsilon(1e-3f).momentum(0.25f)))
        .add(
            "named",
            Residual.Config.of(Sequential.of(new Conv2d(6, 6, 1), new BatchNorm2d(6)).config())
                .shortcut(new BatchNorm2d(6).config())
                .withoutBodyName()
                .shortcutName("downsample")
                .build())
        .add("adaptive", new AdaptiveAvgPool2d(8, 8))
        .add("avg", new AvgPool2d(AvgPool2d.Config.of(2, 4)))
        .add("reshape", new Reshape(new Reshape.Config(List.of(12, 2, 2))))
        .add("flatten", new Flatten())
        .add("fc", new Linear(Linear.Config.of(48, 3).withoutBias()))
        .build();
  }

  private Model model() {
    return new Model(
            "all kinds",
            everything(),
            IMAGE,
            LABELS,
            new Normalization(List.of(0.1f, -3e-8f), List.of(0.3f, 7f)))
        .initialize(device, 1);
  }

  private static float[] pixels() {
    float[] pixels = new float[128];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = i / 128f;
    }
    return pixels;
  }

  @Test
  void theFileAloneIsEnoughToPredictTheSame() {
    Path file = folder.resolve("model.safetensors");
    try (Model saved = model()) {
      ModelFile.save(saved, file, Map.of("run", "7"));
      ModelFile.Loaded loaded = ModelFile.load(file, device);
      try (Model read = loaded.model();
          Predictor before = new Predictor(saved);
          Predictor after = new Predictor(read)) {
        assertThat(read.name()).isEqualTo("all kinds");
        assertThat(read.input()).isEqualTo(IMAGE);
        assertThat(read.labels()).isEqualTo(LABELS);
        assertThat(read.normalization()).isEqualTo(saved.normalization());
        assertThat(read.network().config()).isEqualTo(saved.network().config());
        assertThat(read.parameters().keySet())
            .containsExactlyElementsOf(saved.parameters().keySet());
        assertThat(after.probabilities(pixels())).containsExactly(before.probabilities(pixels()));
        assertThat(ModelFile.weightsSha256(read)).isEqualTo(ModelFile.weightsSha256(saved));
        assertThat(loaded.metadata())
            .containsEntry("run", "7")
            .containsEntry("conv4j.version", Version.current());
      }
    }
    assertThat(device.memory().use().bytesInUse()).isZero();
  }

  @Test
  void equalModelsGiveEqualFiles() throws IOException {
    Path one = folder.resolve("one.safetensors");
    Path two = folder.resolve("two.safetensors");
    try (Model model = model()) {
      ModelFile.save(model, one, Map.of("a", "1", "b", "2", "c", "3"));
      ModelFile.save(
          ModelFile.load(one, device).model(), two, Map.of("c", "3", "b", "2", "a", "1"));
    }
    assertThat(Files.mismatch(one, two)).isEqualTo(-1);
  }

  @Test
  void savingAgainReplacesTheFile() {
    Path file = folder.resolve("model.safetensors");
    try (Model model = model()) {
      ModelFile.save(model, file, Map.of());
      ModelFile.save(model.initialize(device, 2), file, Map.of());
      assertThat(ModelFile.weightsSha256(ModelFile.load(file, device).model()))
          .isEqualTo(ModelFile.weightsSha256(model));
    }
    assertThat(folder).isDirectoryContaining(file::equals);
    assertThat(folder.toFile().list()).hasSize(1);
  }

  /** SHA-256 of the little-endian floats in the order of the names, whatever the layers' order. */
  @Test
  void theDigestIsOfTheWeightsInTheOrderOfTheirNames() throws Exception {
    Layer network =
        Sequential.builder()
            .add("z", new Flatten())
            .add("b", new Linear(Linear.Config.of(1, 1).withoutBias()))
            .add("a", new Linear(Linear.Config.of(1, 1).withoutBias()))
            .build();
    try (Model model =
        new Model("m", network, Shape.of(1, 1, 1), List.of("x"), Normalization.none(1))) {
      int value = 2;
      for (var parameter : model.parameters().values()) {
        parameter.set(device, value--); // b is 2 and a is 1
      }
      byte[] bytes = HexFormat.of().parseHex("0000803f" + "00000040");
      assertThat(ModelFile.weightsSha256(model))
          .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
    }
  }

  @Test
  void aModelWithoutWeightsIsNotSavedAndLeavesNothing() {
    Path file = folder.resolve("model.safetensors");
    Model empty = new Model("m", everything(), IMAGE, LABELS, Normalization.none(2));
    assertThatThrownBy(() -> ModelFile.save(empty, file, Map.of()))
        .isInstanceOf(Conv4jException.class)
        .hasMessageContaining("it has no value yet");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void weightsOfAnotherNetworkAreRefusedByName() {
    Path file = folder.resolve("model.safetensors");
    try (Model saved = model()) {
      ModelFile.save(saved, file, Map.of());
    }
    Layer fewer = Sequential.of(new Flatten(), new Linear(128, 3));
    Model other = new Model("other", fewer, IMAGE, LABELS, Normalization.none(2));
    assertThatThrownBy(() -> ModelFile.loadWeights(file, other, device))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith(file + ": expected the 2 tensors of 'other' but got ")
        .hasMessageContaining("[1.bias, 1.weight] missing")
        .hasMessageContaining("stem.weight")
        .hasMessageContaining("too many");
    assertThat(device.memory().use().bytesInUse()).isZero();
  }

  @Test
  void weightsOfAnotherShapeAreRefusedBeforeAnyIsLoaded() {
    Path file = folder.resolve("model.safetensors");
    Shape image = Shape.of(1, 1, 2);
    List<String> labels = List.of("a", "b");
    Model narrow =
        new Model(
            "narrow",
            Sequential.of(new Flatten(), new Linear(2, 3), new Linear(3, 2)),
            image,
            labels,
            Normalization.none(1));
    ModelFile.save(narrow.initialize(device, 1), file, Map.of());
    Model wide =
        new Model(
                "wide",
                Sequential.of(new Flatten(), new Linear(2, 4), new Linear(4, 2)),
                image,
                labels,
                Normalization.none(1))
            .initialize(device, 2);
    String before = ModelFile.weightsSha256(wide);
    assertThatThrownBy(() -> ModelFile.loadWeights(file, wide, device))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("tensor '1.weight' of shape [4, 2] but got [3, 2]");
    assertThat(ModelFile.weightsSha256(wide)).isEqualTo(before);
  }

  @Test
  void weightsAloneAreNoModelButCanBeLoadedIntoOne() throws IOException {
    Path file = folder.resolve("weights.safetensors");
    AtomicFiles.write(
        file,
        out ->
            Safetensors.write(
                out, Map.of(), Map.of("1.weight", Shape.of(1, 2)), name -> new float[] {3, 4}));
    assertThatThrownBy(() -> ModelFile.load(file, device))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("an architecture in the metadata, as conv4j writes it but got none")
        .hasMessageContaining("ModelFile.loadWeights");
    Linear linear = new Linear(Linear.Config.of(2, 1).withoutBias());
    Model model =
        new Model(
            "m",
            Sequential.of(new Flatten(), linear),
            Shape.of(1, 1, 2),
            List.of("x"),
            Normalization.none(1));
    ModelFile.loadWeights(file, model, device);
    assertThat(linear.weight().value().toArray()).containsExactly(3, 4);
  }

  /** A layer of a user's own. */
  public static final class Negate implements Layer {
    /** With a setting of each kind that a file can hold. */
    public record Config(boolean on, float by, String note, Mode mode, List<String> tags, Part part)
        implements Layer.Config {
      @Override
      public Negate build() {
        return new Negate(this);
      }
    }

    /** An enum. */
    public enum Mode {
      /** One. */
      SOFT,
      /** Two. */
      HARD
    }

    /** A record in a record. */
    public record Part(int number) {}

    private final Config config;

    Negate(Config config) {
      this.config = config;
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
      return config;
    }
  }

  @Test
  void layersOfUsersAreReadWhereTheyAreMadeKnown() {
    Path file = folder.resolve("own.safetensors");
    Negate.Config config =
        new Negate.Config(
            true, -1.5f, "π", Negate.Mode.HARD, List.of("a", "b"), new Negate.Part(7));
    Layer network = Sequential.of(new Negate(config), new Flatten(), new Linear(128, 3));
    try (Model model = new Model("own", network, IMAGE, LABELS, Normalization.none(2))) {
      ModelFile.save(model.initialize(device, 1), file, Map.of());
    }
    assertThatThrownBy(() -> ModelFile.load(file, device))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining(
            "a layer among AdaptiveAvgPool2d, AdaptiveMaxPool2d, AuxiliaryHead, AvgPool2d, BatchNorm2d")
        .hasMessageContaining("but got Negate")
        .hasMessageContaining("Name its Config record");
    ModelFile.Loaded loaded = ModelFile.load(file, device, List.of(Negate.Config.class));
    assertThat(((Sequential) loaded.model().network()).layers().getFirst().config())
        .isEqualTo(config);
    loaded.model().close();
  }

  /** What a model says of itself is plain JSON in the header, for anyone to read. */
  @Test
  void theHeaderIsReadable() throws IOException {
    Path file = folder.resolve("model.safetensors");
    try (Model model = model()) {
      ModelFile.save(model, file, Map.of());
    }
    String start = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    assertThat(start.indexOf("{\"__metadata__\":{\"conv4j.version\":")).isEqualTo(8);
    assertThat(start).contains("\\\"layer\\\":\\\"Conv2d\\\",\\\"in\\\":2,\\\"out\\\":4");
  }

  @Test
  void runningStatisticsAreSavedWithTheWeightsAndMovedWithThem() {
    Path file = folder.resolve("model.safetensors");
    try (Device reference = Devices.open("reference");
        Model saved = model()) {
      Parameter mean = Objects.requireNonNull(saved.parameters().get("norm.running_mean"));
      float[] values = {1, 2, 3, 4, 5, 6};
      mean.set(device, values);
      ModelFile.save(saved, file, Map.of());
      try (Model read = ModelFile.load(file, device).model().to(reference)) {
        Parameter loaded = Objects.requireNonNull(read.parameters().get("norm.running_mean"));
        assertThat(loaded.isLearned()).isFalse();
        assertThat(loaded.value().device()).isEqualTo(reference);
        assertThat(loaded.value().toArray()).containsExactly(values);
        assertThat(ModelFile.weightsSha256(read)).isEqualTo(ModelFile.weightsSha256(saved));
      }
    }
  }

  /** As PyTorch's files have them, one for each batch normalisation. */
  @Test
  void weightsLoadFromAFileThatCountsSteps() throws IOException {
    Path file = folder.resolve("torch.safetensors");
    try (Model saved = model();
        Model read = model()) {
      Map<String, Shape> shapes = new LinkedHashMap<>();
      saved.parameters().forEach((path, parameter) -> shapes.put(path, parameter.shape()));
      shapes.put("norm.num_batches_tracked", Shape.SCALAR);
      shapes.put("named.1.num_batches_tracked", Shape.SCALAR);
      try (OutputStream out = Files.newOutputStream(file)) {
        Safetensors.write(
            out,
            Map.of(),
            shapes,
            path -> {
              Parameter parameter = saved.parameters().get(path);
              return parameter == null ? new float[1] : parameter.value().toArray();
            });
      }
      ModelFile.loadWeights(file, read.initialize(device, 2), device);
      assertThat(ModelFile.weightsSha256(read)).isEqualTo(ModelFile.weightsSha256(saved));
    }
  }
}
