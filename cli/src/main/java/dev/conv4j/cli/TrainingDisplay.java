package dev.conv4j.cli;

import dev.conv4j.train.EpochMetrics;
import dev.conv4j.train.TrainingEvent;
import dev.conv4j.train.TrainingEvent.EndedEarly;
import dev.conv4j.train.TrainingEvent.EpochEnded;
import dev.conv4j.train.TrainingEvent.EpochStarted;
import dev.conv4j.train.TrainingEvent.SaveDue;
import dev.conv4j.train.TrainingEvent.StepDone;
import dev.conv4j.train.TrainingEvent.Stopped;
import dev.conv4j.train.TrainingListener;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Shows a training: a bar for the epoch that runs, a line for each that is done. */
final class TrainingDisplay implements TrainingListener, AutoCloseable {
  private final Console console;
  private @Nullable Bar bar;
  private int epochs;
  private int images;
  private int done;

  TrainingDisplay(Console console) {
    this.console = console;
  }

  @Override
  public void on(TrainingEvent event) {
    switch (event) {
      case EpochStarted started -> begin(started);
      case StepDone step -> {
        done += step.size();
        if (bar != null) {
          bar.at(done, words(step));
        }
      }
      case EpochEnded(EpochMetrics metrics) -> {
        close();
        console.say("%s", line(metrics));
      }
      case EndedEarly(int epoch, int best) ->
          console.say(
              "Ended after epoch %d: %s better than epoch %d, and --patience allows no more.",
              epoch,
              epoch - best == 1 ? "it was not" : "none of the last %d was".formatted(epoch - best),
              best);
      case SaveDue _ -> {}
      case Stopped _ -> close();
    }
  }

  private void begin(EpochStarted started) {
    epochs = started.epochs();
    images = started.images();
    done = (int) ((long) images * started.firstBatch() / started.batches());
    bar = new Bar(console, "Epoch %d/%d".formatted(started.epoch(), epochs), " images", 1, images);
  }

  private static String words(StepDone step) {
    return String.format(
        Locale.ROOT, "loss %.3f, %.1f %% right", step.meanLoss(), 100 * step.accuracy());
  }

  private String line(EpochMetrics metrics) {
    String line =
        String.format(
            Locale.ROOT,
            "Epoch %d/%d: loss %s, %.2f %% right, %.1f s, %,.0f images/s",
            metrics.epoch(),
            epochs,
            EvaluationDisplay.loss(metrics.trainLoss()),
            100 * metrics.trainAccuracy(),
            metrics.seconds(),
            metrics.imagesPerSecond());
    if (metrics.validationLoss() != null && metrics.validationAccuracy() != null) {
      line +=
          String.format(
              Locale.ROOT,
              "; held out: loss %s, %.2f %% right",
              EvaluationDisplay.loss(metrics.validationLoss()),
              100 * metrics.validationAccuracy());
    }
    return line;
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
