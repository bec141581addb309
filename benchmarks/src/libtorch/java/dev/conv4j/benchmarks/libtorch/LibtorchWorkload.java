package dev.conv4j.benchmarks.libtorch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.loss.Loss;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import dev.conv4j.benchmarks.Case;
import dev.conv4j.benchmarks.Finite;
import dev.conv4j.benchmarks.Workload;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/** A case in libtorch's hands: blocks, loss and optimizer of DJL, weights and data of the case. */
final class LibtorchWorkload implements Workload {
  private final Engine engine;
  private final Case.Mode mode;
  private final int threads;
  private final Block network;
  private final NDManager memory;
  private final ParameterStore parameters;
  private final Loss loss = new SoftmaxCrossEntropyLoss();
  private final Optimizer optimizer =
      Optimizer.sgd()
          .setLearningRateTracker(Tracker.fixed(Case.LEARNING_RATE))
          .optMomentum(Case.MOMENTUM)
          .build();
  private final List<NDArray> images = new ArrayList<>();
  private final List<NDArray> labels = new ArrayList<>();
  private int turn;

  LibtorchWorkload(Engine engine, Block network, Case work, int threads) {
    this.engine = engine;
    this.network = network;
    this.mode = work.mode();
    this.threads = threads;
    memory = engine.newBaseManager(Device.cpu());
    parameters = new ParameterStore(memory, false);
    Shape input = new Shape(work.image().batched(work.batch()).extents());
    network.initialize(memory, DataType.FLOAT32, input);
    List<float[]> weights = work.weights();
    for (int i = 0; i < weights.size(); i++) {
      network.getParameters().valueAt(i).getArray().set(FloatBuffer.wrap(weights.get(i)));
    }
    for (int i = 0; i < Case.BATCHES; i++) {
      images.add(memory.create(work.pixels(i), input));
      labels.add(memory.create(work.labels(i)).toType(DataType.INT64, false));
    }
  }

  /** libtorch has one number of threads for the whole program. */
  @Override
  public void beginRound() {
    JniUtils.setNumThreads(threads);
  }

  @Override
  public float[] logits() {
    try (NDManager scope = memory.newSubManager()) {
      return forward(images.getFirst(), scope, false).toFloatArray();
    }
  }

  @Override
  public void run() {
    int batch = turn++ % Case.BATCHES;
    try (NDManager scope = memory.newSubManager()) {
      switch (mode) {
        case TRAINING_STEP -> train(images.get(batch), labels.get(batch), scope);
        case INFERENCE ->
            Finite.require(
                "libtorch's first logit",
                forward(images.get(batch), scope, false).toFloatArray()[0]);
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
      NDArray weight = parameter.getArray();
      try (NDArray gradient = weight.getGradient()) {
        optimizer.update(parameter.getId(), weight, gradient);
      }
    }
  }

  /** What is computed from the images is freed with {@code scope}. */
  private NDArray forward(NDArray image, NDManager scope, boolean training) {
    image.tempAttach(scope);
    return network.forward(parameters, new NDList(image), training).singletonOrThrow();
  }

  @Override
  public void close() {
    memory.close();
  }
}
