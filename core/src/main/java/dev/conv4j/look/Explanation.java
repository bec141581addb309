package dev.conv4j.look;

import dev.conv4j.Conv4jException;
import dev.conv4j.Problem;
import dev.conv4j.ShapeException;
import dev.conv4j.autograd.Pass;
import dev.conv4j.autograd.Trace;
import dev.conv4j.nn.Model;
import dev.conv4j.nn.Prediction;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a model sees in one image. The image runs through it once, on the device where the weights
 * are; what every layer made of it can then be asked for, until this is closed.
 *
 * <pre>{@code
 * try (Explanation seen = Explanation.of(model, pixels)) {
 *   FeatureMaps maps = seen.maps("conv1");
 *   ClassActivation why = seen.gradCam(seen.predicted(), seen.classLayer());
 *   ReceptiveField field = seen.receptiveField("conv2", new Unit(3, 4, 4));
 * }
 * }</pre>
 *
 * <p>Layers have the names that {@link dev.conv4j.nn.Summary} shows; the name of a layer that holds
 * others stands for what comes out of the last of them. The model behaves as in prediction and must
 * stay open and unchanged.
 *
 * <p>Thread safety: one thread at a time; any number of explanations side by side.
 */
public final class Explanation implements AutoCloseable {
  private final Model model;
  private final float[] pixels;
  private final Tensor image;
  private final Pass pass;
  private final Tensor logits;
  private final TracedLayers layers;
  private final FieldFinder fields;
  private final float[] probabilities;

  private Explanation(Model model, float[] pixels, Tensor image, Pass pass) {
    this.model = model;
    this.pixels = pixels;
    this.image = image;
    this.pass = pass;
    this.logits = model.forward(image, pass);
    Trace trace = pass.trace();
    this.layers = new TracedLayers(model, trace);
    this.fields = new FieldFinder(trace, image);
    this.probabilities = softmax(logits);
  }

  /**
   * Shows an image to a model.
   *
   * @param pixels one image, {@code [C, H, W]} in row-major order, not yet normalised, in [0, 1]
   * @throws ShapeException if there are more or fewer pixels than the model takes
   */
  public static Explanation of(Model model, float[] pixels) {
    Shape input = model.input();
    if (pixels.length != input.count()) {
      throw new ShapeException(
          "Explanation",
          input.count() + " values, an image of " + input,
          Integer.toString(pixels.length),
          "");
    }
    float[] normalized = pixels.clone();
    int plane = normalized.length / model.normalization().channels();
    model.normalization().apply(normalized, 0, plane);
    Device device = model.device();
    Tensor image = Tensor.of(device, input.batched(1), normalized);
    Pass pass = Pass.explaining(device);
    try {
      return new Explanation(model, pixels.clone(), image, pass);
    } catch (RuntimeException | Error e) {
      pass.close();
      image.close();
      throw e;
    }
  }

  private static float[] softmax(Tensor logits) {
    Device device = logits.device();
    try (Tensor softmax =
        Tensor.allocate(device, ElementType.FLOAT32, logits.shape(), "probabilities")) {
      device.kernels().loss().softmax(logits, softmax);
      return softmax.toArray();
    }
  }

  /** What is shown an image. */
  public Model model() {
    return model;
  }

  /** The image as it was given, {@code [C, H, W]}, in a new array. */
  public float[] pixels() {
    return pixels.clone();
  }

  /** The likeliest classes, the likeliest first. */
  public List<Prediction> top(int most) {
    return Prediction.likeliest(model.labels(), probabilities, most);
  }

  /** The number of the likeliest class. */
  public int predicted() {
    return model.labels().indexOf(top(1).getFirst().label());
  }

  /** All layers that compute something, in the order in which they run. */
  public List<Outcome> layers() {
    return layers.outcomes();
  }

  /**
   * What comes out of a layer.
   *
   * @throws Conv4jException if there is no layer of this name; the message names all
   */
  public Outcome layer(String name) {
    return layers.outcome(name);
  }

  /**
   * What a layer made of the image.
   *
   * @throws Conv4jException if there is no layer of this name
   */
  public FeatureMaps maps(String layer) {
    return new FeatureMaps(layers.outcome(layer), layers.output(layer).toArray());
  }

  /** Whether a layer is a convolution, so that it has {@link #filters}. */
  public boolean hasFilters(String layer) {
    return layers.convolution(layer) != null;
  }

  /**
   * The filters of a convolution.
   *
   * @throws Conv4jException if the layer is none, or there is no layer of this name
   */
  public Filters filters(String layer) {
    Trace.Step step = layers.convolution(layer);
    if (step == null) {
      throw new Conv4jException(
          new Problem(
              "layer '" + layer + "'",
              "a convolution, which has filters",
              layers.outcome(layer).kind(),
              ""));
    }
    boolean ofImage = step.inputs().getFirst() == image || layers.isPadded(layer, image);
    return Filters.of(layer, step, ofImage);
  }

  /**
   * The last convolution that gives maps of more than a pixel; if none does, the last of all; empty
   * if the model has none.
   */
  public Optional<String> lastConvolution() {
    return layers.lastConvolution();
  }

  /**
   * The layer whose maps tell best what speaks for a class: the last whose maps are as large as
   * those of the {@linkplain #lastConvolution last convolution}, or if these have but one pixel,
   * the last of more; empty if there is none.
   */
  public Optional<String> classLayer() {
    return layers.classLayer();
  }

  /**
   * Layers that show how maps change on the way: the first convolution, and for each size that maps
   * have the last layer of this size.
   */
  public List<String> tour() {
    return layers.tour();
  }

  /**
   * Where the image speaks for a class, by Grad-CAM: maps of a layer, weighed by how much they bear
   * on the class's output (Selvaraju et al. 2017, arXiv:1610.02391).
   *
   * @param classIndex the number of the class
   * @param layer one that gives maps
   * @throws Conv4jException if there is no such class, or no such layer, or it gives no maps
   */
  public ClassActivation gradCam(int classIndex, String layer) {
    if (classIndex < 0 || classIndex >= model.labels().size()) {
      throw new Conv4jException(
          new Problem(
              "class", "0 to " + (model.labels().size() - 1), Integer.toString(classIndex), ""));
    }
    Outcome outcome = layers.outcome(layer);
    if (outcome.shape().rank() != 3) {
      throw new Conv4jException(
          new Problem(
              "layer '" + layer + "'",
              "maps [C, H, W] to lay over the image",
              outcome.shape().toString(),
              "Choose a layer before it"));
    }
    Tensor maps = layers.output(layer);
    float[] heat =
        GradCam.heat(
            maps.toArray(),
            gradient(logits, classIndex, maps),
            outcome.channels(),
            outcome.height() * outcome.width());
    HeatMap.Place place = placeOf(outcome);
    return new ClassActivation(
        classIndex,
        model.labels().get(classIndex),
        layer,
        new HeatMap(
            outcome.height(),
            outcome.width(),
            heat,
            place == null ? shared(outcome.height(), outcome.width()) : place),
        place != null);
  }

  /** The gradient of one element of a value by another value. */
  private float[] gradient(Tensor of, int element, Tensor by) {
    float[] oneHot = new float[of.shape().intCount()];
    oneHot[element] = 1;
    try (Tensor gradient = pass.gradients(of, oneHot, List.of(by)).getFirst()) {
      return gradient.toArray();
    }
  }

  /** Where the units of maps look; null if they all see the same, or it is not known what. */
  private HeatMap.@Nullable Place placeOf(Outcome maps) {
    if (fieldObstacle(maps.name()).isPresent()) {
      return null;
    }
    ReceptiveField first = receptiveField(maps.name(), new Unit(0, 0, 0));
    return first.strideDown() > 0 && first.strideAcross() > 0
        ? new HeatMap.Place(
            first.whole().middleRow(),
            first.whole().middleColumn(),
            first.strideDown(),
            first.strideAcross())
        : null;
  }

  private HeatMap.Place shared(int height, int width) {
    Shape input = model.input();
    return HeatMap.Place.sharing(input.intExtent(1), input.intExtent(2), height, width);
  }

  /**
   * The pixels that a unit sees.
   *
   * @throws Conv4jException if there is no such layer or unit, or there is an operation before it
   *     of which it is not known where it looks
   */
  public ReceptiveField receptiveField(String layer, Unit unit) {
    layers.outcome(layer).require(unit);
    return fields.find(layer, layers.output(layer), unit);
  }

  /**
   * Why it cannot be known what the units of a layer see: empty unless there is an operation before
   * it of which it is not known where it looks.
   *
   * @throws Conv4jException if there is no such layer
   */
  public Optional<Problem> fieldObstacle(String layer) {
    return fields.obstacle(layers.output(layer));
  }

  /**
   * How much each pixel bears on a unit: the magnitude of the unit's gradient by the pixel as the
   * network gets it, added up over the channels (Luo et al. 2016, arXiv:1701.04128, section 2.2,
   * call where it is large the effective receptive field).
   *
   * @throws Conv4jException if there is no such layer or unit
   */
  public HeatMap influence(String layer, Unit unit) {
    Outcome outcome = layers.outcome(layer);
    outcome.require(unit);
    float[] gradient = gradient(layers.output(layer), outcome.number(unit), image);
    int height = model.input().intExtent(1);
    int width = model.input().intExtent(2);
    float[] sums = new float[height * width];
    for (int i = 0; i < gradient.length; i++) {
      sums[i % sums.length] += Math.abs(gradient[i]);
    }
    return new HeatMap(height, width, sums, new HeatMap.Place(0, 0, 1, 1));
  }

  /** Gives the memory back. */
  @Override
  public void close() {
    pass.close();
    image.close();
  }
}
