package dev.conv4j.gpu.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.conv4j.DeviceException;
import dev.conv4j.autograd.Parameter;
import dev.conv4j.data.Dataset;
import dev.conv4j.data.Digits;
import dev.conv4j.io.ModelFile;
import dev.conv4j.nn.Model;
import dev.conv4j.nn.zoo.Zoo;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import dev.conv4j.train.EpochMetrics;
import dev.conv4j.train.Trainer;
import dev.conv4j.train.TrainingOptions;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Data parallel training on two contexts of one OpenCL device. */
class SeveralDevicesTest {
  private static final Dataset IMAGES = Digits.trainTest(5, 200, 10).train();
  private static final TrainingOptions OPTIONS =
      TrainingOptions.lecture().epochs(2).batchSize(33).seed(3);

  @BeforeAll
  static void requireDevice() {
    OpenClHere.require();
  }

  private record Left(String sha256, Map<String, float[]> weights, List<EpochMetrics> history) {}

  private static Left train(Device own, Device... others) {
    try (Model model = Zoo.lectureModel().initialize(own, 3);
        Trainer trainer = new Trainer(model, List.of(others), OPTIONS)) {
      List<EpochMetrics> history = trainer.train(IMAGES);
      return new Left(
          ModelFile.weightsSha256(model),
          model.parameters().entrySet().stream()
              .collect(Collectors.toMap(Map.Entry::getKey, entry -> values(entry.getValue()))),
          history);
    }
  }

  private static float[] values(Parameter parameter) {
    return parameter.value().toArray();
  }

  @Test
  void twoContextsDoWhatOneDoesButForRounding() {
    try (Device first = OpenClHere.open();
        Device second = Devices.open(OpenClHere.NAME)) {
      Left together = train(first, second);
      assertThat(train(first, second).sha256()).isEqualTo(together.sha256());
      assertThat(train(second, first).sha256()).isEqualTo(together.sha256());
      Left alone = train(first);
      assertThat(alone.sha256()).isNotEqualTo(together.sha256());
      alone
          .weights()
          .forEach((path, values) -> {
            float[] other = together.weights().get(path);
            float largest = 0;
            for (float value : values) {
              largest = Math.max(largest, Math.abs(value));
            }
            assertThat(other)
                .as(path)
                .usingComparatorWithPrecision(1e-3f * largest)
                .containsExactly(values);
          });
      assertThat(together.history().getLast().trainLoss())
          .isCloseTo(alone.history().getLast().trainLoss(), within(1e-3));
      assertThat(first.memory().use().bytesInUse()).isZero();
      assertThat(second.memory().use().bytesInUse()).isZero();
    }
  }

  @Test
  void aGpuAndTheProcessorWorkTogether() {
    try (Device first = OpenClHere.open();
        Device cpu = Devices.open("cpu")) {
      assertThat(train(first, cpu).history().getLast().trainLoss())
          .isCloseTo(train(cpu, first).history().getLast().trainLoss(), within(1e-3));
    }
  }

  @Test
  void aDeviceThatIsClosedOnTheWayIsNamedAndTheOtherGoesOn() {
    try (Device first = OpenClHere.open()) {
      Device second = Devices.open(OpenClHere.NAME);
      try (Model model = Zoo.lectureModel().initialize(first, 3);
          Trainer trainer = new Trainer(model, List.of(second), OPTIONS, event -> second.close())) {
        assertThatThrownBy(() -> trainer.train(IMAGES))
            .isInstanceOf(DeviceException.class)
            .hasMessageContainingAll(OpenClHere.NAME, "one that was closed");
      }
      assertThat(first.memory().use().bytesInUse()).isZero();
      assertThat(train(first).history()).hasSize(2);
    }
  }
}
