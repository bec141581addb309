package dev.conv4j.nn;

import dev.conv4j.Conv4jException;
import dev.conv4j.Problem;
import dev.conv4j.ShapeException;
import dev.conv4j.autograd.Parameter;
import dev.conv4j.nn.Sequential.Named;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.RandomStream;
import dev.conv4j.tensor.RandomStream.Purpose;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Other classes for a network that was trained: its head, the last layer that learns, is replaced
 * by a new one, and everything before it is kept.
 */
public final class NewHead {
  private final Model model;
  private final String path;
  private final Layer.Config network;
  private final int classes;

  private NewHead(Model model, int classes) {
    this.model = model;
    this.classes = classes;
    List<String> names = new ArrayList<>();
    this.network = replaced(model.network().config(), names);
    this.path = String.join(".", names);
  }

  /**
   * The path of a model's head, such as {@code fc} or {@code classifier.6}.
   *
   * @throws Conv4jException if the network's last layer that learns is no {@link Linear} and no
   *     {@link Conv2d} at the end of a {@link Sequential}
   */
  public static String path(Model model) {
    return new NewHead(model, model.labels().size()).path;
  }

  /**
   * The same network for other classes. The new head has first weights, drawn with {@code seed} on
   * {@code device}, where the other weights are copied to; the model that was given stays as it is.
   *
   * @throws Conv4jException if the network cannot have another head
   */
  public static Model of(Model model, List<String> labels, Device device, long seed) {
    NewHead head = new NewHead(model, labels.size());
    Model changed = head.model(labels);
    int index = 0;
    for (var entry : changed.parameters().entrySet()) {
      RandomStream random = new RandomStream(seed, Purpose.INITIALIZATION, 0, index++);
      if (entry.getKey().startsWith(head.path + ".")) {
        entry.getValue().initialize(device, random);
      } else {
        Parameter before = Objects.requireNonNull(model.parameters().get(entry.getKey()));
        entry.getValue().set(device, before.value().toArray());
      }
    }
    return changed;
  }

  private Model model(List<String> labels) {
    try {
      return new Model(model.name(), network.build(), model.input(), labels, model.normalization());
    } catch (ShapeException e) {
      throw new Conv4jException(
          Problem.of(
              "Model '" + model.name() + "'",
              "with another head at %s it no longer fits together: %s"
                  .formatted(path, e.getMessage()),
              ""),
          e);
    }
  }

  /** The layer with its head replaced; adds the names that lead there. */
  private Layer.Config replaced(Layer.Config layer, List<String> names) {
    return switch (layer) {
      case Linear.Config linear ->
          new Linear.Config(linear.in(), classes, linear.bias(), linear.initialization());
      case Conv2d.Config convolution -> convolution.outputs(classes);
      case Sequential.Config sequence -> replacedIn(sequence, names);
      default -> throw without(layer.build().kind());
    };
  }

  private Layer.Config replacedIn(Sequential.Config sequence, List<String> names) {
    List<Named> layers = new ArrayList<>(sequence.layers());
    for (int i = layers.size() - 1; i >= 0; i--) {
      Named last = layers.get(i);
      if (!Layers.parameters(last.layer().build()).isEmpty()) {
        if (!last.name().isEmpty()) {
          names.add(last.name());
        }
        layers.set(i, new Named(last.name(), replaced(last.layer(), names)));
        return new Sequential.Config(layers);
      }
    }
    throw without("nothing that learns");
  }

  private Conv4jException without(String found) {
    return new Conv4jException(
        new Problem(
            "Model '" + model.name() + "'",
            "a network that ends with a Linear or a Conv2d, to put another in its place",
            found,
            "Build the network for the new classes, and copy the weights that are to stay"));
  }
}
