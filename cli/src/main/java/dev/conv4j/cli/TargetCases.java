package dev.conv4j.cli;

import dev.conv4j.cli.KernelCase.Input;
import dev.conv4j.cli.KernelCase.Output;
import dev.conv4j.tensor.Shape;
import java.util.List;

/** Cases for the kernels of losses with weights, soft targets, or targets for each element. */
final class TargetCases {
  private TargetCases() {}

  static List<KernelCase> all() {
    Input rows = Input.of(33, 10);
    Input shares = Input.positive(33, 10);
    Input weights = Input.positive(10);
    Input labels = Input.labels(10, 33);
    Input one = new Input(Shape.SCALAR, 0, 1.5f);
    Output table = Output.of(33, 10);
    Output scalar = Output.of(Shape.SCALAR);
    return List.of(
        new KernelCase(
            "weightedLoss.labelTargets",
            List.of(labels, weights),
            List.of(table, scalar),
            (k, in, out) ->
                k.weightedLoss().labelTargets(in.get(0), in.get(1), 0.1f, out.get(0), out.get(1))),
        new KernelCase(
            "weightedLoss.softTargets",
            List.of(shares, weights),
            List.of(table, scalar),
            (k, in, out) ->
                k.weightedLoss().softTargets(in.get(0), in.get(1), 0.1f, out.get(0), out.get(1))),
        new KernelCase(
            "weightedLoss.crossEntropy",
            List.of(rows, shares, one),
            List.of(table, scalar),
            (k, in, out) ->
                k.weightedLoss()
                    .crossEntropy(in.get(0), in.get(1), in.get(2), out.get(0), out.get(1))),
        new KernelCase(
            "weightedLoss.crossEntropyGradient",
            List.of(one, shares, shares, one),
            List.of(table),
            (k, in, out) ->
                k.weightedLoss()
                    .crossEntropyGradient(in.get(0), in.get(1), in.get(2), in.get(3), out.get(0))),
        new KernelCase(
            "pairLoss.absoluteError",
            List.of(rows, rows),
            List.of(scalar),
            (k, in, out) -> k.pairLoss().absoluteError(in.get(0), in.get(1), out.get(0))),
        new KernelCase(
            "pairLoss.absoluteErrorGradient",
            List.of(one, rows, rows),
            List.of(table),
            (k, in, out) ->
                k.pairLoss().absoluteErrorGradient(in.get(0), in.get(1), in.get(2), out.get(0))),
        new KernelCase(
            "pairLoss.binaryCrossEntropy",
            List.of(rows, rows, weights),
            List.of(scalar),
            (k, in, out) ->
                k.pairLoss().binaryCrossEntropy(in.get(0), in.get(1), in.get(2), out.get(0))),
        new KernelCase(
            "pairLoss.binaryCrossEntropyGradient",
            List.of(one, rows, rows, weights),
            List.of(table),
            (k, in, out) ->
                k.pairLoss()
                    .binaryCrossEntropyGradient(
                        in.get(0), in.get(1), in.get(2), in.get(3), out.get(0))));
  }
}
