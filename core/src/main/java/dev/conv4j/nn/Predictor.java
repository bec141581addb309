package dev.conv4j.nn;

import dev.conv4j.ShapeException;
import dev.conv4j.autograd.Pass;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A model ready to name pictures, on the device where its weights are.
 *
 * <p>Thread safety: any number of threads may use one predictor.
 */
public final class Predictor {
  private final Model model;

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
    Device device = model.device();
    Shape shape = model.input().batched(pixels.length / perImage);
    try (Tensor images = Tensor.allocate(device, ElementType.FLOAT32, shape, "images");
        Pass pass = Pass.inference(device)) {
      images.write(normalized(pixels, perImage));
      Tensor logits = model.forward(images, pass);
      try (Tensor softmax =
          Tensor.allocate(device, ElementType.FLOAT32, logits.shape(), "probabilities")) {
        device.kernels().loss().softmax(logits, softmax);
        return softmax.toArray();
      }
    }
  }

  private float[] normalized(float[] pixels, int perImage) {
    float[] copy = pixels.clone();
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
    return IntStream.range(0, model.labels().size())
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -probabilities[i]))
        .limit(most)
        .map(i -> new Prediction(model.labels().get(i), probabilities[i]))
        .toList();
  }
}
