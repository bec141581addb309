package dev.conv4j.cli;

import dev.conv4j.cli.KernelCase.Input;
import dev.conv4j.cli.KernelCase.Output;
import dev.conv4j.tensor.spi.GroupGeometry;
import java.util.List;

/** Cases for the kernels of normalisation over groups. */
final class GroupCases {
  private static final float EPSILON = 1e-5f;

  private GroupCases() {}

  static List<KernelCase> all() {
    GroupGeometry geometry = new GroupGeometry(4, 3, 6, 63);
    Input x = Input.of(4, 6, 9, 7);
    Output y = Output.of(4, 6, 9, 7);
    Input channels = Input.of(6);
    Output perChannel = Output.of(6);
    Input means = Input.of(4, 3);
    Input variances = Input.positive(4, 3);
    Output perGroup = Output.of(4, 3);
    return List.of(
        new KernelCase(
            "groupNormalization.normalize",
            List.of(x, channels, channels),
            List.of(y, perGroup, perGroup),
            (k, in, out) ->
                k.groupNormalization()
                    .normalize(
                        in.get(0),
                        in.get(1),
                        in.get(2),
                        out.get(0),
                        out.get(1),
                        out.get(2),
                        geometry,
                        EPSILON)),
        new KernelCase(
            "groupNormalization.parameterGradients",
            List.of(x, x, means, variances),
            List.of(perChannel, perChannel),
            (k, in, out) ->
                k.groupNormalization()
                    .parameterGradients(
                        in.get(0),
                        in.get(1),
                        in.get(2),
                        in.get(3),
                        out.get(0),
                        out.get(1),
                        geometry,
                        EPSILON)),
        new KernelCase(
            "groupNormalization.inputGradient",
            List.of(x, x, means, variances, channels),
            List.of(y),
            (k, in, out) ->
                k.groupNormalization()
                    .inputGradient(
                        in.get(0),
                        in.get(1),
                        in.get(2),
                        in.get(3),
                        in.get(4),
                        out.get(0),
                        geometry,
                        EPSILON)));
  }
}
