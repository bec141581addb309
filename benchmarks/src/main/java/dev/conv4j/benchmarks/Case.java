package dev.conv4j.benchmarks;

import dev.conv4j.autograd.Parameter;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.Layers;
import dev.conv4j.nn.zoo.Zoo;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.RandomStream;
import dev.conv4j.tensor.RandomStream.Purpose;
import dev.conv4j.tensor.Shape;
import java.util.List;

/**
 * Something to measure: a network, its weights and its data, the same for everyone.
 *
 * @param name for the table
 * @param network how to build it; its output must be {@code [N, classes]}
 * @param image {@code [C, H, W]} of one image
 * @param batch how many images at a time
 */
public record Case(String name, Layer.Config network, Shape image, int batch, Mode mode) {
  /** Batches that take turns. */
  public static final int BATCHES = 8;

  private static final long SEED = 1;

  /** What is done with each batch. */
  public enum Mode {
    /** Forward, cross-entropy, back, and one step of SGD. */
    TRAINING_STEP,
    /** Forward alone, nothing recorded. */
    INFERENCE
  }

  /** The learning rate of a training step. */
  public static final float LEARNING_RATE = 0.01f;

  /** The momentum of a training step. */
  public static final float MOMENTUM = 0.5f;

  /** Everything that is measured, in the order of the table. */
  public static List<Case> all() {
    Shape mnist = Shape.of(1, 28, 28);
    Layer.Config lecture = Zoo.network("lecture", mnist, 10).config();
    return List.of(
        new Case("lecture, training step, batch 64", lecture, mnist, 64, Mode.TRAINING_STEP),
        new Case("lecture, inference, batch 64", lecture, mnist, 64, Mode.INFERENCE));
  }

  /** The network with its first weights, on {@code device}. */
  public Layer build(Device device) {
    Layer layer = network.build();
    Layers.initialize(layer, device, SEED);
    return layer;
  }

  /** The first weights, parameter by parameter, in the order of the layers. */
  public List<float[]> weights() {
    try (Device device = Devices.open("cpu")) {
      return Layers.parameters(build(device)).values().stream()
          .map(Parameter::value)
          .map(value -> value.toArray())
          .toList();
    }
  }

  /** The number of classes. */
  public int classes() {
    return network.build().outputShape(image.batched(1)).intExtent(1);
  }

  /** The pixels of one batch, as if normalised: mean 0, deviation 1. */
  public float[] pixels(int index) {
    RandomStream random = new RandomStream(SEED, Purpose.SHUFFLE, 0, index);
    float[] pixels = new float[Math.toIntExact(image.batched(batch).count())];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextGaussian();
    }
    return pixels;
  }

  /** The labels of one batch. */
  public int[] labels(int index) {
    RandomStream random = new RandomStream(SEED, Purpose.SHUFFLE, 1, index);
    int classes = classes();
    int[] labels = new int[batch];
    for (int i = 0; i < batch; i++) {
      labels[i] = random.nextInt(classes);
    }
    return labels;
  }
}
