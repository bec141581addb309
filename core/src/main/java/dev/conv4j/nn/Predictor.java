package dev.conv4j.nn;

import dev.conv4j.ShapeException;
import dev.conv4j.autograd.Pass;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model ready to name pictures, on the device where its weights are. From what the first image
 * makes the model do, a {@link PredictionPlan} is drawn up: the kernels to call, rearranged where
 * that spares work, and a few buffers that are used again and again. The result is the same to the
 * last bit as that of an inference pass, which is what a model runs in that does something no plan
 * can hold.
 *
 * <p>The model must stay open and unchanged. Buffers stay with the predictor until it is closed; it
 * need not be, if the device is.
 *
 * <p>Thread safety: any number of threads may use one predictor.
 */
public final class Predictor implements AutoCloseable {
  /** What the buffers of one run may hold, in floats: about as much as stays in a cache. */
  private static final long RUN_FLOATS = 1 << 19;

  private final Model model;

  /** Set before {@link #isTraced}; null if no plan can hold the model. */
  private volatile @Nullable BufferStore store;

  private volatile boolean isTraced;

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
    int done = 0;
    if (images > 0 && !isTraced) {
      predictFirst(pixels, result);
      done = 1;
    }
    BufferStore planned = store;
    if (planned != null) {
      while (done < images) {
        done += predictSome(planned, pixels, done, images - done, result);
      }
    } else if (done < images) {
      try (Pass pass = Pass.inference(model.device())) {
        predictInPass(pass, pixels, done, images - done, result);
      }
    }
    return result;
  }

  /** Predicts as many images from {@code first} on as one run takes, and returns how many. */
  private static int predictSome(
      BufferStore store, float[] pixels, int first, int wanted, float[] result) {
    PredictionBuffers buffers = store.take(store.piece(wanted));
    try {
      buffers.run(pixels, first, result);
      return buffers.images();
    } finally {
      store.giveBack(buffers);
    }
  }

  /** Predicts the first image in a pass that is recorded, and draws up the plan. */
  private void predictFirst(float[] pixels, float[] result) {
    Device device = model.device();
    try (Pass pass = Pass.traced(device)) {
      InPass run = predictInPass(pass, pixels, 0, 1, result);
      PredictionPlan plan = PredictionPlan.of(model, pass.trace(), run.images(), run.logits());
      synchronized (this) {
        if (!isTraced && plan != null) {
          long most = Math.clamp(RUN_FLOATS / plan.floatsPerImage(), 1, 1 << 10);
          store =
              new BufferStore(
                  images -> new PredictionBuffers(plan, model, device, images),
                  (int) Long.highestOneBit(most));
        }
        isTraced = true;
      }
    }
  }

  /** What a pass began with and what came out; they die with the pass or before it. */
  private record InPass(Tensor images, Tensor logits) {}

  private InPass predictInPass(Pass pass, float[] pixels, int first, int count, float[] result) {
    Device device = pass.device();
    int perImage = model.input().intCount();
    Shape shape = model.input().batched(count);
    try (Tensor images = Tensor.allocate(device, ElementType.FLOAT32, shape, "images")) {
      images.write(normalized(pixels, first * perImage, count * perImage));
      Tensor logits = model.forward(images, pass);
      try (Tensor softmax =
          Tensor.allocate(device, ElementType.FLOAT32, logits.shape(), "probabilities")) {
        device.kernels().loss().softmax(logits, softmax);
        float[] probabilities = softmax.toArray();
        int at = first * model.labels().size();
        System.arraycopy(probabilities, 0, result, at, probabilities.length);
      }
      return new InPass(images, logits);
    }
  }

  private float[] normalized(float[] pixels, int from, int count) {
    float[] copy = Arrays.copyOfRange(pixels, from, from + count);
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
    float[] probabilities = probabilities(pixels);
    List<Prediction> top = new ArrayList<>();
    boolean[] taken = new boolean[model.labels().size()];
    while (top.size() < Math.min(most, taken.length)) {
      int best = -1;
      for (int i = 0; i < taken.length; i++) {
        // Negated, so that what is no number comes last.
        if (!taken[i] && (best < 0 || Float.compare(-probabilities[i], -probabilities[best]) < 0)) {
          best = i;
        }
      }
      taken[best] = true;
      top.add(new Prediction(model.labels().get(best), probabilities[best]));
    }
    return List.copyOf(top);
  }

  /** Gives the buffers' memory back. */
  @Override
  public void close() {
    BufferStore planned = store;
    if (planned != null) {
      planned.close();
    }
  }
}
