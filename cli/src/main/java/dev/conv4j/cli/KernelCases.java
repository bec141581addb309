package dev.conv4j.cli;

import dev.conv4j.cli.KernelCase.Input;
import dev.conv4j.cli.KernelCase.Output;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Size2d;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.ConvGeometry;
import dev.conv4j.tensor.spi.ImageMoves;
import dev.conv4j.tensor.spi.PoolGeometry;
import dev.conv4j.tensor.spi.PreparedLayer;
import dev.conv4j.tensor.spi.StepNumbers;
import dev.conv4j.tensor.spi.UpdateKernels.AdamSettings;
import dev.conv4j.tensor.spi.UpdateKernels.RmsPropSettings;
import dev.conv4j.tensor.spi.UpdateKernels.SgdSettings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A case or more for every kernel that a device has, forward and backward. */
final class KernelCases {
  private static final float EPSILON = 1e-5f;

  private final List<KernelCase> cases = new ArrayList<>();

  private KernelCases() {}

  /** All cases; simple kernels first, since others may be made of them. */
  static List<KernelCase> all() {
    KernelCases all = new KernelCases();
    all.elementwise();
    all.cases.addAll(ActivationCases.all());
    all.matrix();
    all.convolutions();
    all.cases.addAll(WindowCases.all());
    all.normalization();
    all.losses();
    all.updates();
    all.steps();
    all.batches();
    all.fused();
    all.prepared();
    all.cases.addAll(GroupCases.all());
    all.cases.addAll(ChannelCases.all());
    all.cases.addAll(TargetCases.all());
    return List.copyOf(all.cases);
  }

  private void add(String name, List<Input> inputs, List<Output> outputs, KernelCase.Body body) {
    cases.add(new KernelCase(name, inputs, outputs, body));
  }

  private void elementwise() {
    Input x = Input.of(3, 5, 7);
    Output y = Output.of(3, 5, 7);
    add(
        "elementwise.copy",
        List.of(x),
        List.of(Output.of(15, 7)),
        (k, in, out) -> k.elementwise().copy(in.get(0), out.get(0)));
    add(
        "elementwise.fill",
        List.of(),
        List.of(y),
        (k, in, out) -> k.elementwise().fill(out.get(0), 0.75f));
    add(
        "elementwise.add",
        List.of(x, x),
        List.of(y),
        (k, in, out) -> k.elementwise().add(in.get(0), in.get(1), out.get(0)));
    add(
        "elementwise.relu",
        List.of(x),
        List.of(y),
        (k, in, out) -> k.elementwise().relu(in.get(0), out.get(0)));
    add(
        "elementwise.reluGradient",
        List.of(x, x),
        List.of(y),
        (k, in, out) -> k.elementwise().reluGradient(in.get(0), in.get(1), out.get(0)));
    add(
        "reduction.sumPerChannel",
        List.of(Input.of(4, 5, 9, 11)),
        List.of(Output.of(5)),
        (k, in, out) -> k.reduction().sumPerChannel(in.get(0), out.get(0)));
  }

  private void matrix() {
    int m = 37;
    int n = 29;
    int depth = 71;
    for (boolean transposeA : new boolean[] {false, true}) {
      for (boolean transposeB : new boolean[] {false, true}) {
        String how = " (%s · %s)".formatted(transposeA ? "aᵀ" : "a", transposeB ? "bᵀ" : "b");
        add(
            "matrix.multiply" + how,
            List.of(
                transposeA ? Input.of(depth, m) : Input.of(m, depth),
                transposeB ? Input.of(n, depth) : Input.of(depth, n),
                Input.of(n)),
            List.of(Output.of(m, n)),
            (k, in, out) ->
                k.matrix()
                    .multiply(in.get(0), transposeA, in.get(1), transposeB, in.get(2), out.get(0)));
      }
    }
  }

  private void convolutions() {
    Size2d one = Size2d.square(1);
    Size2d none = Size2d.square(0);
    convolution("3×3", 32, 32, 12, padded(3, 1, 1));
    convolution("5×5, few channels", 1, 10, 28, ConvGeometry.of(5));
    convolution("7×7, stride 2", 3, 20, 31, padded(7, 2, 3));
    convolution("1×1", 24, 17, 9, ConvGeometry.of(1));
    convolution(
        "2 groups, dilated",
        6,
        8,
        13,
        new ConvGeometry(new Size2d(3, 2), one, one, new Size2d(2, 1), 2));
    convolution("depthwise", 8, 8, 14, new ConvGeometry(Size2d.square(3), one, none, one, 8));
  }

  private static ConvGeometry padded(int kernel, int stride, int padding) {
    return new ConvGeometry(
        Size2d.square(kernel), Size2d.square(stride), Size2d.square(padding), Size2d.square(1), 1);
  }

  private void convolution(String what, int in, int out, int size, ConvGeometry geometry) {
    Shape image = Shape.of(3, in, size, size);
    Shape filters =
        Shape.of(
            out, in / geometry.groups(), geometry.kernel().height(), geometry.kernel().width());
    Shape result = geometry.outputShape(image, out);
    Input x = input(image);
    Input w = input(filters);
    Input dy = input(result);
    String how = " (" + what + ")";
    add(
        "convolution.forward" + how,
        List.of(x, w, Input.of(out)),
        List.of(Output.of(result)),
        (k, from, to) ->
            k.convolution().forward(from.get(0), from.get(1), from.get(2), to.get(0), geometry));
    add(
        "convolution.inputGradient" + how,
        List.of(dy, w),
        List.of(Output.of(image)),
        (k, from, to) ->
            k.convolution().inputGradient(from.get(0), from.get(1), to.get(0), geometry));
    add(
        "convolution.weightGradient" + how,
        List.of(dy, x),
        List.of(Output.of(filters)),
        (k, from, to) ->
            k.convolution().weightGradient(from.get(0), from.get(1), to.get(0), geometry));
  }

  private static Input input(Shape shape) {
    return new Input(shape, 0, 0);
  }

  private void normalization() {
    Input x = Input.of(4, 6, 9, 7);
    Output y = Output.of(4, 6, 9, 7);
    Input each = Input.of(6);
    Input variance = Input.positive(6);
    Output sums = Output.of(6);
    add(
        "normalization.statistics",
        List.of(x),
        List.of(sums, sums),
        (k, in, out) -> k.normalization().statistics(in.get(0), out.get(0), out.get(1)));
    add(
        "normalization.normalize",
        List.of(x, each, variance, each, each),
        List.of(y),
        (k, in, out) ->
            k.normalization()
                .normalize(
                    in.get(0), in.get(1), in.get(2), in.get(3), in.get(4), out.get(0), EPSILON));
    add(
        "normalization.parameterGradients",
        List.of(x, x, each, variance),
        List.of(sums, sums),
        (k, in, out) ->
            k.normalization()
                .parameterGradients(
                    in.get(0), in.get(1), in.get(2), in.get(3), out.get(0), out.get(1), EPSILON));
    add(
        "normalization.inputGradient",
        List.of(x, x, each, variance, each, each, each),
        List.of(y),
        (k, in, out) ->
            k.normalization()
                .inputGradient(
                    in.get(0),
                    in.get(1),
                    in.get(2),
                    in.get(3),
                    in.get(4),
                    in.get(5),
                    in.get(6),
                    out.get(0),
                    EPSILON));
    add(
        "normalization.blend",
        List.of(each, each),
        List.of(sums),
        (k, in, out) -> k.normalization().blend(in.get(0), in.get(1), 0.1f, 1.25f, out.get(0)));
  }

  private void losses() {
    Input logits = Input.of(33, 10);
    Output rows = Output.of(33, 10);
    Output scalar = Output.of(Shape.SCALAR);
    Input labels = Input.labels(10, 33);
    Input dLoss = input(Shape.SCALAR);
    add(
        "loss.softmax",
        List.of(logits),
        List.of(rows),
        (k, in, out) -> k.loss().softmax(in.get(0), out.get(0)));
    add(
        "loss.crossEntropy",
        List.of(logits, labels),
        List.of(rows, scalar),
        (k, in, out) -> k.loss().crossEntropy(in.get(0), in.get(1), 0.1f, out.get(0), out.get(1)));
    add(
        "loss.crossEntropyGradient",
        List.of(dLoss, Input.positive(33, 10), labels),
        List.of(rows),
        (k, in, out) ->
            k.loss().crossEntropyGradient(in.get(0), in.get(1), in.get(2), 0.1f, out.get(0)));
    add(
        "loss.meanSquaredError",
        List.of(logits, logits),
        List.of(scalar),
        (k, in, out) -> k.loss().meanSquaredError(in.get(0), in.get(1), out.get(0)));
    add(
        "loss.meanSquaredErrorGradient",
        List.of(dLoss, logits, logits),
        List.of(rows),
        (k, in, out) ->
            k.loss().meanSquaredErrorGradient(in.get(0), in.get(1), in.get(2), out.get(0)));
    add(
        "loss.countCorrect",
        List.of(logits, labels),
        List.of(scalar),
        (k, in, out) -> k.loss().countCorrect(in.get(0), in.get(1), out.get(0)));
  }

  private void updates() {
    Input p = Input.of(5, 123);
    Input square = Input.positive(5, 123);
    Input numbers = Input.positive(StepNumbers.COUNT);
    SgdSettings nesterov = new SgdSettings(1, 0.9f, true, 0.01f);
    SgdSettings plain = new SgdSettings(1, 0, false, 0);
    AdamSettings adamW = new AdamSettings(1, 0.9f, 0.99f, 1e-3f, 0.01f, true);
    RmsPropSettings rmsProp = new RmsPropSettings(1, 0.9f, 1e-3f, 0.5f, 0.01f);
    add(
        "update.sgd",
        List.of(p, p, p, numbers),
        List.of(),
        (k, in, out) -> k.update().sgd(in.get(0), in.get(1), in.get(2), step(in.get(3)), nesterov));
    add(
        "update.sgd (without momentum)",
        List.of(p, p, numbers),
        List.of(),
        (k, in, out) -> k.update().sgd(in.get(0), in.get(1), null, step(in.get(2)), plain));
    add(
        "update.adam",
        List.of(p, p, p, square, numbers),
        List.of(),
        (k, in, out) ->
            k.update().adam(in.get(0), in.get(1), in.get(2), in.get(3), step(in.get(4)), adamW));
    add(
        "update.rmsProp",
        List.of(p, p, square, p, numbers),
        List.of(),
        (k, in, out) ->
            k.update()
                .rmsProp(
                    in.get(0), in.get(1), in.get(2), in.get(3), null, step(in.get(4)), rmsProp));
    Input scalar = input(Shape.SCALAR);
    Input sum = new Input(Shape.SCALAR, 0, 9);
    add(
        "update.addSquares",
        List.of(p, scalar),
        List.of(),
        (k, in, out) -> k.update().addSquares(in.get(0), in.get(1)));
    add(
        "update.clipNorm",
        List.of(p, sum),
        List.of(),
        (k, in, out) -> k.update().clipNorm(in.get(0), in.get(1), 0.5f));
    add(
        "update.clipValue",
        List.of(p),
        List.of(),
        (k, in, out) -> k.update().clipValue(in.get(0), 0.5f));
  }

  private static StepNumbers step(Tensor values) {
    return new StepNumbers(values, null);
  }

  private void steps() {
    Input scalar = input(Shape.SCALAR);
    add(
        "steps.note",
        List.of(scalar, scalar, Input.of(4, 2), new Input(Shape.SCALAR, 4, 0), scalar),
        List.of(),
        (k, in, out) -> k.steps().note(in.get(0), in.get(1), in.get(2), in.get(3), in.get(4)));
    add(
        "steps.replace",
        List.of(Input.of(5, 123), scalar, Input.of(5, 123)),
        List.of(),
        (k, in, out) -> k.steps().replace(in.get(0), in.get(1), in.get(2)));
  }

  private void batches() {
    int all = 11;
    Input order = Input.labels(all, 7);
    add(
        "batches.store",
        List.of(Input.of(3, 2, 5, 9), Input.of(all, 2, 5, 9)),
        List.of(),
        (k, in, out) -> k.batches().store(in.get(0), in.get(1), 4));
    add(
        "batches.store (bytes)",
        List.of(Input.bytes(3, 2, 5, 9), Input.bytes(all, 2, 5, 9)),
        List.of(),
        (k, in, out) -> k.batches().store(in.get(0), in.get(1), 4));
    add(
        "batches.select",
        List.of(Input.of(all, 2, 5, 9), order),
        List.of(Output.of(5, 2, 5, 9)),
        (k, in, out) -> k.batches().select(in.get(0), in.get(1), 2, out.get(0)));
    add(
        "batches.images",
        List.of(Input.bytes(all, 2, 5, 9), Input.of(2, 256), order),
        List.of(Output.of(5, 2, 5, 9)),
        (k, in, out) -> k.batches().images(in.get(0), in.get(1), in.get(2), 2, null, out.get(0)));
    List<ImageMoves.Step> steps = List.of(ImageMoves.Step.values());
    add(
        "batches.images (moved)",
        List.of(
            Input.of(all, 2, 5, 9),
            order,
            new Input(Shape.of(5, ImageMoves.numbers(steps)), 5, 0),
            Input.of(2, 2)),
        List.of(Output.of(5, 2, 5, 9)),
        (k, in, out) ->
            k.batches()
                .images(
                    in.get(0),
                    null,
                    in.get(1),
                    2,
                    new ImageMoves(steps, in.get(2), in.get(3)),
                    out.get(0)));
  }

  private void fused() {
    Input x = Input.of(4, 6, 9, 7);
    Output y = Output.of(4, 6, 9, 7);
    Input each = Input.of(6);
    Input variance = Input.positive(6);
    Output sums = Output.of(6);
    add(
        "fused.normalize",
        List.of(x, each, variance, each, each, x),
        List.of(y),
        (k, in, out) ->
            k.fused()
                .normalize(
                    in.get(0),
                    in.get(1),
                    in.get(2),
                    in.get(3),
                    in.get(4),
                    in.get(5),
                    true,
                    out.get(0),
                    EPSILON));
    add(
        "fused.normalizeGradient",
        List.of(x, x, x, each, variance, each),
        List.of(sums, sums, y, y),
        (k, in, out) ->
            k.fused()
                .normalizeGradient(
                    in.get(0),
                    in.get(1),
                    in.get(2),
                    in.get(3),
                    in.get(4),
                    in.get(5),
                    out.get(0),
                    out.get(1),
                    out.get(2),
                    out.get(3),
                    EPSILON));
    Shape image = Shape.of(3, 5, 12, 14);
    PoolGeometry geometry = PoolGeometry.of(2);
    Shape pooled = geometry.outputShape(image);
    Output positions = new Output(pooled, ElementType.INT32);
    add(
        "fused.rectifiedMax",
        List.of(input(image)),
        List.of(Output.of(pooled), positions),
        (k, in, out) -> k.fused().rectifiedMax(in.get(0), out.get(0), out.get(1), geometry));
    add(
        "fused.rectifiedMaxGradient",
        List.of(input(image), input(pooled)),
        List.of(Output.of(image), Output.of(pooled), positions),
        (k, in, out) -> {
          k.fused().rectifiedMax(in.get(0), out.get(1), out.get(2), geometry);
          k.fused().rectifiedMaxGradient(in.get(1), out.get(1), out.get(2), out.get(0), geometry);
        });
  }

  private void prepared() {
    ConvGeometry geometry = padded(3, 1, 1);
    add(
        "prepared.convolution",
        List.of(Input.of(2, 16, 10, 10), Input.of(24, 16, 3, 3), Input.of(24)),
        List.of(Output.of(2, 24, 10, 10)),
        (k, in, out) ->
            runOnce(
                k.prepared()
                    .convolution(in.get(1), in.get(2), Shape.of(16, 10, 10), geometry, true),
                in.get(0),
                null,
                out.get(0)));
    add(
        "prepared.convolution (and a residual)",
        List.of(Input.of(2, 16, 10, 10), Input.of(24, 16, 3, 3), Input.of(2, 24, 10, 10)),
        List.of(Output.of(2, 24, 10, 10)),
        (k, in, out) ->
            runOnce(
                k.prepared().convolution(in.get(1), null, Shape.of(16, 10, 10), geometry, true),
                in.get(0),
                in.get(2),
                out.get(0)));
    add(
        "prepared.linear",
        List.of(Input.of(5, 40), Input.of(12, 40), Input.of(12)),
        List.of(Output.of(5, 12)),
        (k, in, out) ->
            runOnce(k.prepared().linear(in.get(1), in.get(2), false), in.get(0), null, out.get(0)));
  }

  private static void runOnce(PreparedLayer layer, Tensor x, @Nullable Tensor residual, Tensor y) {
    try (layer) {
      layer.run(x, residual, y);
    }
  }
}
