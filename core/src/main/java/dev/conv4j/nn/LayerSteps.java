package dev.conv4j.nn;

import dev.conv4j.autograd.Parameter;
import dev.conv4j.autograd.Trace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one layer of a network computed in a pass.
 *
 * @param path such as {@code stem.conv1}; empty for the network itself
 * @param steps its own, without those of layers inside it; perhaps none
 */
public record LayerSteps(String path, Layer layer, List<Trace.Step> steps) {

  /** Copies the list. */
  public LayerSteps {
    steps = List.copyOf(steps);
  }

  /**
   * All layers of a network, containers too, in the order in which they run: what is inside a layer
   * before the layer itself.
   *
   * @param trace what a pass recorded in which the network ran once
   */
  public static List<LayerSteps> of(Layer network, Trace trace) {
    Set<String> paths = new HashSet<>();
    Layers.walk(network, (path, layer) -> paths.add(path));
    Map<String, List<Trace.Step>> steps = new HashMap<>();
    for (Trace.Step step : trace.steps()) {
      String path = step.location();
      while (!paths.contains(path)) {
        path = path.substring(0, Math.max(path.lastIndexOf('.'), 0));
      }
      steps.computeIfAbsent(path, p -> new ArrayList<>()).add(step);
    }
    List<LayerSteps> layers = new ArrayList<>();
    add("", network, steps, layers);
    return List.copyOf(layers);
  }

  private static void add(
      String path, Layer layer, Map<String, List<Trace.Step>> steps, List<LayerSteps> layers) {
    layer.visit(
        new Layer.Visitor() {
          @Override
          public void parameter(Parameter parameter) {}

          @Override
          public void child(String name, Layer child) {
            add(Layers.join(path, name), child, steps, layers);
          }
        });
    layers.add(new LayerSteps(path, layer, steps.getOrDefault(path, List.of())));
  }
}
