package dev.conv4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conv4j.autograd.Gradients;
import dev.conv4j.autograd.Parameter;
import dev.conv4j.autograd.Pass;
import dev.conv4j.nn.CrossEntropyLoss;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.Layers;
import dev.conv4j.nn.zoo.Zoo;
import dev.conv4j.optim.Sgd;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.RandomStream;
import dev.conv4j.tensor.RandomStream.Purpose;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Trains the lecture's network with one and with two threads, in turns: the weights must be the
 * same bits. How fast each was is printed; a machine with other work to do may print anything, so
 * nothing is asserted about it.
 */
class ThreadScalingTest {
  private static final int BATCH = 64;
  private static final int ROUNDS = 7;
  private static final int STEPS = 60;
  private static final Shape IMAGE = Shape.of(1, 28, 28);

  @Test
  void twoThreadsGiveTheSameBitsAndTheLogShowsHowMuchFaster() {
    try (Training one = new Training(1);
        Training two = new Training(2)) {
      for (int round = 0; round < ROUNDS; round++) {
        one.round();
        two.round();
        assertThat(two.weights()).isEqualTo(one.weights());
      }
      System.out.printf(
          "thread scaling, lecture network, batch %d: %,.0f images/s with 1 thread, %,.0f with 2:"
              + " %.2f times as fast (best of %d rounds, %d processors)%n",
          BATCH,
          one.mostPerSecond,
          two.mostPerSecond,
          two.mostPerSecond / one.mostPerSecond,
          ROUNDS,
          Runtime.getRuntime().availableProcessors());
    }
  }

  /** One training and the speed of its best round. */
  private static final class Training implements AutoCloseable {
    private final Device device;
    private final Layer network = Zoo.network("lecture", IMAGE, 10);
    private final Sgd optimizer;
    private final Gradients gradients;
    private final Tensor images;
    private final Tensor labels;
    private double mostPerSecond;

    Training(int threads) {
      device = Devices.open("cpu", new DeviceOptions(threads));
      Layers.initialize(network, device, 1);
      optimizer = Sgd.Config.of(0.01f).momentum(0.5f).create(Layers.parameters(network));
      gradients = new Gradients(device);
      RandomStream random = new RandomStream(1, Purpose.SHUFFLE, 0, 0);
      float[] pixels = new float[BATCH * Math.toIntExact(IMAGE.count())];
      int[] classes = new int[BATCH];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = (float) random.nextGaussian();
      }
      for (int i = 0; i < BATCH; i++) {
        classes[i] = random.nextInt(10);
      }
      images = Tensor.of(device, IMAGE.batched(BATCH), pixels);
      labels = Tensor.ofInts(device, Shape.of(BATCH), classes);
    }

    void round() {
      long start = System.nanoTime();
      for (int step = 0; step < STEPS; step++) {
        gradients.clear();
        try (Pass pass = Pass.training(device)) {
          Tensor logits = network.forward(images, pass);
          pass.backward(new CrossEntropyLoss().of(logits, labels, pass), gradients);
        }
        optimizer.step(gradients);
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      mostPerSecond = Math.max(mostPerSecond, BATCH * STEPS / seconds);
    }

    /** The bits of all parameters. */
    List<Integer> weights() {
      List<Integer> bits = new ArrayList<>();
      for (Parameter parameter : Layers.parameters(network).values()) {
        for (float value : parameter.value().toArray()) {
          bits.add(Float.floatToRawIntBits(value));
        }
      }
      return bits;
    }

    @Override
    public void close() {
      device.close();
    }
  }
}
