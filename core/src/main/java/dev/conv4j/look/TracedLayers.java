package dev.conv4j.look;

import dev.conv4j.Conv4jException;
import dev.conv4j.Problem;
import dev.conv4j.autograd.Convolution;
import dev.conv4j.autograd.Trace;
import dev.conv4j.nn.LayerSteps;
import dev.conv4j.nn.Model;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The layers of a model by their names, and what came out of them in a pass. */
final class TracedLayers {
  private final Map<String, LayerSteps> layers = new LinkedHashMap<>();

  /** The last step within each layer that has any, those of layers inside it among them. */
  private final Map<String, Trace.Step> last = new LinkedHashMap<>();

  TracedLayers(Model model, Trace trace) {
    for (LayerSteps layer : LayerSteps.of(model.network(), trace)) {
      String path = layer.path();
      String name = path.isEmpty() ? model.name() : path;
      layers.put(name, layer);
      for (Trace.Step step : trace.steps()) {
        if (isWithin(path, step.location())) {
          last.put(name, step);
        }
      }
    }
  }

  private static boolean isWithin(String path, String location) {
    return path.isEmpty() || location.equals(path) || location.startsWith(path + ".");
  }

  /** The layers that have steps of their own. */
  List<Outcome> outcomes() {
    List<Outcome> outcomes = new ArrayList<>();
    layers.forEach((name, layer) -> {
      if (!layer.steps().isEmpty()) {
        outcomes.add(outcome(name));
      }
    });
    return List.copyOf(outcomes);
  }

  Outcome outcome(String name) {
    Shape shape = output(name).shape().item();
    if (shape.rank() > 3) {
      throw new Conv4jException(
          new Problem(
              place(name), "maps [C, H, W] or a list [F]", shape.toString(), "Choose another"));
    }
    return new Outcome(name, layer(name).layer().kind(), shape);
  }

  Tensor output(String name) {
    layer(name);
    Trace.Step step = last.get(name);
    if (step == null) {
      throw new Conv4jException(
          Problem.of(
              place(name),
              "it computes nothing when the model predicts",
              "Choose the layer before it"));
    }
    return step.output();
  }

  private LayerSteps layer(String name) {
    LayerSteps layer = layers.get(name);
    if (layer == null) {
      String names = outcomes().stream().map(Outcome::name).collect(Collectors.joining(", "));
      throw new Conv4jException(new Problem("layer", "one of " + names, "'" + name + "'", ""));
    }
    return layer;
  }

  private static String place(String name) {
    return "layer '" + name + "'";
  }

  /** The convolution that a layer does itself, or null. */
  Trace.@Nullable Step convolution(String name) {
    return layer(name).steps().stream()
        .filter(step -> step.operation() instanceof Convolution)
        .findFirst()
        .orElse(null);
  }

  Optional<String> lastConvolution() {
    String found = null;
    boolean hasPlaces = false;
    for (Outcome outcome : outcomes()) {
      if (convolution(outcome.name()) != null && (outcome.hasPlaces() || !hasPlaces)) {
        found = outcome.name();
        hasPlaces = outcome.hasPlaces();
      }
    }
    return Optional.ofNullable(found);
  }

  Optional<String> classLayer() {
    Optional<Outcome> convolution = lastConvolution().map(this::outcome).filter(Outcome::hasPlaces);
    return outcomes().stream()
        .filter(Outcome::hasPlaces)
        .filter(outcome -> convolution.isEmpty() || sameSize(outcome, convolution.get()))
        .map(Outcome::name)
        .reduce((before, after) -> after);
  }

  List<String> tour() {
    List<Outcome> outcomes = outcomes();
    List<String> tour = new ArrayList<>();
    boolean hasConvolution = false;
    for (int i = 0; i < outcomes.size(); i++) {
      Outcome outcome = outcomes.get(i);
      boolean isFirst = !hasConvolution && convolution(outcome.name()) != null;
      boolean isLast = i == outcomes.size() - 1 || !sameSize(outcome, outcomes.get(i + 1));
      if (isFirst || (outcome.hasPlaces() && isLast)) {
        tour.add(outcome.name());
      }
      hasConvolution |= isFirst;
    }
    return tour.isEmpty() ? outcomes.stream().map(Outcome::name).toList() : List.copyOf(tour);
  }

  private static boolean sameSize(Outcome a, Outcome b) {
    return a.hasPlaces() == b.hasPlaces() && a.height() == b.height() && a.width() == b.width();
  }
}
