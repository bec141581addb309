package dev.conv4j.benchmarks;

import dev.conv4j.autograd.Parameter;
import dev.conv4j.nn.Conv2d;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.Layers;
import dev.conv4j.nn.Normalization;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.RandomStream;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Size2d;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * A whole network at work.
 *
 * @param title what the network is called
 * @param architecture says how to build it, whenever that is asked; its output must be {@code [N,
 *     classes]}
 * @param image {@code [C, H, W]} of one image, of one channel or three
 * @param batch how many images at a time
 */
public record NetworkCase(
    String title, Supplier<Layer.Config> architecture, Shape image, int batch, Mode mode)
    implements Case {
  /** Batches that take turns. */
  public static final int BATCHES = 8;

  /** The learning rate of a training step. */
  public static final float LEARNING_RATE = 0.01f;

  /** The momentum of a training step. */
  public static final float MOMENTUM = 0.5f;

  private static final int PIXELS = 0;
  private static final int LABELS = 1;
  private static final int STATISTICS = 2;

  /** As usual with photographs of three channels. */
  private static final Normalization PHOTOGRAPHS =
      new Normalization(List.of(0.485f, 0.456f, 0.406f), List.of(0.229f, 0.224f, 0.225f));

  /** What is done with each batch. */
  public enum Mode {
    /** Forward, cross-entropy, back, and one step of SGD; the loss is read. */
    TRAINING_STEP("training step"),
    /** Pixels in an array are normalised and go forward; probabilities come out in an array. */
    INFERENCE("inference");

    private final String title;

    Mode(String title) {
      this.title = title;
    }
  }

  /** How to build the network. */
  public Layer.Config network() {
    return architecture.get();
  }

  @Override
  public String name() {
    return "%s, %s, batch %d".formatted(title, mode.title, batch);
  }

  @Override
  public double tolerance() {
    boolean[] winograd = {false};
    Layers.walk(
        network().build(),
        (path, layer) ->
            winograd[0] |=
                layer instanceof Conv2d conv && conv.config().kernel().equals(Size2d.square(3)));
    return winograd[0] ? WINOGRAD : PLAIN_SUMS;
  }

  @Override
  public Unit unit() {
    return Unit.IMAGES;
  }

  @Override
  public double amount() {
    return batch;
  }

  /** {@code [N, C, H, W]} of one batch. */
  public Shape input() {
    return image.batched(batch);
  }

  /** What is done to pixels before the network sees them. */
  public Normalization normalization() {
    return image.extent(0) == 1 ? Normalization.MNIST : PHOTOGRAPHS;
  }

  /**
   * The network with its first weights, on {@code device}; its running statistics are as if some
   * batches had been seen.
   */
  public Layer build(Device device) {
    Layer layer = network().build();
    Layers.initialize(layer, device, Data.SEED);
    int index = 0;
    for (Parameter parameter : Layers.parameters(layer).values()) {
      if (!parameter.isLearned()) {
        parameter.set(device, statistic(parameter, Data.stream(STATISTICS, index++)));
      }
    }
    return layer;
  }

  /** Near the first value, which is 1 for variances and 0 for means. */
  private static float[] statistic(Parameter parameter, RandomStream random) {
    float[] values = parameter.value().toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] += random.nextFloat() * 0.2f;
    }
    return values;
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
    return network().build().outputShape(image.batched(1)).intExtent(1);
  }

  /** The pixels of one batch, in [0, 1), not yet normalised. */
  public float[] pixels(int index) {
    RandomStream random = Data.stream(PIXELS, index);
    float[] pixels = new float[input().intCount()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextFloat();
    }
    return pixels;
  }

  /** The pixels of all batches if the work begins with them, as inference does; otherwise none. */
  public List<float[]> entering() {
    return mode == Mode.INFERENCE
        ? IntStream.range(0, BATCHES).mapToObj(this::pixels).toList()
        : List.of();
  }

  /** The pixels of one batch, normalised. */
  public float[] normalized(int index) {
    float[] pixels = pixels(index);
    int perImage = image.intCount();
    for (int at = 0; at < pixels.length; at += perImage) {
      normalization().apply(pixels, at, perImage / image.intExtent(0));
    }
    return pixels;
  }

  /** The labels of one batch. */
  public int[] labels(int index) {
    RandomStream random = Data.stream(LABELS, index);
    int classes = classes();
    int[] labels = new int[batch];
    for (int i = 0; i < batch; i++) {
      labels[i] = random.nextInt(classes);
    }
    return labels;
  }
}
