package dev.conv4j.cli;

import dev.conv4j.cli.KernelCase.Input;
import dev.conv4j.cli.KernelCase.Output;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.spi.Activation;
import dev.conv4j.tensor.spi.Activation.Kind;
import dev.conv4j.tensor.spi.RandomKey;
import java.util.ArrayList;
import java.util.List;

/** A case or more for every kernel of activation functions, and for those that draw numbers. */
final class ActivationCases {
  private static final Shape SHAPE = Shape.of(3, 5, 7, 6);
  private static final Input X = new Input(SHAPE, 0, 0);
  private static final Output Y = Output.of(SHAPE);

  private ActivationCases() {}

  static List<KernelCase> all() {
    List<KernelCase> cases = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      elementwise(kind, cases);
    }
    cases.add(
        new KernelCase(
            "activation.parametricRelu",
            List.of(X, Input.of(5)),
            List.of(Y),
            (k, in, out) -> k.activation().parametricRelu(in.get(0), in.get(1), out.get(0))));
    cases.add(
        new KernelCase(
            "activation.parametricReluGradient",
            List.of(X, X, Input.of(5)),
            List.of(Y),
            (k, in, out) ->
                k.activation()
                    .parametricReluGradient(in.get(0), in.get(1), in.get(2), out.get(0))));
    for (int weights : new int[] {1, 5}) {
      cases.add(
          new KernelCase(
              "activation.parametricReluWeightGradient (%d)".formatted(weights),
              List.of(X, X),
              List.of(Output.of(weights)),
              (k, in, out) ->
                  k.activation().parametricReluWeightGradient(in.get(0), in.get(1), out.get(0))));
    }
    cases.add(
        new KernelCase(
            "activation.softmax",
            List.of(X),
            List.of(Y),
            (k, in, out) -> k.activation().softmax(in.get(0), out.get(0))));
    cases.add(
        new KernelCase(
            "activation.softmaxGradient",
            List.of(X, X),
            List.of(Y),
            (k, in, out) -> k.activation().softmaxGradient(in.get(0), in.get(1), out.get(0))));
    cases.add(
        new KernelCase(
            "random.dropout",
            List.of(X, Input.labels(1000, RandomKey.STEP_WORDS)),
            List.of(Y),
            (k, in, out) ->
                k.random()
                    .dropout(in.get(0), out.get(0), new RandomKey(7, 3, in.get(1)), 0.3f, 1)));
    cases.add(
        new KernelCase(
            "random.dropout (of channels)",
            List.of(X, Input.labels(1000, RandomKey.STEP_WORDS)),
            List.of(Y),
            (k, in, out) ->
                k.random()
                    .dropout(in.get(0), out.get(0), new RandomKey(7, 3, in.get(1)), 0.3f, 42)));
    return cases;
  }

  /** On both sides of 0, and around 3. */
  private static void elementwise(Kind kind, List<KernelCase> cases) {
    Activation f =
        switch (kind) {
          case LEAKY_RELU -> Activation.leakyRelu(0.1f);
          case ELU -> Activation.elu(0.5f);
          default -> Activation.of(kind);
        };
    for (float centre : new float[] {0, 3}) {
      Input x = new Input(SHAPE, 0, centre);
      String how = " (%s around %.0f)".formatted(kind, centre);
      cases.add(
          new KernelCase(
              "activation.forward" + how,
              List.of(x),
              List.of(Y),
              (k, in, out) -> k.activation().forward(in.get(0), out.get(0), f)));
      cases.add(
          new KernelCase(
              "activation.gradient" + how,
              List.of(X, x),
              List.of(Y),
              (k, in, out) -> k.activation().gradient(in.get(0), in.get(1), out.get(0), f)));
    }
  }
}
