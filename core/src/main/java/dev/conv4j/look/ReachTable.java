package dev.conv4j.look;

import static java.util.Map.entry;

import dev.conv4j.autograd.AbsoluteError;
import dev.conv4j.autograd.AdaptiveAveragePooling;
import dev.conv4j.autograd.AdaptiveMaxPooling;
import dev.conv4j.autograd.Addition;
import dev.conv4j.autograd.AveragePooling;
import dev.conv4j.autograd.BatchNormalization;
import dev.conv4j.autograd.BinaryCrossEntropy;
import dev.conv4j.autograd.ChannelNormalization;
import dev.conv4j.autograd.ChannelPadding;
import dev.conv4j.autograd.ChannelSoftmax;
import dev.conv4j.autograd.Concatenation;
import dev.conv4j.autograd.Convolution;
import dev.conv4j.autograd.CrossEntropy;
import dev.conv4j.autograd.Dropping;
import dev.conv4j.autograd.ElementwiseActivation;
import dev.conv4j.autograd.GroupNormalization;
import dev.conv4j.autograd.ItemDropping;
import dev.conv4j.autograd.LayerNormalization;
import dev.conv4j.autograd.LinearMap;
import dev.conv4j.autograd.MaxPooling;
import dev.conv4j.autograd.MeanSquaredError;
import dev.conv4j.autograd.Multiplication;
import dev.conv4j.autograd.Operation;
import dev.conv4j.autograd.Padding;
import dev.conv4j.autograd.ParametricRectification;
import dev.conv4j.autograd.Rectification;
import dev.conv4j.autograd.Reshaping;
import dev.conv4j.autograd.Scaling;
import dev.conv4j.autograd.Trace;
import dev.conv4j.autograd.TransposedConvolution;
import dev.conv4j.autograd.WeightedCrossEntropy;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where operations look: a line for each kind. */
final class ReachTable {
  private static final Map<Class<? extends Operation>, Reach> LINES =
      Map.ofEntries(
          entry(Addition.class, ReachTable::samePlace),
          entry(ChannelNormalization.class, ReachTable::samePlace),
          entry(Dropping.class, ReachTable::samePlace),
          entry(ElementwiseActivation.class, ReachTable::samePlace),
          entry(ItemDropping.class, ReachTable::samePlace),
          entry(Multiplication.class, ReachTable::samePlace),
          entry(ParametricRectification.class, ReachTable::samePlace),
          entry(Rectification.class, ReachTable::samePlace),
          entry(Convolution.class, WindowReach::underFilter),
          entry(TransposedConvolution.class, WindowReach::whoseFilterLiesOver),
          entry(MaxPooling.class, WindowReach::inWindow),
          entry(AveragePooling.class, WindowReach::inWindow),
          entry(AdaptiveMaxPooling.class, WindowReach::inShare),
          entry(AdaptiveAveragePooling.class, WindowReach::inShare),
          entry(Padding.class, WindowReach::within),
          entry(ChannelPadding.class, ChannelReach::within),
          entry(ChannelSoftmax.class, ChannelReach::allChannels),
          entry(Concatenation.class, ChannelReach::inPart),
          entry(GroupNormalization.class, ChannelReach::inGroup),
          entry(LayerNormalization.class, ChannelReach::alongAxes),
          entry(Scaling.class, ChannelReach::withFactor),
          entry(Reshaping.class, ReachTable::sameNumber),
          entry(LinearMap.class, ReachTable::everything),
          entry(BatchNormalization.class, ReachTable::everything),
          entry(AbsoluteError.class, ReachTable::everything),
          entry(BinaryCrossEntropy.class, ReachTable::everything),
          entry(CrossEntropy.class, ReachTable::everything),
          entry(MeanSquaredError.class, ReachTable::everything),
          entry(WeightedCrossEntropy.class, ReachTable::everything));

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
}
