package dev.conv4j.cli;

import dev.conv4j.cli.KernelCase.Input;
import dev.conv4j.cli.KernelCase.Output;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.PaddingMode;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Size2d;
import dev.conv4j.tensor.spi.PadGeometry;
import dev.conv4j.tensor.spi.PoolGeometry;
import java.util.ArrayList;
import java.util.List;

/** A case or more for every kernel of pooling and of padding. */
final class WindowCases {
  private final List<KernelCase> cases = new ArrayList<>();

  private WindowCases() {}

  static List<KernelCase> all() {
    WindowCases all = new WindowCases();
    all.pooling();
    return all.cases;
  }

  private void add(String name, List<Input> inputs, List<Output> outputs, KernelCase.Body body) {
    cases.add(new KernelCase(name, inputs, outputs, body));
  }

  private static Input input(Shape shape) {
    return new Input(shape, 0, 0);
  }

  private void pooling() {
    Shape image = Shape.of(3, 5, 12, 15);
    PoolGeometry geometry = new PoolGeometry(Size2d.square(3), Size2d.square(2), Size2d.square(1));
    Shape pooled = geometry.outputShape(image);
    Input dy = input(pooled);
    add(
        "pooling.max",
        List.of(input(image)),
        List.of(Output.of(pooled), new Output(pooled, ElementType.INT32)),
        (k, in, out) -> k.pooling().max(in.get(0), out.get(0), out.get(1), geometry));
    add(
        "pooling.maxGradient",
        List.of(input(image), dy),
        List.of(Output.of(image), Output.of(pooled), new Output(pooled, ElementType.INT32)),
        (k, in, out) -> {
          k.pooling().max(in.get(0), out.get(1), out.get(2), geometry);
          k.pooling().maxGradient(in.get(1), out.get(2), out.get(0), geometry);
        });
    add(
        "pooling.average",
        List.of(input(image)),
        List.of(Output.of(pooled)),
        (k, in, out) -> k.pooling().average(in.get(0), out.get(0), geometry));
    add(
        "pooling.averageGradient",
        List.of(dy),
        List.of(Output.of(image)),
        (k, in, out) -> k.pooling().averageGradient(in.get(0), out.get(0), geometry));
    Size2d two = Size2d.square(2);
    Size2d one = Size2d.square(1);
    PoolGeometry dilated = new PoolGeometry(Size2d.square(3), two, one, two, true, true);
    add(
        "pooling.max (dilated, ceiling)",
        List.of(input(image)),
        List.of(Output.of(dilated.outputShape(image))),
        (k, in, out) -> k.pooling().max(in.get(0), out.get(0), null, dilated));
    PoolGeometry ceiling = new PoolGeometry(Size2d.square(3), two, one, one, true, false);
    add(
        "pooling.average (ceiling, without padding)",
        List.of(input(image)),
        List.of(Output.of(ceiling.outputShape(image))),
        (k, in, out) -> k.pooling().average(in.get(0), out.get(0), ceiling));
    adaptivePooling(image);
    padding(image);
  }

  private void adaptivePooling(Shape image) {
    Shape small = Shape.of(3, 5, 5, 4);
    add(
        "adaptivePooling.average",
        List.of(input(image)),
        List.of(Output.of(small)),
        (k, in, out) -> k.adaptivePooling().average(in.get(0), out.get(0)));
    add(
        "adaptivePooling.averageGradient",
        List.of(input(small)),
        List.of(Output.of(image)),
        (k, in, out) -> k.adaptivePooling().averageGradient(in.get(0), out.get(0)));
    Output positions = new Output(small, ElementType.INT32);
    add(
        "adaptivePooling.max",
        List.of(input(image)),
        List.of(Output.of(small), positions),
        (k, in, out) -> k.adaptivePooling().max(in.get(0), out.get(0), out.get(1)));
    add(
        "adaptivePooling.maxGradient",
        List.of(input(image), input(small)),
        List.of(Output.of(image), Output.of(small), positions),
        (k, in, out) -> {
          k.adaptivePooling().max(in.get(0), out.get(1), out.get(2));
          k.adaptivePooling().maxGradient(in.get(1), out.get(2), out.get(0));
        });
  }

  private void padding(Shape image) {
    for (PaddingMode mode : PaddingMode.values()) {
      PadGeometry geometry = new PadGeometry(2, 3, 1, 4, mode);
      Shape padded = geometry.outputShape(image);
      add(
          "padding.pad (%s)".formatted(mode),
          List.of(input(image)),
          List.of(Output.of(padded)),
          (k, in, out) -> k.padding().pad(in.get(0), out.get(0), geometry));
      add(
          "padding.padGradient (%s)".formatted(mode),
          List.of(input(padded)),
          List.of(Output.of(image)),
          (k, in, out) -> k.padding().padGradient(in.get(0), out.get(0), geometry));
    }
  }
}
