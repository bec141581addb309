package dev.conv4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conv4j.data.Digits;
import dev.conv4j.examples.Section6Network.Stage;
import dev.conv4j.nn.CrossEntropyLoss;
import dev.conv4j.nn.Model;
import dev.conv4j.nn.Normalization;
import dev.conv4j.nn.zoo.Zoo;
import dev.conv4j.optim.Sgd;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Shape;
import dev.conv4j.train.TrainingOptions;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class Section6NetworkTest {
  private final Device device = Devices.open("cpu");
  private final Model model = Zoo.lectureModel().initialize(device, 42);

  @AfterEach
  void close() {
    device.close();
  }

  @Test
  void hasTheShapesOfTheLecture() {
    assertThat(Section6Network.stages(model))
        .containsExactly(
            new Stage("image", "1×28×28"),
            new Stage("conv1", "10×24×24"),
            new Stage("pool1", "10×12×12"),
            new Stage("relu1", "10×12×12"),
            new Stage("conv2", "20×8×8"),
            new Stage("pool2", "20×4×4"),
            new Stage("relu2", "20×4×4"),
            new Stage("flatten", "320"),
            new Stage("fc", "10"));
  }

  @Test
  void hasTheWeightsOfTheLecture() {
    Map<String, Shape> shapes = new HashMap<>();
    model.parameters().forEach((path, parameter) -> shapes.put(path, parameter.shape()));
    assertThat(shapes)
        .containsEntry("conv1.weight", Shape.of(10, 1, 5, 5))
        .containsEntry("conv2.weight", Shape.of(20, 10, 5, 5))
        .containsEntry("fc.weight", Shape.of(10, 320));
    assertThat(model.parameterCount()).isEqualTo(8490);
  }

  @Test
  void isTrainedAsInTheLecture() {
    TrainingOptions options = TrainingOptions.lecture();
    assertThat(options.optimizer()).isEqualTo(Sgd.Config.of(0.01f).momentum(0.5f));
    assertThat(options.batchSize()).isEqualTo(64);
    assertThat(options.epochs()).isEqualTo(10);
    assertThat(options.loss()).isEqualTo(new CrossEntropyLoss());
    assertThat(model.normalization())
        .isEqualTo(new Normalization(List.of(0.1307f), List.of(0.3081f)));
  }

  @Test
  void learns() {
    Screen nowhere = new Screen(new PrintStream(OutputStream.nullOutputStream()), Display.PLAIN);
    List<Double> losses =
        Section6Network.train(model, Digits.trainTest(7, 6_400, 1).train(), nowhere);
    assertThat(losses).hasSize(100);
    assertThat(losses.getFirst()).isBetween(2.2, 2.5);
    assertThat(mean(losses.subList(90, 100))).isLessThan(0.9 * mean(losses.subList(0, 10)));
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  @Test
  void showsTheShapesTheLossAndSomeDigits() {
    assertThat(Printed.words(Printed.by(Section6Network.SECTION)))
        .contains(
            "flatten 320 fc 10",
            "8490 weights and biases",
            "step 1 of 200 loss 2.",
            "step 200 of 200 loss ",
            "% sure");
  }
}
