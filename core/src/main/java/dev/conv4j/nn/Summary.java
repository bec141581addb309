package dev.conv4j.nn;

import dev.conv4j.autograd.Parameter;
import dev.conv4j.autograd.Pass;
import dev.conv4j.autograd.Trace;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A model as a table: what each layer is, what comes out of it and what it costs. A layer has a row
 * if it computes something itself or has no layers inside it; a container has none.
 *
 * @param rows in the order in which the layers run, what is inside a layer before the layer itself
 */
public record Summary(List<Row> rows) {

  /** Copies the list. */
  public Summary {
    rows = List.copyOf(rows);
  }

  /**
   * One layer.
   *
   * @param name its path, such as {@code stem.conv1}; the model's name if the network is a single
   *     layer
   * @param kind such as {@code Conv2d}
   * @param output the shape of one item that comes out, without the batch
   * @param parameters the values in its own learned parameters
   * @param flops floating-point operations for one image, a multiply-add counted as two
   */
  public record Row(String name, String kind, Shape output, long parameters, long flops) {}

  /**
   * The table of a model that has weights.
   *
   * @throws dev.conv4j.Conv4jException if the model has no weights
   */
  public static Summary of(Model model) {
    return of(model, model.device());
  }

  /**
   * The table of a model, with or without weights. Nothing is computed.
   *
   * @param device where the weights are, if there are any; else any device
   */
  public static Summary of(Model model, Device device) {
    Shape shape = model.input().batched(1);
    try (Tensor image = Tensor.allocate(device, ElementType.FLOAT32, shape, "images");
        Pass pass = Pass.outlined(device)) {
      model.forward(image, pass);
      Builder builder = new Builder(model, pass.trace());
      builder.add("", model.network());
      return new Summary(builder.rows);
    }
  }

  /** The values in all learned parameters. */
  public long parameters() {
    return rows.stream().mapToLong(Row::parameters).sum();
  }

  /** Floating-point operations for one image, a multiply-add counted as two. */
  public long flops() {
    return rows.stream().mapToLong(Row::flops).sum();
  }

  /** Gathers the rows from the inside out. */
  private static final class Builder {
    private final Model model;
    private final Map<String, List<Trace.Step>> steps = new HashMap<>();
    private final List<Row> rows = new ArrayList<>();

    /** What the row before gives out: what a layer that computes nothing takes in. */
    private Shape current;

    Builder(Model model, Trace trace) {
      this.model = model;
      this.current = model.input().batched(1);
      Set<String> paths = new HashSet<>();
      Layers.walk(model.network(), (path, layer) -> paths.add(path));
      for (Trace.Step step : trace.steps()) {
        String path = step.location();
        while (!paths.contains(path)) {
          path = path.substring(0, Math.max(path.lastIndexOf('.'), 0));
        }
        steps.computeIfAbsent(path, p -> new ArrayList<>()).add(step);
      }
    }

    void add(String path, Layer layer) {
      Parts parts = new Parts();
      layer.visit(parts);
      parts.children.forEach((name, child) -> add(Layers.join(path, name), child));
      List<Trace.Step> own = steps.getOrDefault(path, List.of());
      if (own.isEmpty() && parts.parameters == 0 && !parts.children.isEmpty()) {
        return;
      }
      current = own.isEmpty() ? layer.outputShape(current) : own.getLast().output().shape();
      String name = path.isEmpty() ? model.name() : path;
      long flops = own.stream().mapToLong(Builder::flops).sum();
      rows.add(new Row(name, layer.kind(), current.item(), parts.parameters, flops));
    }

    private static long flops(Trace.Step step) {
      List<Shape> inputs = step.inputs().stream().map(Tensor::shape).toList();
      return step.operation().flops(inputs, step.output().shape());
    }
  }

  /** What a layer is made of. */
  private static final class Parts implements Layer.Visitor {
    private final Map<String, Layer> children = new LinkedHashMap<>();
    private long parameters;

    @Override
    public void parameter(Parameter parameter) {
      parameters += parameter.isLearned() ? parameter.shape().count() : 0;
    }

    @Override
    public void child(String name, Layer layer) {
      children.put(name, layer);
    }
  }
}
