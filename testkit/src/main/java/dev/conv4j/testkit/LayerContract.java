package dev.conv4j.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.conv4j.ShapeException;
import dev.conv4j.autograd.Parameter;
import dev.conv4j.autograd.Pass;
import dev.conv4j.autograd.Randomness;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.Layers;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Laws of any {@link Layer}, on the device {@code cpu}; its gradients are checked on {@code
 * reference}.
 */
public abstract class LayerContract {
  private static final long SEED = 5;
  private static final Randomness RANDOMNESS = new Randomness(SEED, 0);

  /** For subclasses. */
  protected LayerContract() {}

  /** A new layer without values; the same at every call. */
  protected abstract Layer layer();

  /** A small shape that the layer takes, batch included. */
  protected abstract Shape input();

  /** Shapes that the layer must refuse; none if it takes any. */
  protected abstract List<Shape> wrongInputs();

  /** Whether a training pass computes the same as an inference pass; false for such as dropout. */
  protected boolean agreesInTraining() {
    return true;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 5})
  final void outputShapeIsWhatForwardMakes(int batch) {
    Shape shape = input().with(0, batch);
    try (Device device = cpu(1);
        Tensor x = input(device, shape);
        Pass pass = Pass.inference(device)) {
      Layer layer = initialized(device);
      Shape output = layer.outputShape(shape);
      assertEquals(output, layer.forward(x, pass).shape());
      assertEquals(batch, output.extent(0), "items of the output for a batch of " + batch);
    }
  }

  @Test
  final void itsConfigRebuildsIt() {
    Layer layer = layer();
    Layer again = layer.config().build();
    assertNotSame(layer, again);
    assertEquals(layer.kind(), again.kind());
    assertEquals(layer.config(), again.config());
    assertEquals(parameterShapes(layer), parameterShapes(again));
    assertEquals(layer.outputShape(input()), again.outputShape(input()));
    try (Device device = cpu(1)) {
      Layers.initialize(layer, device, SEED);
      Layers.initialize(again, device, SEED);
      assertArrayEquals(forward(layer, device), forward(again, device));
    }
  }

  private static Map<String, Shape> parameterShapes(Layer layer) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    Layers.parameters(layer).forEach((path, parameter) -> shapes.put(path, parameter.shape()));
    return shapes;
  }

  @Test
  final void itsParametersAreAllSeen() {
    int[] shown = {0};
    Layers.walk(
        layer(),
        (path, layer) ->
            layer.visit(
                new Layer.Visitor() {
                  @Override
                  public void parameter(Parameter parameter) {
                    shown[0]++;
                  }

                  @Override
                  public void child(String name, Layer child) {}
                }));
    assertEquals(shown[0], Layers.parameters(layer()).size(), "no two paths may be the same");
  }

  @Test
  final void wrongShapesAreRefusedByName() {
    if (wrongInputs().isEmpty()) {
      for (Shape any :
          List.of(Shape.of(2), Shape.of(2, 3), Shape.of(0, 3, 4), Shape.of(1, 2, 3, 4, 5))) {
        assertEquals(any.extent(0), layer().outputShape(any).extent(0), "any shape is taken");
      }
    }
    try (Device device = cpu(1)) {
      Layer layer = initialized(device);
      for (Shape wrong : wrongInputs()) {
        requireRefusal(layer, wrong, () -> layer.outputShape(wrong));
        try (Tensor x = input(device, wrong);
            Pass pass = Pass.inference(device)) {
          requireRefusal(layer, wrong, () -> layer.forward(x, pass));
        }
      }
    }
  }

  private static void requireRefusal(Layer layer, Shape wrong, Executable call) {
    ShapeException e = assertThrows(ShapeException.class, call, wrong + " must be refused");
    boolean named = false;
    for (String kind : kinds(layer)) {
      named |= String.valueOf(e.getMessage()).contains(kind);
    }
    assertTrue(named, "the message must name the kind of layer: " + e.getMessage());
  }

  /** The kinds of the layer and of those inside it, of which any may be the one that refuses. */
  private static List<String> kinds(Layer layer) {
    List<String> kinds = new ArrayList<>();
    Layers.walk(layer, (path, visited) -> kinds.add(visited.kind()));
    return kinds;
  }

  @Test
  final void inferenceAndTrainingAgree() {
    if (agreesInTraining()) {
      try (Device device = cpu(1)) {
        Layer layer = initialized(device);
        float[] predicted = forward(layer, device);
        try (Tensor x = input(device, input());
            Pass training = Pass.training(device, RANDOMNESS);
            Pass traced = Pass.traced(device)) {
          assertArrayEquals(predicted, layer.forward(x, training).toArray());
          assertArrayEquals(predicted, layer.forward(x, traced).toArray());
        }
      }
    }
  }

  @Test
  final void theSameBitsComeTwiceAndWithAnyNumberOfThreads() {
    try (Device one = cpu(1);
        Device three = cpu(3)) {
      Layer first = initialized(one);
      float[] output = forward(first, one);
      assertArrayEquals(output, forward(first, one));
      assertArrayEquals(output, forward(initialized(three), three));
    }
  }

  /** Running statistics included: only a commit moves them. */
  @Test
  final void forwardLeavesItsInputAndParametersAsTheyAre() {
    try (Device device = cpu(1);
        Tensor x = input(device, input());
        Pass inference = Pass.inference(device);
        Pass training = Pass.training(device, RANDOMNESS)) {
      Layer layer = initialized(device);
      float[] before = x.toArray();
      Map<String, Parameter> parameters = Layers.parameters(layer);
      List<float[]> values =
          parameters.values().stream().map(parameter -> parameter.value().toArray()).toList();
      layer.forward(x, inference);
      layer.forward(x, training);
      assertArrayEquals(before, x.toArray());
      int i = 0;
      for (Parameter parameter : parameters.values()) {
        assertArrayEquals(values.get(i++), parameter.value().toArray(), parameter.toString());
      }
    }
  }

  @Test
  final void inferenceCommitsNothing() {
    try (Device device = cpu(1);
        Tensor x = input(device, input());
        Pass pass = Pass.inference(device)) {
      Layer layer = initialized(device);
      float[] once = layer.forward(x, pass).toArray();
      pass.commit();
      assertArrayEquals(once, forward(layer, device));
    }
  }

  @Test
  final void nothingStaysInMemoryAfterAPass() {
    try (Device device = cpu(1);
        Tensor x = input(device, input())) {
      Layer layer = initialized(device);
      long before = device.memory().use().bytesInUse();
      try (Pass pass = Pass.inference(device)) {
        layer.forward(x, pass);
      }
      try (Pass pass = Pass.training(device, RANDOMNESS)) {
        layer.forward(x, pass);
      }
      assertEquals(before, device.memory().use().bytesInUse());
    }
  }

  @Test
  final void itsGradientsAreRight() {
    GradientCheck.ofLayer(layer(), input());
  }

  private Layer initialized(Device device) {
    Layer layer = layer();
    Layers.initialize(layer, device, SEED);
    return layer;
  }

  private float[] forward(Layer layer, Device device) {
    try (Tensor x = input(device, input());
        Pass pass = Pass.inference(device)) {
      return layer.forward(x, pass).toArray();
    }
  }

  private static Tensor input(Device device, Shape shape) {
    return Tensor.of(device, shape, Numbers.drawn(shape.count(), SEED));
  }

  private static Device cpu(int threads) {
    return Devices.open("cpu", new DeviceOptions(threads));
  }
}
