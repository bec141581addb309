package dev.conv4j.gpu.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.DeviceException;
import dev.conv4j.autograd.Gradients;
import dev.conv4j.autograd.Pass;
import dev.conv4j.data.Digits;
import dev.conv4j.data.TrainTest;
import dev.conv4j.gpu.GpuDevice;
import dev.conv4j.io.ModelFile;
import dev.conv4j.nn.CrossEntropyLoss;
import dev.conv4j.nn.Model;
import dev.conv4j.nn.zoo.Zoo;
import dev.conv4j.optim.Optimizer;
import dev.conv4j.optim.Sgd;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.MemoryUse;
import dev.conv4j.train.Evaluator;
import dev.conv4j.train.Trainer;
import dev.conv4j.train.TrainingOptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The lecture's network learns on an OpenCL device as on the CPU, and holds no memory it need not.
 */
class TrainingOnOpenClTest {

  @BeforeAll
  static void requireDevice() {
    OpenClHere.require();
  }

  private record Trained(double accuracy, String weights) {}

  private static Trained train(String name, TrainTest data, int epochs) {
    Sgd.Config quick = Sgd.Config.of(0.02f).momentum(0.9f);
    TrainingOptions options =
        TrainingOptions.lecture().epochs(epochs).batchSize(32).optimizer(quick).seed(3);
    try (Device device = Devices.open(name);
        Model model = Zoo.lectureModel().initialize(device, 3);
        Trainer trainer = new Trainer(model, options, event -> {})) {
      trainer.train(data.train());
      double accuracy = new Evaluator(model).evaluate(data.test()).accuracy();
      return new Trained(accuracy, ModelFile.weightsSha256(model));
    }
  }

  private static void requireTheCpusAccuracy(TrainTest data, int epochs, double least) {
    double cpu = train("cpu", data, epochs).accuracy();
    double opencl = train(OpenClHere.NAME, data, epochs).accuracy();
    assertThat(cpu).isGreaterThan(least);
    assertThat(opencl).isGreaterThan(least).isBetween(cpu - 0.01, cpu + 0.01);
  }

  @Test
  void learnsAsWellAsTheCpu() {
    requireTheCpusAccuracy(Digits.trainTest(5, 1_500, 500), 2, 0.9);
  }

  @Test
  @Tag("exhaustive")
  void learnsMoreDigitsAsWellAsTheCpu() {
    requireTheCpusAccuracy(Digits.trainTest(5, 12_000, 2_000), 3, 0.97);
  }

  @Test
  void theSameSeedGivesTheSameBits() {
    TrainTest data = Digits.trainTest(5, 200, 10);
    assertThat(train(OpenClHere.NAME, data, 1)).isEqualTo(train(OpenClHere.NAME, data, 1));
  }

  /** Once warm, a step asks for no memory of the device; when it is closed all is given back. */
  @Test
  void aThousandStepsTakeNoMoreMemoryThanTen() {
    GpuDevice device = (GpuDevice) Devices.open(OpenClHere.NAME);
    try (Model model = Zoo.lectureModel().initialize(device, 1);
        Optimizer optimizer = Sgd.Config.of(0.01f).momentum(0.5f).create(model.parameters());
        Gradients gradients = new Gradients(device);
        Tensor x = Tensor.zeros(device, Shape.of(4, 1, 28, 28));
        Tensor labels = Tensor.ofInts(device, Shape.of(4), 0, 1, 2, 3)) {
      MemoryUse warm = new MemoryUse(0, 0, 0, 0);
      long free = 0;
      for (int step = 0; step < 1000; step++) {
        x.write(new float[4 * 28 * 28]);
        try (Pass pass = Pass.training(device)) {
          Tensor loss = new CrossEntropyLoss().of(model.forward(x, pass), labels, pass);
          gradients.clear();
          pass.backward(loss, gradients);
          optimizer.step(gradients);
          assertThat(loss.item()).isFinite();
        }
        if (step == 9) {
          warm = device.memory().use();
          free = device.runtime().freeBytes();
        }
      }
      assertThat(device.memory().use()).isEqualTo(warm);
      assertThat(device.runtime().freeBytes()).isEqualTo(free);
    } finally {
      device.close();
    }
    MemoryUse closed = device.memory().use();
    assertThat(closed.bytesInUse() + closed.bytesKept()).isZero();
    assertThat(closed.peakBytes()).isPositive();
  }

  @Test
  void aBatchThatWasLeftBehindIsNamedWithBothDevices() {
    try (Device device = Devices.open(OpenClHere.NAME);
        Device cpu = Devices.open("cpu");
        Model model = Zoo.lectureModel().initialize(device, 1);
        Tensor images = Tensor.zeros(cpu, Shape.of(2, 1, 28, 28));
        Pass pass = Pass.inference(device)) {
      assertThatThrownBy(() -> model.forward(images, pass))
          .isInstanceOf(DeviceException.class)
          .hasMessageContainingAll(
              "all tensors on opencl:0", "on cpu", "model.to(device)", "batch.to(device)");
    }
  }

  @Test
  void aModelMovesThereAndBack() {
    try (Device device = Devices.open(OpenClHere.NAME);
        Device cpu = Devices.open("cpu");
        Model model = Zoo.lectureModel().initialize(cpu, 1)) {
      String weights = ModelFile.weightsSha256(model);
      model.to(device);
      assertThat(model.device()).isSameAs(device);
      assertThat(cpu.memory().use().bytesInUse()).isZero();
      model.to(cpu);
      assertThat(ModelFile.weightsSha256(model)).isEqualTo(weights);
      assertThat(device.memory().use().bytesInUse()).isZero();
    }
  }
}
