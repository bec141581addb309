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
import java.util.stream.Stream;

/**
 * Transfer learning, other classes for a network that was trained: its head, the last layer that
 * learns, is replaced by a new one, as is that of each {@link AuxiliaryHead}; all else is kept.
 */
public final class NewHead {
  private final Model model;
  private final int classes;
  private final Layer.Config network;

  /** The paths of the new layers, that of the head first. */
  private final List<String> paths = new ArrayList<>();

  private NewHead(Model model, int classes) {
    this.model = model;
    this.classes = classes;
    List<String> top = List.of();
    this.network = withAuxiliaries(replaced(model.network().config(), top), top);
    long auxiliaries = paths.size() - 1L;
    if (auxiliaries < auxiliaries(model.network())) {
      throw without("an AuxiliaryHead inside a layer that is no Sequential");
    }
  }

  private static long auxiliaries(Layer layer) {
    long[] count = {layer instanceof AuxiliaryHead ? 1 : 0};
    layer.visit(
        new Layer.Visitor() {
          @Override
          public void parameter(Parameter parameter) {}

          @Override
          public void child(String name, Layer child) {
            count[0] += auxiliaries(child);
          }
        });
    return count[0];
  }

  /**
   * The path of a model's head, such as {@code fc} or {@code classifier.6}.
   *
   * @throws Conv4jException if the network's last layer that learns is no {@link Linear} and no
   *     {@link Conv2d} at the end of a {@link Sequential}
   */
  public static String path(Model model) {
    return new NewHead(model, model.labels().size()).paths.getFirst();
  }

  /**
   * The same network for other classes. The new head and those of auxiliary classifiers have first
   * weights, drawn with {@code seed} on {@code device}, where the other weights are copied to; the
   * model that was given stays as it is.
   *
   * @throws Conv4jException if the network cannot have another head
   */
  public static Model of(Model model, List<String> labels, Device device, long seed) {
    NewHead head = new NewHead(model, labels.size());
    Model changed = head.model(labels);
    try {
      head.fill(changed, device, seed);
      return changed;
    } catch (RuntimeException | Error e) {
      changed.close();
      throw e;
    }
  }

  private void fill(Model changed, Device device, long seed) {
    int index = 0;
    for (var entry : changed.parameters().entrySet()) {
      RandomStream random = new RandomStream(seed, Purpose.INITIALIZATION, 0, index++);
      if (isNew(entry.getKey())) {
        entry.getValue().initialize(device, random);
      } else {
        Parameter before = Objects.requireNonNull(model.parameters().get(entry.getKey()));
        entry.getValue().set(device, before.value().toArray());
      }
    }
  }

  private boolean isNew(String parameter) {
    return paths.stream().anyMatch(path -> path.isEmpty() || parameter.startsWith(path + "."));
  }

  private Model model(List<String> labels) {
    try {
      return new Model(model.name(), network.build(), model.input(), labels, model.normalization());
    } catch (ShapeException e) {
      throw new Conv4jException(
          Problem.of(
              "Model '" + model.name() + "'",
              "with another head at %s it no longer fits together: %s"
                  .formatted(String.join(", ", paths), e.getMessage()),
              ""),
          e);
    }
  }

  /** The layer with its head replaced; notes the path of the new one. */
  private Layer.Config replaced(Layer.Config layer, List<String> names) {
    return switch (layer) {
      case Linear.Config linear -> {
        paths.add(String.join(".", names));
        yield new Linear.Config(linear.in(), classes, linear.bias(), linear.initialization());
      }
      case Conv2d.Config convolution -> {
        paths.add(String.join(".", names));
        yield convolution.outputs(classes);
      }
      case Sequential.Config sequence -> replacedIn(sequence, names);
      default -> throw without(layer.build().kind());
    };
  }

  private Layer.Config replacedIn(Sequential.Config sequence, List<String> names) {
    List<Named> layers = new ArrayList<>(sequence.layers());
    for (int i = layers.size() - 1; i >= 0; i--) {
      Named last = layers.get(i);
      boolean isAuxiliary = last.layer() instanceof AuxiliaryHead.Config;
      if (!isAuxiliary && !Layers.parameters(last.layer().build()).isEmpty()) {
        layers.set(i, new Named(last.name(), replaced(last.layer(), with(names, last.name()))));
        return new Sequential.Config(layers);
      }
    }
    throw without("nothing that learns");
  }

  /** The layer with the heads of auxiliary classifiers replaced, too. */
  private Layer.Config withAuxiliaries(Layer.Config layer, List<String> names) {
    return switch (layer) {
      case AuxiliaryHead.Config auxiliary ->
          new AuxiliaryHead.Config(replaced(auxiliary.head(), names), auxiliary.weight());
      case Sequential.Config sequence -> {
        List<Named> layers = new ArrayList<>();
        for (Named each : sequence.layers()) {
          List<String> inside = with(names, each.name());
          layers.add(new Named(each.name(), withAuxiliaries(each.layer(), inside)));
        }
        yield new Sequential.Config(layers);
      }
      default -> layer;
    };
  }

  private static List<String> with(List<String> names, String name) {
    return name.isEmpty() ? names : Stream.concat(names.stream(), Stream.of(name)).toList();
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
