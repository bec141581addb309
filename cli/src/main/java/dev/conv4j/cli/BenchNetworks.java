package dev.conv4j.cli;

import dev.conv4j.nn.Model;
import dev.conv4j.nn.Predictor;
import dev.conv4j.nn.zoo.Zoo;
import dev.conv4j.tensor.Device;

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
    try (Model model = Zoo.lectureModel().initialize(device, 1)) {
      return training(model, batch);
    }
  }

  /** The same for any model. */
  double training(Model model, int batch) {
    try (RepeatedStep step = new RepeatedStep(model, batch, true)) {
      return batch / timing.best(step::run, device::synchronize);
    }
  }

  /** Images a second in inference: pixels in, probabilities out. */
  double inference(int batch) {
    try (Model model = Zoo.lectureModel().initialize(device, 1)) {
      return inference(model, batch);
    }
  }

  /** The same for any model. */
  double inference(Model model, int batch) {
    try (Predictor predictor = new Predictor(model)) {
      float[] pixels = RepeatedStep.pixels(model.input(), batch);
      return batch / timing.best(() -> predictor.probabilities(pixels));
    }
  }
}
