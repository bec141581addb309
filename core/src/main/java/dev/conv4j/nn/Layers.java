package dev.conv4j.nn;

import dev.conv4j.Conv4jException;
import dev.conv4j.Problem;
import dev.conv4j.autograd.Parameter;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.RandomStream;
import dev.conv4j.tensor.RandomStream.Purpose;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** What can be said of any layer, its children included. */
public final class Layers {
  private Layers() {}

  /**
   * All parameters by their paths, such as {@code stem.conv1.weight}, in the order of the layers,
   * running statistics among them.
   *
   * @throws Conv4jException if two have the same path, or one has two paths because a layer is
   *     there twice
   */
  public static Map<String, Parameter> parameters(Layer layer) {
    Map<String, Parameter> found = new LinkedHashMap<>();
    IdentityHashMap<Parameter, String> paths = new IdentityHashMap<>();
    walk(
        layer,
        "",
        (path, visited) ->
            visited.visit(
                new Layer.Visitor() {
                  @Override
                  public void parameter(Parameter parameter) {
                    String own = join(path, parameter.name());
                    require(found.put(own, parameter) == null, own, "two of this name");
                    String other = paths.put(parameter, own);
                    require(other == null, own, "the very one that is " + other + " too");
                  }

                  @Override
                  public void child(String name, Layer child) {}
                }));
    return found;
  }

  private static void require(boolean fine, String path, String found) {
    if (!fine) {
      throw new Conv4jException(
          new Problem(
              "parameter '" + path + "'",
              "a parameter of its own",
              found,
              "Give each parameter a name of its own, and build a layer for each place"));
    }
  }

  /** Sees a layer and where it is. */
  @FunctionalInterface
  public interface Walker {
    /**
     * Called for each layer, outer before inner.
     *
     * @param path such as {@code stem.conv1}; empty for the outermost
     */
    void layer(String path, Layer layer);
  }

  /** Walks over a layer and all layers inside it. */
  public static void walk(Layer layer, Walker walker) {
    walk(layer, "", walker);
  }

  private static void walk(Layer layer, String path, Walker walker) {
    walker.layer(path, layer);
    layer.visit(
        new Layer.Visitor() {
          @Override
          public void parameter(Parameter parameter) {}

          @Override
          public void child(String name, Layer child) {
            walk(child, join(path, name), walker);
          }
        });
  }

  /**
   * Draws first values for all parameters, on {@code device}. The same seed gives the same values,
   * on any device.
   */
  public static void initialize(Layer layer, Device device, long seed) {
    int index = 0;
    for (Parameter parameter : parameters(layer).values()) {
      parameter.initialize(device, new RandomStream(seed, Purpose.INITIALIZATION, 0, index++));
    }
  }

  /** Moves all parameters to {@code device}. */
  public static void move(Layer layer, Device device) {
    parameters(layer).values().forEach(parameter -> parameter.to(device));
  }

  static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
