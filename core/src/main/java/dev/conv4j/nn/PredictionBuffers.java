package dev.conv4j.nn;

import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.StepRecorder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The memory in which a plan runs for a certain number of images, and the kernels tied to it, so
 * that a run looks nothing up and allocates nothing. One thread at a time.
 */
final class PredictionBuffers implements AutoCloseable {
  private final int images;
  private final float[] pixels;
  private final float[] results;
  private final Tensor input;
  private final Tensor probabilities;
  private final List<Tensor> tensors = new ArrayList<>();
  private final Runnable[] calls;
  private final @Nullable StepRecorder recorder;
  private final Runnable compute;
  private final Normalization normalization;
  private final int perImage;
  private final int classes;

  PredictionBuffers(PreparedPlan prepared, Model model, int images) {
    PredictionPlan plan = prepared.plan();
    Device device = prepared.device();
    this.images = images;
    this.normalization = model.normalization();
    this.perImage = model.input().intCount();
    this.classes = model.labels().size();
    this.pixels = new float[images * perImage];
    this.results = new float[images * classes];
    for (Shape item : plan.bufferItems()) {
      tensors.add(allocate(device, item));
    }
    this.input = tensors.get(plan.buffers().get(PredictionPlan.IMAGES));
    Tensor logits = tensors.get(plan.buffers().get(plan.logits()));
    List<Runnable> bound = prepared.bind(tensors);
    this.probabilities = allocate(device, Shape.of(classes));
    tensors.add(probabilities);
    bound.add(() -> device.kernels().loss().softmax(logits, probabilities));
    this.calls = bound.toArray(Runnable[]::new);
    this.recorder = device.recorder().orElse(null);
    this.compute = recorder == null ? this::callAll : recorder.step(this::callAll)::run;
  }

  private void callAll() {
    for (Runnable call : calls) {
      call.run();
    }
  }

  private Tensor allocate(Device device, Shape item) {
    return Tensor.allocate(device, ElementType.FLOAT32, item.batched(images), "Predictor");
  }

  /** How many images a run takes. */
  int images() {
    return images;
  }

  /**
   * Computes the probabilities of {@link #images} images.
   *
   * @param from pixels, not yet normalised; the first image is the one with number {@code first}
   * @param into probabilities, in the same order
   */
  void run(float[] from, int first, float[] into) {
    int plane = perImage / normalization.channels();
    System.arraycopy(from, first * perImage, pixels, 0, pixels.length);
    for (int at = 0; at < pixels.length; at += perImage) {
      normalization.apply(pixels, at, plane); // in place, for the compiler to vectorise
    }
    input.write(pixels);
    compute.run();
    probabilities.read(results);
    System.arraycopy(results, 0, into, first * classes, results.length);
  }

  /** Gives the memory back. */
  @Override
  public void close() {
    if (recorder != null) {
      recorder.close();
    }
    tensors.forEach(Tensor::close);
  }
}
