package dev.conv4j.look;

import static java.util.Map.entry;

import dev.conv4j.autograd.AdaptiveAveragePooling;
import dev.conv4j.autograd.Addition;
import dev.conv4j.autograd.AveragePooling;
import dev.conv4j.autograd.BatchNormalization;
import dev.conv4j.autograd.ChannelNormalization;
import dev.conv4j.autograd.Convolution;
import dev.conv4j.autograd.CrossEntropy;
import dev.conv4j.autograd.LinearMap;
import dev.conv4j.autograd.MaxPooling;
import dev.conv4j.autograd.MeanSquaredError;
import dev.conv4j.autograd.Operation;
import dev.conv4j.autograd.Rectification;
import dev.conv4j.autograd.Reshaping;
import dev.conv4j.autograd.Trace;
import dev.conv4j.look.Sight.Span;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.spi.ConvGeometry;
import dev.conv4j.tensor.spi.PoolGeometry;
import java.util.BitSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where operations look: a line for each kind. */
final class ReachTable {
  private static final Map<Class<? extends Operation>, Reach> LINES =
      Map.ofEntries(
          entry(Addition.class, ReachTable::samePlace),
          entry(ChannelNormalization.class, ReachTable::samePlace),
          entry(Rectification.class, ReachTable::samePlace),
          entry(Convolution.class, ReachTable::underFilter),
          entry(MaxPooling.class, ReachTable::inWindow),
          entry(AveragePooling.class, ReachTable::inWindow),
          entry(AdaptiveAveragePooling.class, ReachTable::inShare),
          entry(Reshaping.class, ReachTable::sameNumber),
          entry(LinearMap.class, ReachTable::everything),
          entry(BatchNormalization.class, ReachTable::everything),
          entry(CrossEntropy.class, ReachTable::everything),
          entry(MeanSquaredError.class, ReachTable::everything));

  private ReachTable() {}

  /** The line of an operation, or null if there is none. */
  static @Nullable Reach of(Operation operation) {
    return LINES.get(operation.getClass());
  }

  /** Whether there is a line for a kind of operation. */
  static boolean knows(Class<?> kind) {
    return LINES.containsKey(kind);
  }

  private static Sight samePlace(Trace.Step step, int input, Sight sight) {
    return sight;
  }

  private static Sight everything(Trace.Step step, int input, Sight sight) {
    return Sight.all(step.inputs().get(input).shape());
  }

  private static Sight sameNumber(Trace.Step step, int input, Sight sight) {
    return Renumbering.back(sight, step.output().shape(), step.inputs().get(input).shape());
  }

  private static Sight underFilter(Trace.Step step, int input, Sight sight) {
    ConvGeometry g = ((Convolution) step.operation()).geometry();
    Shape x = step.inputs().get(input).shape();
    Window down =
        new Window(
            g.kernel().height(), g.stride().height(), g.padding().height(), g.dilation().height());
    Window across =
        new Window(
            g.kernel().width(), g.stride().width(), g.padding().width(), g.dilation().width());
    return new Sight(
        ofGroups(sight.channels(), step.output().shape(), x, g.groups()),
        down.back(sight.rows(), x.intExtent(2)),
        across.back(sight.columns(), x.intExtent(3)));
  }

  /** All channels of the groups to which these channels of the output belong. */
  private static BitSet ofGroups(BitSet outputs, Shape y, Shape x, int groups) {
    int out = y.intExtent(1) / groups;
    int in = x.intExtent(1) / groups;
    BitSet inputs = new BitSet();
    for (int o = outputs.nextSetBit(0); o >= 0; o = outputs.nextSetBit(o + 1)) {
      int group = o / out;
      inputs.set(group * in, (group + 1) * in);
    }
    return inputs;
  }

  private static Sight inWindow(Trace.Step step, int input, Sight sight) {
    PoolGeometry g =
        step.operation() instanceof MaxPooling max
            ? max.geometry()
            : ((AveragePooling) step.operation()).geometry();
    Shape x = step.inputs().get(input).shape();
    Window down = new Window(g.window().height(), g.stride().height(), g.padding().height(), 1);
    Window across = new Window(g.window().width(), g.stride().width(), g.padding().width(), 1);
    return new Sight(
        sight.channels(),
        down.back(sight.rows(), x.intExtent(2)),
        across.back(sight.columns(), x.intExtent(3)));
  }

  private static Sight inShare(Trace.Step step, int input, Sight sight) {
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
}
