package dev.conv4j.testkit.libtorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.conv4j.autograd.Gradients;
import dev.conv4j.autograd.Pass;
import dev.conv4j.nn.CrossEntropyLoss;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.Layers;
import dev.conv4j.nn.zoo.Zoo;
import dev.conv4j.optim.Sgd;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.RandomStream;
import dev.conv4j.tensor.RandomStream.Purpose;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The network of the lecture: its logits, its gradients, and a hundred steps of training. */
class LectureParityTest {
  private static final int BATCH = 64;
  private static final int CLASSES = 10;
  private static final int STEPS = 100;
  private static final Shape IMAGE = Shape.of(1, 28, 28);
  private static final float RATE = 0.01f;
  private static final float MOMENTUM = 0.5f;

  private final Torch libtorch = new Torch();

  @AfterEach
  void close() {
    libtorch.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "reference"})
  void logitsAndGradientsAreAsLibtorchComputesThem(String name) {
    try (Device device = Devices.open(name);
        Examples examples = Examples.of(device, 0);
        Pass pass = Pass.training(device);
        Gradients gradients = new Gradients(device)) {
      Layer network = network(device);
      Tensor logits = network.forward(examples.images, pass);
      pass.backward(new CrossEntropyLoss().of(logits, examples.labels, pass), gradients);

      TorchNetwork peer = new TorchNetwork(network);
      org.bytedeco.pytorch.Tensor peerLogits = peer.forward(Torch.constant(examples.images));
      loss(peerLogits, examples).backward();

      Parity.assertClose("logits", logits, peerLogits, Parity.FORWARD);
      Layers.parameters(network)
          .forEach((path, parameter) ->
              Parity.assertClose(
                  "gradient of " + path,
                  gradients.of(parameter),
                  peer.gradient(path),
                  Parity.GRADIENT));
    }
  }

  @Test
  void lossAfterHundredStepsIsAsLibtorchComputesIt() {
    try (Device device = Devices.open("cpu");
        Gradients gradients = new Gradients(device)) {
      Layer network = network(device);
      TorchNetwork peer = new TorchNetwork(network);
      Sgd.Config sgd = Sgd.Config.of(RATE).momentum(MOMENTUM);
      Optimizer peerOptimizer = TorchOptimizers.of(sgd, peer.parameters(), List.of());
      float first = 0;
      float last = 0;
      float peerLast = 0;
      try (Sgd optimizer = sgd.create(Layers.parameters(network))) {
        for (int step = 0; step < STEPS; step++) {
          try (Examples examples = Examples.of(device, step)) {
            last = step(device, network, examples, gradients, optimizer);
            peerLast = peerStep(peer, examples, peerOptimizer);
          }
          first = step == 0 ? last : first;
        }
      }
      assertThat(last).as("loss, to have fallen").isLessThan(first / 2);
      assertThat((double) last)
          .as("loss after %d steps", STEPS)
          .isCloseTo(peerLast, within(Parity.GRADIENT * peerLast));
    }
  }

  private static float step(
      Device device, Layer network, Examples examples, Gradients gradients, Sgd optimizer) {
    gradients.clear();
    try (Pass pass = Pass.training(device)) {
      Tensor logits = network.forward(examples.images, pass);
      Tensor loss = new CrossEntropyLoss().of(logits, examples.labels, pass);
      pass.backward(loss, gradients);
      optimizer.step(gradients);
      return loss.item();
    }
  }

  private static float peerStep(TorchNetwork peer, Examples examples, Optimizer optimizer) {
    try (PointerScope _ = new PointerScope()) {
      optimizer.zero_grad();
      org.bytedeco.pytorch.Tensor logits = peer.forward(Torch.constant(examples.images));
      org.bytedeco.pytorch.Tensor loss = loss(logits, examples);
      loss.backward();
      optimizer.step();
      return loss.item_float();
    }
  }

  private static org.bytedeco.pytorch.Tensor loss(
      org.bytedeco.pytorch.Tensor logits, Examples examples) {
    return torch.cross_entropy_loss(logits, Torch.labels(examples.labels.toIntArray()));
  }

  private static Layer network(Device device) {
    Layer network = Zoo.network("lecture", IMAGE, CLASSES);
    Layers.initialize(network, device, 1);
    return network;
  }

  /** A batch of blurred blocks in noise, the place of the block being the class. */
  private record Examples(Tensor images, Tensor labels) implements AutoCloseable {

    static Examples of(Device device, int step) {
      RandomStream random = new RandomStream(7, Purpose.SHUFFLE, step, 0);
      int side = IMAGE.intExtent(2);
      float[] pixels = new float[BATCH * side * side];
      int[] labels = new int[BATCH];
      for (int n = 0; n < BATCH; n++) {
        labels[n] = random.nextInt(CLASSES);
        int column = labels[n] % 4;
        int line = labels[n] / 4;
        double top = 5 + 9 * line + random.nextGaussian();
        double left = 3.5 + 7 * column + random.nextGaussian();
        for (int i = 0; i < side * side; i++) {
          int row = i / side;
          double distance = Math.hypot(row - top, i % side - left);
          pixels[n * side * side + i] =
              (float) (2 * Math.exp(-distance * distance / 12) + 0.3 * random.nextGaussian());
        }
      }
      return new Examples(
          Tensor.of(device, IMAGE.batched(BATCH), pixels),
          Tensor.ofInts(device, Shape.of(BATCH), labels));
    }

    @Override
    public void close() {
      images.close();
      labels.close();
    }
  }
}
