package dev.conv4j.testkit.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conv4j.autograd.Gradients;
import dev.conv4j.autograd.Pass;
import dev.conv4j.autograd.Randomness;
import dev.conv4j.data.Dataset;
import dev.conv4j.nn.Conv2d;
import dev.conv4j.nn.CrossEntropyLoss;
import dev.conv4j.nn.Dropout;
import dev.conv4j.nn.Dropout2d;
import dev.conv4j.nn.Flatten;
import dev.conv4j.nn.GELU;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.Layers;
import dev.conv4j.nn.Linear;
import dev.conv4j.nn.MaxPool2d;
import dev.conv4j.nn.Model;
import dev.conv4j.nn.PReLU;
import dev.conv4j.nn.Sequential;
import dev.conv4j.nn.SiLU;
import dev.conv4j.nn.Softmax;
import dev.conv4j.optim.Optimizer;
import dev.conv4j.optim.Sgd;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.PaddingMode;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.testkit.RandomImages;
import dev.conv4j.train.Trainer;
import dev.conv4j.train.TrainingEvent.StepDone;
import dev.conv4j.train.TrainingOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Once warm, a training step allocates no memory for tensors. */
class AllocationTest {
  private static final int WARM_STEPS = 2;

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aPassThatRepeatsItselfAsksForNoMemory(int threads) {
    Dataset images = RandomImages.likeMnist(10, 1);
    try (Device device = Devices.open("cpu", new DeviceOptions(threads));
        Model model = ShortTraining.lecture(device, images, 1);
        Optimizer optimizer = Sgd.Config.of(0.01f).momentum(0.5f).create(model.parameters());
        Gradients gradients = new Gradients(device);
        Tensor x = Tensor.zeros(device, Shape.of(64, 1, 28, 28));
        Tensor labels = Tensor.ofInts(device, Shape.of(64), new int[64])) {
      List<Long> allocations = new ArrayList<>();
      for (int step = 0; step < WARM_STEPS + 5; step++) {
        try (Pass pass = Pass.training(device)) {
          Tensor loss = new CrossEntropyLoss().of(model.forward(x, pass), labels, pass);
          gradients.clear();
          pass.backward(loss, gradients);
          optimizer.step(gradients);
          allocations.add(pass.accounting().allocations());
        }
      }
      assertThat(allocations.getFirst()).isPositive();
      assertThat(allocations.subList(WARM_STEPS, allocations.size())).containsOnly(0L);
    }
  }

  @Test
  void norDoesOneWithActivationsDropoutAndPadding() {
    Layer network =
        Sequential.of(
            Conv2d.Config.of(1, 4, 4).padSame().build(),
            new SiLU(),
            new Dropout2d(0.2f),
            MaxPool2d.Config.of(3).stride(2).ceilMode(true).build(),
            new PReLU(4),
            Conv2d.Config.of(4, 4, 3).padding(1).paddingMode(PaddingMode.REFLECT).build(),
            new GELU(),
            new Flatten(),
            new Dropout(0.5f),
            new Linear(4 * 14 * 14, 10),
            new Softmax());
    try (Device device = Devices.open("cpu", new DeviceOptions(2));
        Gradients gradients = new Gradients(device);
        Tensor x = Tensor.zeros(device, Shape.of(16, 1, 28, 28));
        Tensor labels = Tensor.ofInts(device, Shape.of(16), new int[16])) {
      Layers.initialize(network, device, 1);
      List<Long> allocations = new ArrayList<>();
      for (int step = 0; step < WARM_STEPS + 3; step++) {
        try (Pass pass = Pass.training(device, new Randomness(1, step))) {
          Tensor loss = new CrossEntropyLoss().of(network.forward(x, pass), labels, pass);
          gradients.clear();
          pass.backward(loss, gradients);
          allocations.add(pass.accounting().allocations());
        }
      }
      assertThat(allocations.getFirst()).isPositive();
      assertThat(allocations.subList(WARM_STEPS, allocations.size())).containsOnly(0L);
    }
  }

  /** The second epoch has a smaller last batch, as the first had, and needs nothing new. */
  @Test
  void aTrainerAsksForNoMemoryAfterItsFirstEpoch() {
    Dataset images = RandomImages.likeMnist(64 * 3 + 10, 1);
    try (Device device = Devices.open("cpu", new DeviceOptions(2));
        Model model = ShortTraining.lecture(device, images, 1)) {
      List<Long> allocations = new ArrayList<>();
      try (Trainer trainer =
          new Trainer(
              model,
              TrainingOptions.lecture().epochs(3),
              event -> {
                if (event instanceof StepDone) {
                  allocations.add(device.memory().use().allocations());
                }
              })) {
        trainer.train(images);
      }
      assertThat(allocations).hasSize(12);
      assertThat(allocations.subList(4, 12))
          .containsOnly(Collections.max(allocations.subList(0, 4)));
    }
  }

  /** As the flight recorder sees it, in a JVM where it sees every single allocation. */
  @Test
  void noArrayAboveOneKilobyteIsAllocatedInAStep() throws IOException, InterruptedException {
    String seen = ChildJvm.run(RecordedTraining.class, List.of("-XX:-UseTLAB", "-Xmx512m"));
    assertThat(seen).isEqualTo("control: byte[] of 2000 bytes or more");
  }
}
