package dev.conv4j.cli;

import dev.conv4j.autograd.Gradients;
import dev.conv4j.autograd.Pass;
import dev.conv4j.nn.CrossEntropyLoss;
import dev.conv4j.nn.Model;
import dev.conv4j.nn.Predictor;
import dev.conv4j.nn.zoo.Zoo;
import dev.conv4j.optim.Sgd;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.RandomStream;
import dev.conv4j.tensor.RandomStream.Purpose;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;

/** How many images a second whole networks take. */
final class BenchNetworks {
  private final Device device;
  private final Timing timing;

  BenchNetworks(Device device, Timing timing) {
    this.device = device;
    this.timing = timing;
  }

  /** Images a second in training: forward, loss, back, and an update with momentum. */
  double training(int batch) {
    try (Model model = Zoo.lectureModel().initialize(device, 1);
        Sgd optimizer = Sgd.Config.of(0.01f).momentum(0.5f).create(model.parameters());
        Gradients gradients = new Gradients(device);
        Tensor images = Tensor.of(device, model.input().batched(batch), pixels(model, batch));
        Tensor labels = Tensor.ofInts(device, Shape.of(batch), labels(model, batch))) {
      Runnable step =
          () -> {
            try (Pass pass = Pass.training(device)) {
              Tensor logits = model.forward(images, pass);
              gradients.clear();
              pass.backward(new CrossEntropyLoss().of(logits, labels, pass), gradients);
              optimizer.step(gradients);
            }
          };
      return batch / timing.best(step);
    }
  }

  /** Images a second in inference: pixels in, probabilities out. */
  double inference(int batch) {
    try (Model model = Zoo.lectureModel().initialize(device, 1)) {
      Predictor predictor = new Predictor(model);
      float[] pixels = pixels(model, batch);
      return batch / timing.best(() -> predictor.probabilities(pixels));
    }
  }

  private static float[] pixels(Model model, int batch) {
    RandomStream random = new RandomStream(0, Purpose.INITIALIZATION, 0, 0);
    float[] pixels = new float[Math.toIntExact(model.input().batched(batch).count())];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextFloat();
    }
    return pixels;
  }

  private static int[] labels(Model model, int batch) {
    int[] labels = new int[batch];
    for (int i = 0; i < batch; i++) {
      labels[i] = i % model.labels().size();
    }
    return labels;
  }
}
