package dev.conv4j.cli;

import dev.conv4j.Conv4jException;
import dev.conv4j.Problem;
import dev.conv4j.nn.CrossEntropyLoss;
import dev.conv4j.nn.Model;
import dev.conv4j.nn.NewHead;
import dev.conv4j.optim.Adam;
import dev.conv4j.optim.Clipping;
import dev.conv4j.optim.Optimizer;
import dev.conv4j.optim.RmsProp;
import dev.conv4j.optim.Schedule;
import dev.conv4j.optim.Sgd;
import dev.conv4j.train.UpdateOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The options of {@code train} that say how weights change. */
@Command
final class LearningOptions {
  private static final String DEFAULT = " Default: ${DEFAULT-VALUE}.";
  private static final String FEATURES = "features";

  enum OptimizerName {
    sgd,
    adam,
    adamw,
    rmsprop
  }

  @Option(
      names = "--optimizer",
      paramLabel = "NAME",
      description = "sgd, adam, adamw or rmsprop." + DEFAULT)
  OptimizerName optimizer = OptimizerName.sgd;

  @Option(
      names = "--lr",
      paramLabel = "RATE",
      description = "Learning rate. Default: 0.01 for sgd, 0.001 for the others.")
  @Nullable Float learningRate;

  @Option(
      names = "--momentum",
      paramLabel = "SHARE",
      description = "Of sgd and rmsprop; 0 for none. Default: 0.5 for sgd, 0 for rmsprop.")
  @Nullable Float momentum;

  @Option(
      names = "--weight-decay",
      paramLabel = "SHARE",
      description = "0 for none. Default: 0.01 for adamw, else 0.")
  @Nullable Float weightDecay;

  @Option(
      names = "--schedule",
      paramLabel = "NAME",
      description =
          "Of the learning rate: constant, step[:EPOCHS[:FACTOR]], cosine, onecycle or"
              + " plateau[:EPOCHS[:FACTOR]]; ten epochs and a factor of 0.1 unless you say."
              + DEFAULT)
  String schedule = "constant";

  @Option(
      names = "--warmup",
      paramLabel = "EPOCHS",
      description =
          "Over so many the rate rises to its full height, from 0; the schedule begins then."
              + DEFAULT)
  double warmup;

  @Option(
      names = "--clip-norm",
      paramLabel = "NORM",
      description = "All gradients together become no longer than this; 0 for no limit." + DEFAULT)
  float clipNorm;

  @Option(
      names = "--accumulate",
      paramLabel = "N",
      description = "Batches that make up one step of the weights." + DEFAULT)
  int accumulate = 1;

  @Option(
      names = "--average",
      paramLabel = "DECAY",
      description =
          "Evaluate and keep the running average of the weights, of which this share stays at each"
              + " step, such as 0.999; 0 for none."
              + DEFAULT)
  float average;

  @Option(
      names = "--label-smoothing",
      paramLabel = "SHARE",
      description = "Share of each target that is spread over all classes." + DEFAULT)
  float labelSmoothing;

  @Option(
      names = "--freeze",
      paramLabel = "WHAT",
      description =
          "What is not trained: features, which is all but the last layer, or patterns of"
              + " parameters with commas between, such as conv1.*,layer1.**")
  @Nullable String freeze;

  /** How the weights change, but for what is frozen. */
  UpdateOptions update() {
    Clipping clipping = clipNorm == 0 ? new Clipping.None() : new Clipping.Norm(clipNorm);
    return new UpdateOptions(
        config(), rates(), clipping, List.of(), List.of(), accumulate, average);
  }

  /** The patterns of what is frozen of this model. */
  List<String> frozen(Model model) {
    if (freeze == null) {
      return List.of();
    }
    return freeze.equals(FEATURES)
        ? List.of("**", "!" + NewHead.path(model) + ".**")
        : List.of(freeze.split(",", -1));
  }

  CrossEntropyLoss loss() {
    return new CrossEntropyLoss(labelSmoothing);
  }

  private Schedule rates() {
    Schedule rates = ScheduleName.parse(schedule);
    return warmup == 0 ? rates : new Schedule.WarmUp(warmup, rates);
  }

  private Optimizer.Config config() {
    boolean adam = optimizer == OptimizerName.adam || optimizer == OptimizerName.adamw;
    if (adam && momentum != null) {
      throw new Conv4jException(
          Problem.of(
              "--momentum", optimizer + " has none to set", "Leave it out, or use sgd or rmsprop"));
    }
    float rate = or(learningRate, optimizer == OptimizerName.sgd ? 0.01f : 0.001f);
    float decay = or(weightDecay, optimizer == OptimizerName.adamw ? 0.01f : 0);
    return switch (optimizer) {
      case sgd -> new Sgd.Config(rate, or(momentum, 0.5f), false, decay);
      case adam -> Adam.Config.adam(rate).weightDecay(decay);
      case adamw -> Adam.Config.adamW(rate).weightDecay(decay);
      case rmsprop -> RmsProp.Config.of(rate).momentum(or(momentum, 0)).weightDecay(decay);
    };
  }

  private static float or(@Nullable Float given, float otherwise) {
    return given == null ? otherwise : given;
  }
}
