package dev.conv4j.cli;

import dev.conv4j.autograd.Gradients;
import dev.conv4j.autograd.Pass;
import dev.conv4j.nn.CrossEntropyLoss;
import dev.conv4j.nn.Model;
import dev.conv4j.optim.Sgd;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.RandomStream;
import dev.conv4j.tensor.RandomStream.Purpose;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.RecordedStep;
import dev.conv4j.tensor.spi.StepRecorder;
import org.jspecify.annotations.Nullable;

/**
 * Steps of training, all on one drawn batch that lies on the device: forward, loss, back, and an
 * update with momentum. Recorded where the device does that, and it is wanted.
 */
final class RepeatedStep implements AutoCloseable {
  private final Model model;
  private final Device device;
  private final Sgd optimizer;
  private final Gradients gradients;
  private final Tensor images;
  private final Tensor labels;
  private final @Nullable StepRecorder recorder;
  private final @Nullable RecordedStep recorded;

  /**
   * Steps.
   *
   * @param model has weights; stays the caller's
   */
  RepeatedStep(Model model, int batch, boolean record) {
    this.model = model;
    device = model.device();
    optimizer = Sgd.Config.of(0.01f).momentum(0.5f).create(model.parameters());
    gradients = new Gradients(device);
    images = Tensor.of(device, model.input().batched(batch), pixels(model.input(), batch));
    labels = Tensor.ofInts(device, Shape.of(batch), labels(model, batch));
    recorder = record ? device.recorder().orElse(null) : null;
    recorded = recorder == null ? null : recorder.step(this::body);
  }

  /** Does a step; may return before the device is done. */
  void run() {
    optimizer.prepare();
    if (recorded == null) {
      body();
    } else {
      recorded.run();
    }
  }

  private void body() {
    try (Pass pass = Pass.training(device)) {
      Tensor logits = model.forward(images, pass);
      gradients.clear();
      pass.backward(new CrossEntropyLoss().of(logits, labels, pass), gradients);
      optimizer.apply(gradients, null);
      pass.commit();
    }
  }

  /** Why steps are not recorded; the empty string if they are, or never were to be. */
  String obstacle() {
    return recorded == null ? "" : recorded.obstacle();
  }

  /** Images of drawn pixels. */
  static float[] pixels(Shape image, int batch) {
    RandomStream random = new RandomStream(0, Purpose.INITIALIZATION, 0, 0);
    float[] pixels = new float[image.batched(batch).intCount()];
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

  @Override
  public void close() {
    if (recorder != null) {
      recorder.close();
    }
    images.close();
    labels.close();
    gradients.close();
    optimizer.close();
  }
}
