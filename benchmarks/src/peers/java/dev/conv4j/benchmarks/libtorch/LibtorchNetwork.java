package dev.conv4j.benchmarks.libtorch;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.loss.Loss;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import dev.conv4j.benchmarks.Finite;
import dev.conv4j.benchmarks.NetworkCase;
import dev.conv4j.nn.Normalization;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/** A network in libtorch's hands: blocks, loss and optimizer of DJL, weights and data as given. */
final class LibtorchNetwork extends LibtorchWorkload {
  private final Engine engine;
  private final NetworkCase.Mode mode;
  private final Shape input;
  private final Block network;
  private final ParameterStore parameters;
  private final Loss loss = new SoftmaxCrossEntropyLoss();
  private final Optimizer optimizer =
      Optimizer.sgd()
          .setLearningRateTracker(Tracker.fixed(NetworkCase.LEARNING_RATE))
          .optMomentum(NetworkCase.MOMENTUM)
          .build();
  private final List<NDArray> images = new ArrayList<>();
  private final List<NDArray> labels = new ArrayList<>();
  private final List<float[]> pixels;

  /** Where pixels are put for libtorch, which then copies them no more. */
  private final ByteBuffer entrance;

  private final NDArray scale;
  private final NDArray shift;
  private int turn;

  LibtorchNetwork(Engine engine, Block network, NetworkCase work, int threads) {
    super(engine, threads);
    this.engine = engine;
    this.network = network;
    this.mode = work.mode();
    parameters = new ParameterStore(memory, false);
    input = new Shape(work.input().extents());
    network.initialize(memory, DataType.FLOAT32, input);
    setWeights(work.weights());
    pixels = work.entering();
    for (int i = 0; i < NetworkCase.BATCHES; i++) {
      images.add(memory.create(work.normalized(i), input));
      labels.add(memory.create(work.labels(i)).toType(DataType.INT64, false));
    }
    entrance =
        ByteBuffer.allocateDirect(Math.toIntExact(input.size() * Float.BYTES))
            .order(ByteOrder.nativeOrder());
    Normalization normalization = work.normalization();
    float[] scales = new float[normalization.channels()];
    float[] shifts = new float[normalization.channels()];
    for (int channel = 0; channel < scales.length; channel++) {
      scales[channel] = 1 / normalization.deviation().get(channel);
      shifts[channel] = -normalization.mean().get(channel) * scales[channel];
    }
    Shape perChannel = new Shape(1, scales.length, 1, 1);
    scale = memory.create(scales, perChannel);
    shift = memory.create(shifts, perChannel);
  }

  private void setWeights(List<float[]> weights) {
    if (network.getParameters().size() != weights.size()) {
      throw new IllegalStateException(
          "%d parameters in DJL's blocks, but %d in conv4j's layers"
              .formatted(network.getParameters().size(), weights.size()));
    }
    for (int i = 0; i < weights.size(); i++) {
      network.getParameters().valueAt(i).getArray().set(FloatBuffer.wrap(weights.get(i)));
    }
  }

  @Override
  public List<float[]> results() {
    try (NDManager scope = memory.newSubManager()) {
      float[] logits = forward(images.getFirst(), scope, false).toFloatArray();
      return mode == NetworkCase.Mode.INFERENCE
          ? List.of(logits, predict(pixels.getFirst(), scope))
          : List.of(logits);
    }
  }

  @Override
  public void run() {
    int batch = turn++ % NetworkCase.BATCHES;
    try (NDManager scope = memory.newSubManager()) {
      switch (mode) {
        case TRAINING_STEP -> train(images.get(batch), labels.get(batch), scope);
        case INFERENCE ->
            Finite.require("libtorch's first probability", predict(pixels.get(batch), scope)[0]);
      }
    }
  }

  private void train(NDArray image, NDArray label, NDManager scope) {
    try (GradientCollector collector = engine.newGradientCollector()) {
      NDArray logits = forward(image, scope, true);
      label.tempAttach(scope);
      NDArray value = loss.evaluate(new NDList(label), new NDList(logits));
      collector.backward(value);
      Finite.require("libtorch's loss", value.getFloat());
    }
    for (Parameter parameter : network.getParameters().values()) {
      if (parameter.requiresGradient()) {
        NDArray weight = parameter.getArray();
        try (NDArray gradient = weight.getGradient()) {
          optimizer.update(parameter.getId(), weight, gradient);
        }
      }
    }
  }

  private float[] predict(float[] batch, NDManager scope) {
    entrance.asFloatBuffer().put(batch);
    NDArray image = ((PtNDManager) scope).create(entrance, input, DataType.FLOAT32);
    NDArray logits = forward(image.mul(scale).addi(shift), scope, false);
    return logits.softmax(1).toFloatArray();
  }

  /** What is computed from the images is freed with {@code scope}. */
  private NDArray forward(NDArray image, NDManager scope, boolean training) {
    image.tempAttach(scope);
    return network.forward(parameters, new NDList(image), training).singletonOrThrow();
  }
}
