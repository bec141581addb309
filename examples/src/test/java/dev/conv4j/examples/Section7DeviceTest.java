package dev.conv4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.DeviceException;
import dev.conv4j.data.Batch;
import dev.conv4j.nn.Model;
import dev.conv4j.nn.zoo.Zoo;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class Section7DeviceTest {
  private final Device cpu = Devices.open("cpu");
  private final Device reference = Devices.open("reference");
  private final Model model = Zoo.lectureModel().initialize(reference, 42);

  @AfterEach
  void close() {
    cpu.close();
    reference.close();
  }

  @Test
  void modelAndBatchMoveTogether() {
    Batch batch = Section7Device.batchOn(reference);
    float before = Section7Device.lossOf(model, batch);
    model.to(cpu);
    assertThat(Section7Device.lossOf(model, batch.to(cpu)))
        .isCloseTo(before, org.assertj.core.data.Offset.offset(1e-5f));
  }

  @Test
  void aBatchLeftBehindIsAnErrorThatSaysWhichIsWhere() {
    Batch batch = Section7Device.batchOn(reference);
    model.to(cpu);
    assertThatThrownBy(() -> Section7Device.lossOf(model, batch))
        .isInstanceOf(DeviceException.class)
        .hasMessageContainingAll(
            "all tensors on cpu",
            "images of the batch ([64, 1, 28, 28]) on reference",
            "model.to(device)",
            "batch.to(device)");
  }

  @Test
  void labelsLeftBehindAreAnErrorToo() {
    model.to(cpu);
    Batch halfMoved =
        new Batch(Section7Device.batchOn(cpu).images(), Section7Device.batchOn(reference).labels());
    assertThatThrownBy(() -> Section7Device.lossOf(model, halfMoved))
        .isInstanceOf(DeviceException.class)
        .hasMessageContainingAll("all tensors on cpu", "([64]) on reference");
  }

  @Test
  void showsTheDevicesAndTheMistake() {
    assertThat(Printed.words(Printed.by(Section7Device.SECTION)))
        .contains(
            "reference plain loops in float64",
            "Here it takes ",
            "([64, 1, 28, 28]) on reference. Model and data must be on the same device");
  }
}
