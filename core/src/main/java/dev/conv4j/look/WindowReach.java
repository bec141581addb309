package dev.conv4j.look;

import dev.conv4j.autograd.AveragePooling;
import dev.conv4j.autograd.Convolution;
import dev.conv4j.autograd.MaxPooling;
import dev.conv4j.autograd.Padding;
import dev.conv4j.autograd.Trace;
import dev.conv4j.autograd.TransposedConvolution;
import dev.conv4j.look.Sight.Span;
import dev.conv4j.tensor.PaddingMode;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.spi.ConvGeometry;
import dev.conv4j.tensor.spi.PadGeometry;
import dev.conv4j.tensor.spi.PoolGeometry;
import java.util.BitSet;

/** Where operations look whose elements each see a part of the image. */
final class WindowReach {
  private WindowReach() {}

  /** The pixels under the filter, in all channels of the group. */
  static Sight underFilter(Trace.Step step, int input, Sight sight) {
    ConvGeometry g = ((Convolution) step.operation()).geometry();
    Shape x = step.inputs().get(input).shape();
    return new Sight(
        ChannelReach.ofGroups(sight.channels(), step.output().shape(), x, g.groups()),
        down(g).back(sight.rows(), x.intExtent(2)),
        across(g).back(sight.columns(), x.intExtent(3)));
  }

  /**
   * The pixels that lay their filters over the place, in all channels of the group; nothing for a
   * place that no pixel's filter reaches, as there are with strides above the kernel.
   */
  static Sight whoseFilterLiesOver(Trace.Step step, int input, Sight sight) {
    ConvGeometry g = ((TransposedConvolution) step.operation()).geometry();
    if (!down(g).liesOver(sight.rows()) || !across(g).liesOver(sight.columns())) {
      return Sight.NOTHING;
    }
    Shape x = step.inputs().get(input).shape();
    return new Sight(
        ChannelReach.ofGroups(sight.channels(), step.output().shape(), x, g.groups()),
        down(g).forth(sight.rows(), x.intExtent(2)),
        across(g).forth(sight.columns(), x.intExtent(3)));
  }

  private static Window down(ConvGeometry g) {
    return new Window(
        g.kernel().height(), g.stride().height(), g.padding().height(), g.dilation().height());
  }

  private static Window across(ConvGeometry g) {
    return new Window(
        g.kernel().width(), g.stride().width(), g.padding().width(), g.dilation().width());
  }

  /** The pixels in the window. */
  static Sight inWindow(Trace.Step step, int input, Sight sight) {
    PoolGeometry g =
        step.operation() instanceof MaxPooling max
            ? max.geometry()
            : ((AveragePooling) step.operation()).geometry();
    Shape x = step.inputs().get(input).shape();
    Window down =
        new Window(
            g.window().height(), g.stride().height(), g.padding().height(), g.dilation().height());
    Window across =
        new Window(
            g.window().width(), g.stride().width(), g.padding().width(), g.dilation().width());
    return new Sight(
        sight.channels(),
        down.back(sight.rows(), x.intExtent(2)),
        across.back(sight.columns(), x.intExtent(3)));
  }

  /** The pixels in one of the windows that share out the image. */
  static Sight inShare(Trace.Step step, int input, Sight sight) {
    Shape x = step.inputs().get(input).shape();
    Shape y = step.output().shape();
    return new Sight(
        sight.channels(),
        share(sight.rows(), x.intExtent(2), y.intExtent(2)),
        share(sight.columns(), x.intExtent(3), y.intExtent(3)));
  }

  /** See {@link dev.conv4j.tensor.spi.AdaptivePoolingKernels}. */
  private static Span share(Span outputs, long in, long out) {
    BitSet inside = new BitSet();
    for (int o = outputs.inside().nextSetBit(0); o >= 0; o = outputs.inside().nextSetBit(o + 1)) {
      inside.set((int) (o * in / out), (int) Math.ceilDiv((o + 1) * in, out));
    }
    return new Span(
        inside,
        Math.floorDiv(outputs.first() * in, out),
        Math.ceilDiv((outputs.last() + 1) * in, out) - 1);
  }

  /** The pixel that is shown in the place, be it in the image or in what was put around it. */
  static Sight within(Trace.Step step, int input, Sight sight) {
    PadGeometry g = ((Padding) step.operation()).geometry();
    Shape x = step.inputs().get(input).shape();
    return new Sight(
        sight.channels(),
        shown(sight.rows(), g.top(), x.intExtent(2), g.mode()),
        shown(sight.columns(), g.left(), x.intExtent(3), g.mode()));
  }

  private static Span shown(Span outputs, int before, int extent, PaddingMode mode) {
    BitSet inside = new BitSet();
    for (int o = outputs.inside().nextSetBit(0); o >= 0; o = outputs.inside().nextSetBit(o + 1)) {
      long source = mode.source(o - before, extent);
      if (source != PaddingMode.NONE) {
        inside.set((int) source);
      }
    }
    return new Span(inside, outputs.first() - before, outputs.last() - before);
  }
}
