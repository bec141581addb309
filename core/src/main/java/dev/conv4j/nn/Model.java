package dev.conv4j.nn;

import dev.conv4j.Conv4jException;
import dev.conv4j.Problem;
import dev.conv4j.ShapeException;
import dev.conv4j.autograd.Parameter;
import dev.conv4j.autograd.Pass;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * An image classifier: a network, the size of its images, the names of its classes, and what is
 * done to pixels beforehand. All that is needed to go from a picture to a name, checked as a whole
 * when it is built.
 *
 * <p>Thread safety: any number of inference passes may share one model; nobody may use it while it
 * is initialised, trained, moved or closed.
 */
public final class Model implements AutoCloseable {
  private final String name;
  private final Layer network;
  private final Shape input;
  private final List<String> labels;
  private final Normalization normalization;
  private final Map<String, Parameter> parameters;

  /**
   * A model without weights: initialise it or load some.
   *
   * @param name what to call it, such as {@code lecture}
   * @param input {@code [C, H, W]} of one image
   * @param labels the names of the classes, in the order of the network's outputs
   * @throws ShapeException if the network cannot take such images, or has not one output for each
   *     label; the message shows the shapes on the way
   */
  public Model(
      String name, Layer network, Shape input, List<String> labels, Normalization normalization) {
    this.name = name;
    this.network = network;
    this.input = input;
    this.labels = List.copyOf(labels);
    this.normalization = normalization;
    Shapes.require(input, "Model '" + name + "' input", "C", "H", "W");
    if (input.count() == 0) {
      throw new ShapeException(
          "Model '" + name + "' input", "images of a pixel or more", input.toString(), "");
    }
    checkLabels();
    if (normalization.channels() != input.extent(0)) {
      throw new ShapeException(
          "Model '" + name + "'",
          "a normalisation for each of " + input.extent(0) + " channels",
          normalization.channels() + " channels",
          "");
    }
    checkShapes();
    this.parameters = Collections.unmodifiableMap(Layers.parameters(network));
  }

  private void checkLabels() {
    if (labels.isEmpty() || new HashSet<>(labels).size() < labels.size()) {
      throw new ShapeException(
          "Model '" + name + "'", "a different label for each class", labels.toString(), "");
    }
  }

  private void checkShapes() {
    Shape output = network.outputShape(input.batched(1));
    if (!output.equals(Shape.of(1, labels.size()))) {
      throw new ShapeException(
          "Model '" + name + "'",
          "one output for each of " + labels.size() + " labels",
          Shapes.perItem(output) + " for an image of " + Shapes.perItem(input.batched(1)),
          "Give the last layer " + labels.size() + " outputs");
    }
  }

  /** What it is called. */
  public String name() {
    return name;
  }

  /** The layers. */
  public Layer network() {
    return network;
  }

  /** The shape of one image, {@code [C, H, W]}. */
  public Shape input() {
    return input;
  }

  /** The names of the classes, in the order of the logits. */
  public List<String> labels() {
    return labels;
  }

  /** What is done to pixels before the network sees them. */
  public Normalization normalization() {
    return normalization;
  }

  /** All parameters by their paths, in the order of the layers, running statistics among them. */
  public Map<String, Parameter> parameters() {
    return parameters;
  }

  /** The number of values in all learned parameters, frozen ones included. */
  public long parameterCount() {
    return parameters.values().stream()
        .filter(Parameter::isLearned)
        .mapToLong(parameter -> parameter.shape().count())
        .sum();
  }

  /** Draws first weights, on {@code device}; the same seed gives the same weights anywhere. */
  public Model initialize(Device device, long seed) {
    Layers.initialize(network, device, seed);
    return this;
  }

  /**
   * A model like this one with weights of its own on {@code device}, which are the same; what is
   * frozen here is frozen there.
   */
  public Model copy(Device device) {
    Model copy = new Model(name, network.config().build(), input, labels, normalization);
    try {
      copy.parameters.forEach((path, parameter) -> {
        Parameter original = Objects.requireNonNull(parameters.get(path));
        parameter.set(device, original.value().toArray());
        parameter.setTrainable(!original.isFrozen());
      });
      return copy;
    } catch (RuntimeException | Error e) {
      copy.close();
      throw e;
    }
  }

  /** Moves all parameters to {@code device}. */
  public Model to(Device device) {
    Layers.move(network, device);
    return this;
  }

  /**
   * Where the weights are.
   *
   * @throws Conv4jException if there are none yet
   */
  public Device device() {
    return parameters.values().stream()
        .findFirst()
        .orElseThrow(() ->
            new Conv4jException(
                Problem.of(
                    "Model '" + name + "'",
                    "it has no weights, so that it is on no device",
                    "Give the network a layer that learns, such as Linear")))
        .value()
        .device();
  }

  /**
   * Runs the network.
   *
   * @param images {@code [N, C, H, W]}, normalised
   * @return logits, {@code [N, classes]}
   */
  public Tensor forward(Tensor images, Pass pass) {
    return network.forward(images, pass);
  }

  /** Gives the memory of the weights back. */
  @Override
  public void close() {
    parameters.values().forEach(Parameter::close);
  }
}
