package dev.conv4j.train;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** What the flight recorder is told of one batch of a training. */
@Name("dev.conv4j.TrainingStep")
@Label("Training Step")
@Category("conv4j")
@Description("One batch of a training, from when it was asked for until the weights have changed")
@StackTrace(false)
final class StepEvent extends Event implements StepTiming {
  private static final StepEvent ANY = new StepEvent();

  @Label("Epoch")
  int epoch;

  @Label("Batch")
  int batch;

  @Label("Images")
  int images;

  @Label("Loss")
  double loss;

  @Label("Learning Rate")
  double learningRate;

  @Label("Waited for the Batch")
  @Timespan(Timespan.NANOSECONDS)
  long waited;

  private StepEvent() {}

  static @Nullable StepTiming start() {
    if (!ANY.isEnabled()) {
      return null;
    }
    StepEvent event = new StepEvent();
    event.begin();
    event.waited = -System.nanoTime();
    return event;
  }

  @Override
  public void hasBatch() {
    waited += System.nanoTime();
  }

  @Override
  public void end(Turn turn, int count, double meanLoss, double rate) {
    end();
    epoch = turn.epoch();
    batch = turn.batch();
    images = count;
    loss = meanLoss;
    learningRate = rate;
    commit();
  }
}
