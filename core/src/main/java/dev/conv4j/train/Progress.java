package dev.conv4j.train;

import dev.conv4j.FormatException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far a training has come: all that is needed besides the weights and the optimizer's state to
 * go on exactly where it stopped.
 */
final class Progress {
  /** Points of an epoch's loss curve. */
  private static final int CURVE_POINTS = 50;

  /** Digest of the training images, once training has begun; it must not change. */
  @Nullable String dataSha256;

  /** Epochs done. */
  int epoch;

  /** Batches done in the epoch after those. */
  int batch;

  double lossSum;
  int correct;
  int images;
  double seconds;
  final List<Double> curve = new ArrayList<>();
  final List<Double> rates = new ArrayList<>();
  double stretchSum;
  int stretchBatches;
  final List<EpochMetrics> history = new ArrayList<>();

  /** The epoch whose weights are kept as the best, from 1; 0 if none are kept. */
  int best;

  /** Takes in one step. */
  void add(Updates.Outcome outcome, double rate, int batches) {
    batch++;
    images += outcome.images();
    lossSum += outcome.loss() * outcome.images();
    correct += outcome.correct();
    stretchSum += outcome.loss();
    stretchBatches++;
    boolean pointDue = (long) batch * CURVE_POINTS / batches > curve.size();
    if (pointDue) {
      curve.add(stretchSum / stretchBatches);
      rates.add(rate);
      stretchSum = 0;
      stretchBatches = 0;
    }
  }

  double meanLoss() {
    return lossSum / images;
  }

  double accuracy() {
    return (double) correct / images;
  }

  /** The loss of each epoch that is done: of the images held out, if there are any. */
  List<Double> losses() {
    return history.stream().map(EpochMetrics::watchedLoss).toList();
  }

  /**
   * Closes the epoch, and says how it went.
   *
   * @param heldOut how well the images held out are named; null if there are none
   */
  EpochMetrics endEpoch(@Nullable Evaluation heldOut) {
    EpochMetrics metrics =
        new EpochMetrics(
            epoch + 1,
            meanLoss(),
            accuracy(),
            heldOut == null ? null : heldOut.loss(),
            heldOut == null ? null : heldOut.accuracy(),
            seconds,
            images,
            curve,
            rates);
    history.add(metrics);
    epoch++;
    batch = 0;
    lossSum = 0;
    correct = 0;
    images = 0;
    seconds = 0;
    curve.clear();
    rates.clear();
    stretchSum = 0;
    stretchBatches = 0;
    return metrics;
  }

  /** All of it as JSON values. */
  Map<String, @Nullable Object> toJson() {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("dataSha256", dataSha256);
    members.put("epoch", epoch);
    members.put("batch", batch);
    members.put("lossSum", lossSum);
    members.put("correct", correct);
    members.put("images", images);
    members.put("seconds", seconds);
    members.put("curve", curve);
    members.put("rates", rates);
    members.put("stretchSum", stretchSum);
    members.put("stretchBatches", stretchBatches);
    members.put("history", history.stream().map(EpochMetrics::toJson).toList());
    members.put("best", best);
    return members;
  }

  /**
   * What {@link #toJson} wrote.
   *
   * @param place where it was read, for messages
   */
  static Progress fromJson(@Nullable Object json, String place) {
    if (!(json instanceof Map<?, ?> members)) {
      throw new FormatException(place, "the progress of a training", String.valueOf(json), "");
    }
    JsonMembers in = new JsonMembers(members, place);
    Progress progress = new Progress();
    progress.dataSha256 = members.get("dataSha256") instanceof String digest ? digest : null;
    progress.epoch = in.count("epoch");
    progress.batch = in.count("batch");
    progress.lossSum = in.number("lossSum");
    progress.correct = in.count("correct");
    progress.images = in.count("images");
    progress.seconds = in.number("seconds");
    progress.curve.addAll(in.numbers("curve"));
    progress.rates.addAll(in.numbers("rates"));
    progress.stretchSum = in.number("stretchSum");
    progress.stretchBatches = in.count("stretchBatches");
    in.objects("history").forEach(epoch -> progress.history.add(EpochMetrics.fromJson(epoch)));
    if (progress.history.size() != progress.epoch) {
      throw new FormatException(
          place,
          "the metrics of %d epochs".formatted(progress.epoch),
          "those of " + progress.history.size(),
          "");
    }
    // Checkpoints of before did not say it: they kept the best of all.
    progress.best =
        members.containsKey("best") ? in.count("best") : Selection.best(progress.history);
    if (progress.best > progress.epoch) {
      throw new FormatException(
          place,
          "the best of %d epochs".formatted(progress.epoch),
          Integer.toString(progress.best),
          "");
    }
    return progress;
  }
}
