package dev.conv4j.nn;

import dev.conv4j.autograd.Parameter;
import dev.conv4j.autograd.Pass;
import dev.conv4j.autograd.Trace;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

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
      return new Summary(rows(model, LayerSteps.of(model.network(), pass.trace())));
    }
  }

  private static List<Row> rows(Model model, List<LayerSteps> layers) {
    List<Row> rows = new ArrayList<>();
    // What the row before gives out: what a layer that computes nothing takes in.
    Shape current = model.input().batched(1);
    for (LayerSteps each : layers) {
      Parts parts = new Parts();
      each.layer().visit(parts);
      List<Trace.Step> own = each.steps();
      if (own.isEmpty() && parts.parameters == 0 && parts.hasChildren) {
        continue;
      }
      current = own.isEmpty() ? each.layer().outputShape(current) : own.getLast().output().shape();
      String name = each.path().isEmpty() ? model.name() : each.path();
      long flops = own.stream().mapToLong(Summary::flops).sum();
      rows.add(new Row(name, each.layer().kind(), current.item(), parts.parameters, flops));
    }
    return rows;
  }

  private static long flops(Trace.Step step) {
    List<Shape> inputs = step.inputs().stream().map(Tensor::shape).toList();
    return step.operation().flops(inputs, step.output().shape());
  }

  /** The values in all learned parameters. */
  public long parameters() {
    return rows.stream().mapToLong(Row::parameters).sum();
  }

  /** Floating-point operations for one image, a multiply-add counted as two. */
  public long flops() {
    return rows.stream().mapToLong(Row::flops).sum();
  }

  /** What a layer is made of. */
  private static final class Parts implements Layer.Visitor {
    private boolean hasChildren;
    private long parameters;

    @Override
    public void parameter(Parameter parameter) {
      parameters += parameter.isLearned() ? parameter.shape().count() : 0;
    }

    @Override
    public void child(String name, Layer layer) {
      hasChildren = true;
    }
  }
}
