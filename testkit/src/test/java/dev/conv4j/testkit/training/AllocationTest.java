package dev.conv4j.testkit.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conv4j.autograd.Gradients;
import dev.conv4j.autograd.Pass;
import dev.conv4j.data.Dataset;
import dev.conv4j.nn.CrossEntropyLoss;
import dev.conv4j.nn.Model;
import dev.conv4j.optim.Optimizer;
import dev.conv4j.optim.Sgd;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
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
