package dev.conv4j.look;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conv4j.autograd.Parameter;
import dev.conv4j.autograd.Pass;
import dev.conv4j.nn.AdaptiveAvgPool2d;
import dev.conv4j.nn.AdaptiveMaxPool2d;
import dev.conv4j.nn.AvgPool2d;
import dev.conv4j.nn.BatchNorm2d;
import dev.conv4j.nn.Concat;
import dev.conv4j.nn.Conv2d;
import dev.conv4j.nn.ConvTranspose2d;
import dev.conv4j.nn.Flatten;
import dev.conv4j.nn.GELU;
import dev.conv4j.nn.GroupNorm;
import dev.conv4j.nn.Hardswish;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.LayerNorm;
import dev.conv4j.nn.Layers;
import dev.conv4j.nn.Linear;
import dev.conv4j.nn.MaxPool2d;
import dev.conv4j.nn.PReLU;
import dev.conv4j.nn.PadChannels;
import dev.conv4j.nn.ReLU;
import dev.conv4j.nn.Reshape;
import dev.conv4j.nn.Residual;
import dev.conv4j.nn.Sequential;
import dev.conv4j.nn.Sigmoid;
import dev.conv4j.nn.Softmax;
import dev.conv4j.nn.SqueezeExcitation;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.PaddingMode;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds receptive fields to what really happens. All weights are 1 and all pixels grey; then one
 * pixel is made lighter, and the outputs that are no longer what they were are those which see it.
 */
class PerturbationTest {

  private static final float GREY = 0.25f;

  private record Case(Layer network, Shape input) {}

  private static final Map<String, Case> CASES = cases();

  private static Map<String, Case> cases() {
    Map<String, Case> cases = new TreeMap<>();
    Shape image = Shape.of(1, 11, 9);
    cases.put("valid", new Case(new Conv2d(1, 2, 3), image));
    cases.put(
        "padded, strided, rectangular",
        new Case(
            new Conv2d(Conv2d.Config.of(1, 2, 3).kernel(4, 3).stride(3, 2).padding(2, 1)), image));
    cases.put(
        "dilated", new Case(new Conv2d(Conv2d.Config.of(1, 2, 3).dilation(2).padding(3)), image));
    cases.put(
        "stride over kernel", new Case(new Conv2d(Conv2d.Config.of(1, 1, 2).stride(4)), image));
    cases.put(
        "padding over image",
        new Case(new Conv2d(Conv2d.Config.of(1, 1, 3).padding(4)), Shape.of(1, 2, 3)));
    cases.put(
        "pixels that no window reaches, then padding",
        new Case(
            Sequential.of(
                new Conv2d(Conv2d.Config.of(1, 1, 2).stride(3)),
                new Conv2d(Conv2d.Config.of(1, 1, 3).padding(1))),
            image));
    cases.put(
        "groups",
        new Case(
            Sequential.of(
                new Conv2d(Conv2d.Config.of(2, 4, 3).groups(2)),
                new Conv2d(Conv2d.Config.of(4, 4, 2).groups(4))),
            Shape.of(2, 7, 6)));
    cases.put(
        "pools",
        new Case(
            Sequential.of(
                new MaxPool2d(MaxPool2d.Config.of(3).stride(2).padding(1)),
                new ReLU(),
                new AvgPool2d(2)),
            image));
    cases.put("adaptive", new Case(new AdaptiveAvgPool2d(4, 2), image));
    cases.put("global", new Case(new AdaptiveAvgPool2d(1, 1), image));
    cases.put(
        "branches",
        new Case(
            Sequential.of(
                new Conv2d(Conv2d.Config.of(1, 2, 2).stride(2)),
                new Residual(
                    Sequential.of(
                        new Conv2d(Conv2d.Config.of(2, 2, 3).padding(1)),
                        new BatchNorm2d(2),
                        new ReLU(),
                        new Conv2d(Conv2d.Config.of(2, 2, 3).padding(1))),
                    new Conv2d(2, 2, 1))),
            image));
    cases.put(
        "narrow branch and none",
        new Case(new Residual(new Conv2d(Conv2d.Config.of(1, 1, 1))), Shape.of(1, 3, 4)));
    cases.put(
        "a branch of which units see padding only",
        new Case(
            new Residual(
                new Conv2d(Conv2d.Config.of(1, 1, 1).kernel(1, 3).padding(1, 2)),
                new Conv2d(Conv2d.Config.of(1, 1, 1).kernel(3, 1).padding(2, 1))),
            Shape.of(1, 4, 5)));
    cases.put(
        "reshaped",
        new Case(
            Sequential.of(
                new Conv2d(1, 2, 2),
                new Reshape(new Reshape.Config(List.of(4, 3, 5))),
                new MaxPool2d(2)),
            Shape.of(1, 7, 6)));
    cases.put("flat", new Case(Sequential.of(new AvgPool2d(3), new Flatten()), image));
    cases.put(
        "linear",
        new Case(Sequential.of(new AvgPool2d(4), new Flatten(), new Linear(4, 3)), image));
    cases.putAll(otherLayers());
    return cases;
  }

  private static Map<String, Case> otherLayers() {
    Map<String, Case> cases = new TreeMap<>();
    Shape image = Shape.of(1, 8, 7);
    for (PaddingMode mode : PaddingMode.values()) {
      Conv2d.Config config = Conv2d.Config.of(1, 1, 4).padding(3).paddingMode(mode);
      cases.put(
          "padding " + mode, new Case(Sequential.of(new Conv2d(config), new AvgPool2d(2)), image));
    }
    cases.put("dilated maxima", new Case(new MaxPool2d(MaxPool2d.Config.of(2).dilation(3)), image));
    cases.put(
        "windows beyond the edge",
        new Case(new MaxPool2d(MaxPool2d.Config.of(3).stride(3).ceilMode(true)), image));
    cases.put("adaptive maxima", new Case(new AdaptiveMaxPool2d(3, 5), image));
    ConvTranspose2d.Config transposed = ConvTranspose2d.Config.of(1, 2, 3);
    Shape small = Shape.of(1, 4, 3);
    cases.put("transposed", new Case(new ConvTranspose2d(transposed), small));
    cases.put(
        "transposed, strided",
        new Case(new ConvTranspose2d(transposed.stride(2).padding(1)), small));
    cases.put(
        "transposed, gaps and groups",
        new Case(
            new ConvTranspose2d(
                ConvTranspose2d.Config.of(2, 4, 2)
                    .stride(3)
                    .dilation(2)
                    .outputPadding(2)
                    .groups(2)),
            Shape.of(2, 3, 3)));
    cases.put(
        "down and up",
        new Case(
            Sequential.of(
                new Conv2d(Conv2d.Config.of(1, 1, 3).stride(2).padding(1)),
                new ConvTranspose2d(ConvTranspose2d.Config.of(1, 1, 2).stride(2))),
            image));
    cases.put(
        "concatenated",
        new Case(
            Sequential.of(
                Concat.of(
                    new Conv2d(1, 2, 1),
                    new Conv2d(Conv2d.Config.of(1, 1, 3).padding(1)),
                    new Conv2d(Conv2d.Config.of(1, 1, 5).padding(2))),
                new PadChannels(1, 1),
                new Conv2d(Conv2d.Config.of(6, 3, 1).groups(3))),
            image));
    cases.put("zeros before", new Case(new PadChannels(1, 0), image));
    cases.put(
        "group norm",
        new Case(
            Sequential.of(new Conv2d(Conv2d.Config.of(2, 2, 2).groups(2)), new GroupNorm(2, 2)),
            Shape.of(2, 4, 5)));
    cases.put(
        "layer norm of rows",
        new Case(Sequential.of(new Conv2d(1, 2, 2), new LayerNorm(6)), image));
    cases.put(
        "layer norm of all",
        new Case(Sequential.of(new Conv2d(1, 2, 2), new LayerNorm(2, 7, 6)), image));
    cases.put(
        "squeeze and excitation",
        new Case(
            Sequential.of(
                new Conv2d(1, 2, 2),
                new SqueezeExcitation(
                    SqueezeExcitation.Config.of(
                        2, 1, new ReLU().config(), new Sigmoid().config()))),
            image));
    cases.put(
        "softmax and activations",
        new Case(
            Sequential.of(
                Concat.of(new Conv2d(1, 1, 1), new Conv2d(Conv2d.Config.of(1, 1, 3).padding(1))),
                new GELU(),
                new PReLU(1),
                new Hardswish(),
                new Softmax()),
            image));
    return cases;
  }

  static Iterable<String> names() {
    return CASES.keySet();
  }

  @ParameterizedTest
  @MethodSource("names")
  void whatIsSeenIsWhatChangesTheUnit(String name) {
    Case each = Objects.requireNonNull(CASES.get(name));
    try (Device device = Devices.open("reference")) {
      Layers.initialize(each.network, device, 1);
      Layers.parameters(each.network)
          .forEach((path, parameter) -> setOnes(path, parameter, device));
      Box[] changed = changed(each, device);
      try (Tensor image = Tensor.zeros(device, each.input.batched(1));
          Pass pass = Pass.outlined(device)) {
        Tensor output = each.network.forward(image, pass);
        FieldFinder finder = new FieldFinder(pass.trace(), image);
        Outcome outcome = new Outcome("net", "", output.shape().item());
        assertThat(changed).hasSize(output.shape().intCount());
        for (int c = 0; c < outcome.channels(); c++) {
          for (int y = 0; y < outcome.height(); y++) {
            for (int x = 0; x < outcome.width(); x++) {
              Unit unit = new Unit(c, y, x);
              ReceptiveField field = finder.find("net", output, unit);
              assertThat(field.seen()).as(unit.toString()).isEqualTo(changed[outcome.number(unit)]);
            }
          }
        }
      }
    }
  }

  private static void setOnes(String path, Parameter parameter, Device device) {
    float[] values = new float[parameter.shape().intCount()];
    boolean isWeight = path.endsWith("weight") || path.endsWith("running_var");
    Arrays.fill(values, isWeight ? 1 : 0);
    parameter.set(device, values);
  }

  /** For each output the smallest box around the pixels that change it. */
  private static Box[] changed(Case each, Device device) {
    int height = each.input.intExtent(1);
    int width = each.input.intExtent(2);
    float[] pixels = new float[each.input.intCount()];
    Arrays.fill(pixels, GREY);
    double[] before = outputs(each, device, pixels);
    int[][] bounds = new int[before.length][];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = GREY + 1;
      double[] after = outputs(each, device, pixels);
      pixels[i] = GREY;
      int row = i / width % height;
      int column = i % width;
      for (int o = 0; o < after.length; o++) {
        if (after[o] != before[o]) {
          int[] old = bounds[o] == null ? new int[] {row, column, row, column} : bounds[o];
          bounds[o] =
              new int[] {
                Math.min(old[0], row),
                Math.min(old[1], column),
                Math.max(old[2], row),
                Math.max(old[3], column)
              };
        }
      }
    }
    return Arrays.stream(bounds)
        .map(b ->
            b == null ? new Box(0, 0, 0, 0) : new Box(b[0], b[1], b[2] - b[0] + 1, b[3] - b[1] + 1))
        .toArray(Box[]::new);
  }

  private static double[] outputs(Case each, Device device, float[] pixels) {
    try (Tensor image = Tensor.of(device, each.input.batched(1), pixels);
        Pass pass = Pass.inference(device)) {
      return each.network.forward(image, pass).toDoubleArray();
    }
  }
}
