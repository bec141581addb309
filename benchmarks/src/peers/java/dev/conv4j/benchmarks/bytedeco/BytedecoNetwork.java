package dev.conv4j.benchmarks.bytedeco;

import dev.conv4j.benchmarks.Finite;
import dev.conv4j.benchmarks.NetworkCase;
import dev.conv4j.nn.Normalization;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** A network in libtorch's hands, with its own loss and optimizer; weights and data as given. */
final class BytedecoNetwork extends BytedecoWorkload {
  private final NetworkCase.Mode mode;
  private final TorchLayers network;
  private final SGD optimizer;
  private final List<Tensor> images = new ArrayList<>();
  private final List<Tensor> labels = new ArrayList<>();
  private final List<float[]> pixels;

  /** Where pixels are put for libtorch, which then copies them no more. */
  private final FloatPointer entrance;

  private final Tensor entered;
  private final Tensor scale;
  private final Tensor shift;
  private int turn;

  BytedecoNetwork(TorchLayers network, NetworkCase work, int threads) {
    super(threads);
    this.network = network;
    mode = work.mode();
    network.memory().forEach(this::keep);
    SGDOptions options = keep(new SGDOptions(NetworkCase.LEARNING_RATE));
    options.momentum().put(NetworkCase.MOMENTUM);
    optimizer = keep(new SGD(keep(new TensorVector(network.learned())), options));
    long[] input = work.input().extents();
    pixels = work.entering();
    for (int i = 0; i < NetworkCase.BATCHES; i++) {
      images.add(keep(Tensor.create(work.normalized(i), input)));
      labels.add(keep(torch.tensor(Arrays.stream(work.labels(i)).asLongStream().toArray())));
    }
    entrance = keep(new FloatPointer(work.input().count()));
    entered = keep(torch.from_blob(entrance, input));
    Normalization normalization = work.normalization();
    float[] scales = new float[normalization.channels()];
    float[] shifts = new float[normalization.channels()];
    for (int channel = 0; channel < scales.length; channel++) {
      scales[channel] = 1 / normalization.deviation().get(channel);
      shifts[channel] = -normalization.mean().get(channel) * scales[channel];
    }
    scale = keep(Tensor.create(scales, 1, scales.length, 1, 1));
    shift = keep(Tensor.create(shifts, 1, shifts.length, 1, 1));
  }

  @Override
  public List<float[]> results() {
    try (PointerScope _ = new PointerScope();
        InferenceMode _ = new InferenceMode(true)) {
      float[] logits = values(network.forward(images.getFirst(), false));
      return mode == NetworkCase.Mode.INFERENCE
          ? List.of(logits, predict(pixels.getFirst()))
          : List.of(logits);
    }
  }

  @Override
  public void run() {
    int batch = turn++ % NetworkCase.BATCHES;
    switch (mode) {
      case TRAINING_STEP -> train(images.get(batch), labels.get(batch));
      case INFERENCE -> {
        try (PointerScope _ = new PointerScope();
            InferenceMode _ = new InferenceMode(true)) {
          Finite.require("libtorch's first probability", predict(pixels.get(batch))[0]);
        }
      }
    }
  }

  private void train(Tensor image, Tensor label) {
    try (PointerScope _ = new PointerScope()) {
      optimizer.zero_grad();
      Tensor loss = torch.cross_entropy_loss(network.forward(image, true), label);
      loss.backward();
      Finite.require("libtorch's loss", loss.item_float());
      optimizer.step();
    }
  }

  private float[] predict(float[] batch) {
    entrance.put(batch);
    Tensor normalized = entered.mul(scale).add_(shift);
    return values(network.forward(normalized, false).softmax(1));
  }
}
