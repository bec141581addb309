package dev.conv4j.look;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.conv4j.Conv4jException;
import dev.conv4j.autograd.Operation;
import dev.conv4j.autograd.Pass;
import dev.conv4j.nn.Conv2d;
import dev.conv4j.nn.ConvTranspose2d;
import dev.conv4j.nn.Flatten;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.Linear;
import dev.conv4j.nn.Model;
import dev.conv4j.nn.Normalization;
import dev.conv4j.nn.Sequential;
import dev.conv4j.nn.zoo.Zoo;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What units of known networks see. */
class ReceptiveFieldTest {

  /** The lecture's 5×5 filters and 2×2 windows: 5, 5 + 1, 6 + 4 · 2, 14 + 2, and then all. */
  @ParameterizedTest
  @CsvSource({
    "conv1, 3, 4, 5, 1, 3, 4",
    "pool1, 3, 4, 6, 2, 6, 8",
    "relu1, 3, 4, 6, 2, 6, 8",
    "conv2, 3, 4, 14, 2, 6, 8",
    "pool2, 1, 2, 16, 4, 4, 8",
    "relu2, 3, 3, 16, 4, 12, 12"
  })
  void ofTheLecture(String layer, int row, int column, int size, int stride, int top, int left) {
    try (Shown shown = new Shown(network("lecture", 28), Shape.of(1, 28, 28), 10, new float[784])) {
      ReceptiveField field = shown.explanation.receptiveField(layer, new Unit(7, row, column));
      assertThat(field.whole()).isEqualTo(new Box(top, left, size, size));
      assertThat(field.seen()).isEqualTo(field.whole());
      assertThat(field.strideDown()).isEqualTo(stride);
      assertThat(field.strideAcross()).isEqualTo(stride);
    }
  }

  @Test
  void behindFlattenItIsWhatIsBehindTheNumber() {
    try (Shown shown = new Shown(network("lecture", 28), Shape.of(1, 28, 28), 10, new float[784])) {
      // Number 37 of 20 maps of 4×4: channel 2, row 1, column 1.
      ReceptiveField one = shown.explanation.receptiveField("flatten", new Unit(37, 0, 0));
      assertThat(one.whole()).isEqualTo(new Box(4, 4, 16, 16));
      ReceptiveField all = shown.explanation.receptiveField("fc", new Unit(2, 0, 0));
      assertThat(all.whole()).isEqualTo(new Box(0, 0, 28, 28));
      assertThat(all.strideDown()).isZero();
    }
  }

  /** Filters of two pixels, three apart, leave every third row and column alone. */
  @Test
  void whereNoFilterLiesNothingIsSeen() {
    ConvTranspose2d.Config apart = ConvTranspose2d.Config.of(1, 1, 2).stride(3);
    Layer network =
        Sequential.builder()
            .add("up", apart.build())
            .add("flatten", new Flatten())
            .add("fc", new Linear(25, 1))
            .build();
    try (Shown shown = new Shown(network, Shape.of(1, 2, 2), 1, new float[4])) {
      assertThat(shown.explanation.receptiveField("up", new Unit(0, 4, 1)).whole())
          .isEqualTo(new Box(1, 0, 1, 1));
      assertThat(shown.explanation.receptiveField("up", new Unit(0, 2, 1)).whole().isEmpty())
          .isTrue();
    }
  }

  private static Layer network(String name, int side) {
    return Zoo.network(name, Shape.of(name.equals("lecture") ? 1 : 3, side, side), 10);
  }

  /** Sizes by the formula of Araujo et al. 2019, "Computing Receptive Fields", equation 2. */
  @ParameterizedTest
  @CsvSource({
    "conv1, 7, 2",
    "maxpool, 11, 4",
    "layer1.0.conv1, 19, 4",
    "layer1, 43, 4",
    "layer2.0.downsample.0, 43, 8",
    "layer2, 99, 8",
    "layer3, 211, 16",
    "layer4.1.conv2, 435, 32",
    "layer4, 435, 32"
  })
  void ofResNet18(String layer, int size, int stride) {
    Shape input = Shape.of(3, 224, 224);
    ReceptiveField field = outlined(network("resnet18", 224), input, layer, new Unit(0, 3, 3));
    assertThat(field.whole().height()).isEqualTo(size);
    assertThat(field.whole().width()).isEqualTo(size);
    assertThat(field.strideDown()).isEqualTo(stride);
    assertThat(field.whole().middleRow()).isEqualTo(3 * stride);
  }

  @Test
  void ofResNet18sLastUnitsIsMoreThanTheImage() {
    Shape input = Shape.of(3, 224, 224);
    ReceptiveField field = outlined(network("resnet18", 224), input, "fc", new Unit(5, 0, 0));
    assertThat(field.whole()).isEqualTo(new Box(-217, -217, 435 + 6 * 32, 435 + 6 * 32));
    assertThat(field.seen()).isEqualTo(new Box(0, 0, 224, 224));
  }

  /** What a unit sees, without computing anything. */
  private static ReceptiveField outlined(Layer network, Shape input, String layer, Unit unit) {
    try (Device device = Devices.open("cpu");
        Model model =
            new Model(
                "outlined",
                network,
                input,
                Shown.labels(10),
                Normalization.none(input.intExtent(0)));
        Tensor image = Tensor.allocate(device, ElementType.FLOAT32, input.batched(1), "an image");
        Pass pass = Pass.outlined(device)) {
      model.initialize(device, 1).forward(image, pass);
      TracedLayers layers = new TracedLayers(model, pass.trace());
      return new FieldFinder(pass.trace(), image).find(layer, layers.output(layer), unit);
    }
  }

  @Test
  void everyOperationHasALine() {
    List<JavaClass> operations =
        new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.conv4j.autograd")
                .stream()
                .filter(type -> type.isAssignableTo(Operation.class) && !type.isInterface())
                .toList();
    assertThat(operations).hasSizeGreaterThanOrEqualTo(12);
    assertThat(operations)
        .allSatisfy(type -> assertThat(ReachTable.knows(type.reflect())).isTrue());
  }

  /** An operation that looks nobody knows where. */
  private record Mystery() implements Operation {
    @Override
    public long flops(List<Shape> inputs, Shape output) {
      return 0;
    }
  }

  private static final class MysteryLayer implements Layer {
    @Override
    public Tensor forward(Tensor input, Pass pass) {
      return pass.run(
          new Mystery(),
          input.shape(),
          List.of(input),
          y -> pass.kernels().elementwise().copy(input, y),
          (dy, into) -> into.hand(input, dy));
    }

    @Override
    public Shape outputShape(Shape input) {
      return input;
    }

    @Override
    public Config config() {
      return MysteryLayer::new;
    }
  }

  @Test
  void whatIsNotKnownIsSaid() {
    Shape input = Shape.of(1, 6, 6);
    Layer network =
        Sequential.builder()
            .add("conv", new Conv2d(1, 2, 3))
            .add("odd", new MysteryLayer())
            .add("flatten", new Flatten())
            .add("fc", new Linear(32, 2))
            .build();
    try (Shown shown = new Shown(network, input, 2, Shown.image(input))) {
      Explanation explanation = shown.explanation;
      assertThat(explanation.fieldObstacle("conv")).isEmpty();
      assertThat(explanation.receptiveField("conv", new Unit(0, 1, 1)).whole())
          .isEqualTo(new Box(1, 1, 3, 3));
      for (String layer : List.of("odd", "fc")) {
        assertThatThrownBy(() -> explanation.receptiveField(layer, new Unit(0, 0, 0)))
            .isInstanceOf(Conv4jException.class)
            .hasMessageContainingAll("Mystery 'odd'", "not known which pixels");
      }
      assertThat(explanation.gradCam(0, "odd").isPlaced()).isFalse();
      assertThat(explanation.gradCam(0, "conv").isPlaced()).isTrue();
    }
  }
}
