package dev.conv4j.look;

import dev.conv4j.Conv4jException;
import dev.conv4j.Problem;
import dev.conv4j.autograd.Convolution;
import dev.conv4j.autograd.Padding;
import dev.conv4j.autograd.Trace;
import dev.conv4j.autograd.TransposedConvolution;
import dev.conv4j.nn.LayerSteps;
import dev.conv4j.nn.Model;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

  /** The convolution that a layer does itself, transposed or not; or null. */
  Trace.@Nullable Step convolution(String name) {
    return layer(name).steps().stream()
        .filter(step ->
            step.operation() instanceof Convolution
                || step.operation() instanceof TransposedConvolution)
        .findFirst()
        .orElse(null);
  }

  /** Whether a layer puts something around {@code tensor} before it does anything else. */
  boolean isPadded(String name, Tensor tensor) {
    Trace.Step first = layer(name).steps().getFirst();
    return first.operation() instanceof Padding && first.inputs().getFirst() == tensor;
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
    Map<List<Integer>, String> lastOfSize = new HashMap<>();
    Set<String> chosen = new HashSet<>();
    for (Outcome outcome : outcomes) {
      if (outcome.hasPlaces()) {
        lastOfSize.put(List.of(outcome.height(), outcome.width()), outcome.name());
      }
      if (chosen.isEmpty() && convolution(outcome.name()) != null) {
        chosen.add(outcome.name());
      }
    }
    chosen.addAll(lastOfSize.values());
    return outcomes.stream()
        .map(Outcome::name)
        .filter(name -> chosen.isEmpty() || chosen.contains(name))
        .toList();
  }

  private static boolean sameSize(Outcome a, Outcome b) {
    return a.height() == b.height() && a.width() == b.width();
  }
}
