package dev.conv4j.benchmarks;

import dev.conv4j.autograd.Gradients;
import dev.conv4j.autograd.Pass;
import dev.conv4j.nn.CrossEntropyLoss;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.Layers;
import dev.conv4j.optim.Sgd;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** A case in conv4j's hands. */
final class OwnWorkload implements Workload {
  private final Case.Mode mode;
  private final Device device;
  private final Layer network;
  private final Sgd optimizer;
  private final Gradients gradients;
  private final List<Tensor> images = new ArrayList<>();
  private final List<Tensor> labels = new ArrayList<>();
  private int turn;

  OwnWorkload(Case work, int threads) {
    mode = work.mode();
    device = Devices.open("cpu", new DeviceOptions(threads));
    network = work.build(device);
    optimizer =
        Sgd.Config.of(Case.LEARNING_RATE)
            .momentum(Case.MOMENTUM)
            .create(Layers.parameters(network));
    gradients = new Gradients(device);
    for (int i = 0; i < Case.BATCHES; i++) {
      images.add(Tensor.of(device, work.image().batched(work.batch()), work.pixels(i)));
      labels.add(Tensor.ofInts(device, Shape.of(work.batch()), work.labels(i)));
    }
  }

  @Override
  public float[] logits() {
    try (Pass pass = Pass.inference(device)) {
      return network.forward(images.getFirst(), pass).toArray();
    }
  }

  @Override
  public void run() {
    int batch = turn++ % Case.BATCHES;
    switch (mode) {
      case TRAINING_STEP -> train(images.get(batch), labels.get(batch));
      case INFERENCE -> infer(images.get(batch));
    }
  }

  private void train(Tensor image, Tensor label) {
    gradients.clear();
    try (Pass pass = Pass.training(device)) {
      Tensor loss = new CrossEntropyLoss().of(network.forward(image, pass), label, pass);
      pass.backward(loss, gradients);
      Finite.require("conv4j's loss", loss.item());
    }
    optimizer.step(gradients);
  }

  private void infer(Tensor image) {
    try (Pass pass = Pass.inference(device)) {
      Finite.require("conv4j's first logit", network.forward(image, pass).toArray()[0]);
    }
  }

  @Override
  public void close() {
    device.close();
  }
}
