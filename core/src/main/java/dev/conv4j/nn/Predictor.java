package dev.conv4j.nn;

import dev.conv4j.DeviceException;
import dev.conv4j.ShapeException;
import dev.conv4j.autograd.Pass;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model ready to name pictures, on the device where its weights are. Before the first image, a
 * {@link PredictionPlan} is drawn up of what the model does: the kernels to call, joined where that
 * spares work, layers with their weights packed, and a few buffers that are used again and again. A
 * model that does something no plan can hold runs in inference passes.
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

  /**
   * How images go through the model.
   *
   * @param store where runs get their buffers; null if no plan can hold the model
   */
  private record Runs(@Nullable BufferStore store, RunSize size) {}

  private volatile @Nullable Runs runs;

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
    BufferStore store = planned.store;
    if (store == null) {
      predictInPasses(pixels, planned.size.mostImages(), result);
    } else if (planned.size.isSmall()) {
      int most = store.piece(images);
      model
          .device()
          .together(
              Math.ceilDiv(images, most),
              part -> {
                int end = Math.min((part + 1) * most, images);
                predict(store, pixels, part * most, end, result);
              });
    } else {
      predict(store, pixels, 0, images, result);
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

  private Runs runs() {
    Runs known = runs;
    if (known == null) {
      synchronized (this) {
        requireOpen();
        known = runs;
        if (known == null) {
          known = plan();
          runs = known;
        }
      }
    }
    return known;
  }

  /** Finds out what the model does to one image, and prepares for it. */
  private Runs plan() {
    Device device = model.device();
    Shape shape = model.input().batched(1);
    PredictionPlan plan;
    try (Tensor image = Tensor.allocate(device, ElementType.FLOAT32, shape, "images");
        Pass pass = Pass.outlined(device)) {
      Tensor logits = model.forward(image, pass);
      plan = PredictionPlan.of(model, pass.trace(), image, logits);
      if (plan == null) {
        return new Runs(null, RunSize.of(pass.trace(), model.parameterCount()));
      }
    }
    PreparedPlan prepared = new PreparedPlan(plan, device);
    RunSize size = RunSize.of(plan, model.parameterCount());
    BufferStore store =
        new BufferStore(
            prepared, images -> new PredictionBuffers(prepared, model, images), size.mostImages());
    return new Runs(store, size);
  }

  /** Predicts all images, in passes of at most {@code most}. */
  private void predictInPasses(float[] pixels, int most, float[] result) {
    int perImage = model.input().intCount();
    int classes = model.labels().size();
    int images = pixels.length / perImage;
    for (int first = 0; first < images; first += most) {
      int end = Math.min(first + most, images);
      float[] part = Arrays.copyOfRange(pixels, first * perImage, end * perImage);
      float[] probabilities = predictInPass(part, end - first);
      System.arraycopy(probabilities, 0, result, first * classes, probabilities.length);
    }
  }

  /** The probabilities for images whose pixels this normalises in place. */
  private float[] predictInPass(float[] pixels, int count) {
    Device device = model.device();
    Shape shape = model.input().batched(count);
    try (Tensor images = Tensor.allocate(device, ElementType.FLOAT32, shape, "images");
        Pass pass = Pass.inference(device)) {
      normalize(pixels);
      images.write(pixels);
      Tensor logits = model.forward(images, pass);
      try (Tensor softmax =
          Tensor.allocate(device, ElementType.FLOAT32, logits.shape(), "probabilities")) {
        device.kernels().loss().softmax(logits, softmax);
        return softmax.toArray();
      }
    }
  }

  private void normalize(float[] pixels) {
    int perImage = model.input().intCount();
    int plane = perImage / model.normalization().channels();
    for (int at = 0; at < pixels.length; at += perImage) {
      model.normalization().apply(pixels, at, plane);
    }
  }

  /**
   * The likeliest classes of one image, the likeliest first; of equally likely ones the first.
   *
   * @param pixels one image, as for {@link #probabilities}
   * @param most how many classes at most
   * @throws ShapeException if {@code pixels} is not one image
   */
  public List<Prediction> top(float[] pixels, int most) {
    if (pixels.length != model.input().count()) {
      throw new ShapeException(
          "Predictor",
          "the %d pixels of one image, %s".formatted(model.input().count(), model.input()),
          Integer.toString(pixels.length),
          "Ask for the probabilities of several images, or for each image by itself");
    }
    return Prediction.likeliest(model.labels(), probabilities(pixels), most);
  }

  /**
   * Gives the memory of buffers and prepared layers back, once calls that go on are done. The
   * predictor is of no more use.
   */
  @Override
  public synchronized void close() {
    isClosed = true;
    if (runs != null && runs.store != null) {
      runs.store.close();
    }
  }
}
