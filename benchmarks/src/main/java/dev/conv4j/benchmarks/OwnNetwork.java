package dev.conv4j.benchmarks;

import dev.conv4j.autograd.Gradients;
import dev.conv4j.autograd.Pass;
import dev.conv4j.nn.CrossEntropyLoss;
import dev.conv4j.nn.Layers;
import dev.conv4j.nn.Model;
import dev.conv4j.nn.Predictor;
import dev.conv4j.optim.Sgd;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A network in conv4j's hands. */
final class OwnNetwork implements Workload {
  private final NetworkCase.Mode mode;
  private final Device device;
  private final Model model;
  private final Predictor predictor;
  private final Sgd optimizer;
  private final Gradients gradients;
  private final List<float[]> pixels;
  private final List<Tensor> images = new ArrayList<>();
  private final List<Tensor> labels = new ArrayList<>();
  private int turn;

  OwnNetwork(NetworkCase work, int threads) {
    mode = work.mode();
    device = Devices.open("cpu", new DeviceOptions(threads));
    model =
        new Model(
            work.title(),
            work.build(device),
            work.image(),
            IntStream.range(0, work.classes()).mapToObj(Integer::toString).toList(),
            work.normalization());
    predictor = new Predictor(model);
    optimizer =
        Sgd.Config.of(NetworkCase.LEARNING_RATE)
            .momentum(NetworkCase.MOMENTUM)
            .create(Layers.parameters(model.network()));
    gradients = new Gradients(device);
    pixels = work.entering();
    for (int i = 0; i < NetworkCase.BATCHES; i++) {
      images.add(Tensor.of(device, work.input(), work.normalized(i)));
      labels.add(Tensor.ofInts(device, Shape.of(work.batch()), work.labels(i)));
    }
  }

  @Override
  public List<float[]> results() {
    try (Pass pass = Pass.inference(device)) {
      float[] logits = model.forward(images.getFirst(), pass).toArray();
      return mode == NetworkCase.Mode.INFERENCE
          ? List.of(logits, predictor.probabilities(pixels.getFirst()))
          : List.of(logits);
    }
  }

  @Override
  public void run() {
    int batch = turn++ % NetworkCase.BATCHES;
    switch (mode) {
      case TRAINING_STEP -> train(images.get(batch), labels.get(batch));
      case INFERENCE ->
          Finite.require(
              "conv4j's first probability", predictor.probabilities(pixels.get(batch))[0]);
    }
  }

  private void train(Tensor image, Tensor label) {
    gradients.clear();
    try (Pass pass = Pass.training(device)) {
      Tensor loss = new CrossEntropyLoss().of(model.forward(image, pass), label, pass);
      pass.backward(loss, gradients);
      Finite.require("conv4j's loss", loss.item());
      pass.commit();
    }
    optimizer.step(gradients);
  }

  @Override
  public void close() {
    device.close();
  }
}
