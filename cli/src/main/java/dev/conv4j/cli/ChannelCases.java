package dev.conv4j.cli;

import dev.conv4j.cli.KernelCase.Input;
import dev.conv4j.cli.KernelCase.Output;
import java.util.List;

/** Cases for the kernels that move channels, and those that multiply stretches. */
final class ChannelCases {
  private ChannelCases() {}

  static List<KernelCase> all() {
    Input some = Input.of(3, 4, 5, 7);
    Input whole = Input.of(3, 6, 5, 7);
    Output y = Output.of(3, 4, 5, 7);
    Input factors = Input.of(3, 4, 1, 1);
    return List.of(
        new KernelCase(
            "channels.insert",
            List.of(some, whole),
            List.of(),
            (k, in, out) -> k.channels().insert(in.get(0), in.get(1), 1)),
        new KernelCase(
            "channels.extract",
            List.of(whole),
            List.of(y),
            (k, in, out) -> k.channels().extract(in.get(0), 2, out.get(0))),
        new KernelCase(
            "channels.shift",
            List.of(some, Input.of(4)),
            List.of(y),
            (k, in, out) -> k.channels().shift(in.get(0), in.get(1), out.get(0))),
        new KernelCase(
            "scaling.scale",
            List.of(some, factors),
            List.of(y),
            (k, in, out) -> k.scaling().scale(in.get(0), in.get(1), out.get(0))),
        new KernelCase(
            "scaling.factorGradient",
            List.of(some, some),
            List.of(Output.of(3, 4, 1, 1)),
            (k, in, out) -> k.scaling().factorGradient(in.get(0), in.get(1), out.get(0))),
        new KernelCase(
            "scaling.multiply",
            List.of(some),
            List.of(y),
            (k, in, out) -> k.scaling().multiply(in.get(0), 0.3f, out.get(0))));
  }
}
