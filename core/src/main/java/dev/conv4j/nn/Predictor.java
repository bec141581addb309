package dev.conv4j.nn;

import dev.conv4j.DeviceException;
import dev.conv4j.ShapeException;
import dev.conv4j.autograd.Pass;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model ready to name pictures, on the device where its weights are. Before the first image, a
 * {@link PredictionPlan} is drawn up of what the model does: the kernels to call, joined where that
 * spares work, layers with their weights packed, and a few buffers that are used again and again. A
 * model that does something no plan can hold runs in an inference pass.
 *
 * <p>An image gets the same bits in any company and at any number of threads. On the devices of the
 * CPU they are those of an inference pass, unless the model normalises the channels of a
 * convolution: then each output of that convolution, a sum of k products, may differ by {@code (2 k
 * + 8) · 2⁻²⁴} times the magnitudes of what is added up; {@link FusionRule#FOLD_NORMALIZATION} has
 * the exact words. For ResNet-18 with its first weights the logits differ by less than 1e-5 of the
 * largest.
 *
 * <p>The model must stay open and unchanged, and what it does must not depend on the pixels'
 * values. Memory stays with the predictor until it is closed; it need not be, if the device is.
 *
 * <p>Thread safety: any number of threads may use one predictor.
 */
public final class Predictor implements AutoCloseable {
  private final Model model;

  /** Where runs get their buffers, and whether they stay on one thread. */
  private record Runs(BufferStore store, boolean areSmall) {}

  /** Set before {@link #isPlanned}; null if no plan can hold the model. */
  private @Nullable Runs runs;

  private volatile boolean isPlanned;

  private volatile boolean isClosed;

  /** A predictor of a model that has weights; the model must stay open and unchanged. */
  public Predictor(Model model) {
    this.model = model;
  }

  /** What predicts. */
  public Model model() {
    return model;
  }

  /**
   * The probabilities of all classes.
   *
   * @param pixels images one after the other, each {@code [C, H, W]} in row-major order, not yet
   *     normalised, in [0, 1]; left unchanged
   * @return {@code images * classes} values in [0, 1]; those of one image add up to 1
   * @throws ShapeException if {@code pixels} is not a whole number of images
   * @throws DeviceException if the predictor was closed
   */
  public float[] probabilities(float[] pixels) {
    int perImage = model.input().intCount();
    if (pixels.length % perImage != 0) {
      throw new ShapeException(
          "Predictor",
          "a multiple of " + perImage + " pixels, images of " + model.input(),
          Integer.toString(pixels.length),
          "");
    }
    int images = pixels.length / perImage;
    float[] result = new float[Math.multiplyExact(images, model.labels().size())];
    if (images == 0) {
      return result;
    }
    Runs planned = runs();
    requireOpen();
    if (planned == null) {
      predictInPass(pixels, images, result);
    } else if (planned.areSmall) {
      int most = planned.store.piece(images);
      model
          .device()
          .together(
              Math.ceilDiv(images, most),
              part -> {
                int end = Math.min((part + 1) * most, images);
                predict(planned.store, pixels, part * most, end, result);
              });
    } else {
      predict(planned.store, pixels, 0, images, result);
    }
    return result;
  }

  /** Predicts the images from {@code first} to {@code end - 1}, in as few runs as can be. */
  private static void predict(
      BufferStore store, float[] pixels, int first, int end, float[] result) {
    for (int at = first; at < end; ) {
      PredictionBuffers buffers = store.take(store.piece(end - at));
      try {
        buffers.run(pixels, at, result);
        at += buffers.images();
      } finally {
        store.giveBack(buffers);
      }
    }
  }

  private void requireOpen() {
    if (isClosed) {
      throw new DeviceException(
          "Predictor", "an open predictor", "one that was closed", "Make a new one");
    }
  }

  private @Nullable Runs runs() {
    if (!isPlanned) {
      synchronized (this) {
        requireOpen();
        if (!isPlanned) {
          runs = plan();
          isPlanned = true;
        }
      }
    }
    return runs;
  }

  /** Finds out what the model does to one image, and prepares for it. */
  private @Nullable Runs plan() {
    Device device = model.device();
    Shape shape = model.input().batched(1);
    PredictionPlan plan;
    try (Tensor image = Tensor.allocate(device, ElementType.FLOAT32, shape, "images");
        Pass pass = Pass.outlined(device)) {
      Tensor logits = model.forward(image, pass);
      plan = PredictionPlan.of(model, pass.trace(), image, logits);
    }
    if (plan == null) {
      return null;
    }
    PreparedPlan prepared = new PreparedPlan(plan, device);
    RunSize size = RunSize.of(plan, model.parameterCount());
    BufferStore store =
        new BufferStore(
            prepared, images -> new PredictionBuffers(prepared, model, images), size.mostImages());
    return new Runs(store, size.isSmall());
  }

  private void predictInPass(float[] pixels, int count, float[] result) {
    Device device = model.device();
    Shape shape = model.input().batched(count);
    try (Tensor images = Tensor.allocate(device, ElementType.FLOAT32, shape, "images");
        Pass pass = Pass.inference(device)) {
      images.write(normalized(pixels));
      Tensor logits = model.forward(images, pass);
      try (Tensor softmax =
          Tensor.allocate(device, ElementType.FLOAT32, logits.shape(), "probabilities")) {
        device.kernels().loss().softmax(logits, softmax);
        softmax.read(result);
      }
    }
  }

  private float[] normalized(float[] pixels) {
    float[] copy = pixels.clone();
    int perImage = model.input().intCount();
    int plane = perImage / model.normalization().channels();
    for (int at = 0; at < copy.length; at += perImage) {
      model.normalization().apply(copy, at, plane);
    }
    return copy;
  }

  /**
   * The likeliest classes of one image, the likeliest first; of equally likely ones the first.
   *
   * @param pixels one image, as for {@link #probabilities}
   * @param most how many classes at most
   */
  public List<Prediction> top(float[] pixels, int most) {
    return Prediction.likeliest(model.labels(), probabilities(pixels), most);
  }

  /**
   * Gives the memory of buffers and prepared layers back, once calls that go on are done. The
   * predictor is of no more use.
   */
  @Override
  public synchronized void close() {
    isClosed = true;
    if (runs != null) {
      runs.store.close();
    }
  }
}
