package dev.conv4j.look;

import dev.conv4j.autograd.ChannelPadding;
import dev.conv4j.autograd.GroupNormalization;
import dev.conv4j.autograd.LayerNormalization;
import dev.conv4j.autograd.Trace;
import dev.conv4j.look.Sight.Span;
import dev.conv4j.tensor.Shape;
import java.util.BitSet;

/** Where operations look for which it matters in which channel or along which axes. */
final class ChannelReach {
  private ChannelReach() {}

  /** All channels of the groups to which these channels of the output belong. */
  static BitSet ofGroups(BitSet outputs, Shape y, Shape x, int groups) {
    int out = y.intExtent(1) / groups;
    int in = x.intExtent(1) / groups;
    BitSet inputs = new BitSet();
    for (int o = outputs.nextSetBit(0); o >= 0; o = outputs.nextSetBit(o + 1)) {
      int group = o / out;
      inputs.set(group * in, (group + 1) * in);
    }
    return inputs;
  }

  /** The channel that is shown there, or none where there are zeros. */
  static Sight within(Trace.Step step, int input, Sight sight) {
    int before = ((ChannelPadding) step.operation()).before();
    return part(sight, before, step.inputs().get(input).shape());
  }

  /** The channel of the input that stands there, or none where another input does. */
  static Sight inPart(Trace.Step step, int input, Sight sight) {
    int before = 0;
    for (int i = 0; i < input; i++) {
      before += step.inputs().get(i).shape().intExtent(1);
    }
    return part(sight, before, step.inputs().get(input).shape());
  }

  private static Sight part(Sight sight, int before, Shape x) {
    BitSet channels = sight.channels().get(before, before + x.intExtent(1));
    return new Sight(channels, sight.rows(), sight.columns());
  }

  /** The pixel in all channels. */
  static Sight allChannels(Trace.Step step, int input, Sight sight) {
    int channels = step.inputs().get(input).shape().intExtent(1);
    return new Sight(Sight.range(0, channels), sight.rows(), sight.columns());
  }

  /** All that is normalised together: all pixels of the channels of a group. */
  static Sight inGroup(Trace.Step step, int input, Sight sight) {
    int groups = ((GroupNormalization) step.operation()).groups();
    Shape x = step.inputs().get(input).shape();
    return new Sight(
        ofGroups(sight.channels(), x, x, groups),
        all(sight.rows(), x, 2),
        all(sight.columns(), x, 3));
  }

  /** All that is normalised together: the innermost axes. */
  static Sight alongAxes(Trace.Step step, int input, Sight sight) {
    Shape x = step.inputs().get(input).shape();
    int first = x.rank() - ((LayerNormalization) step.operation()).over().rank();
    return new Sight(
        first <= 1 ? Sight.range(0, x.intExtent(1)) : sight.channels(),
        first <= 2 ? all(sight.rows(), x, 2) : sight.rows(),
        first <= 3 ? all(sight.columns(), x, 3) : sight.columns());
  }

  private static Span all(Span places, Shape x, int axis) {
    return places.and(Span.all(Sight.extent(x, axis)));
  }

  /** The same place, and the factor of the stretch that it belongs to. */
  static Sight withFactor(Trace.Step step, int input, Sight sight) {
    Shape factors = step.inputs().get(input).shape();
    if (input == 0) {
      return sight;
    }
    return new Sight(
        Sight.extent(factors, 1) == 1 ? Sight.range(0, 1) : sight.channels(),
        Sight.extent(factors, 2) == 1 ? Span.one(0) : sight.rows(),
        Sight.extent(factors, 3) == 1 ? Span.one(0) : sight.columns());
  }
}
