package dev.conv4j.train;

import dev.conv4j.Conv4jException;
import dev.conv4j.Problem;
import dev.conv4j.optim.Clipping;
import dev.conv4j.optim.Optimizer;
import dev.conv4j.optim.ParameterGroup;
import dev.conv4j.optim.Schedule;
import java.util.List;

/**
 * How a training changes the weights.
 *
 * @param schedule of the learning rate
 * @param clipping of the gradients
 * @param groups parameters that are trained otherwise than the rest
 * @param frozen patterns of the parameters that stay as they are ({@link
 *     dev.conv4j.optim.ParameterPaths}), running statistics among them; one that begins with {@code
 *     !} lets parameters be trained after all, and the last that fits counts: {@code **} and {@code
 *     !fc.*} freeze everything but {@code fc}
 * @param accumulation batches that make up one update, by the gradient of their mean loss; 1 or
 *     more
 * @param averageDecay the decay of the exponential moving average (EMA) of the weights: the share
 *     of it that stays at each update, 0 to less than 1; 0 for no average
 */
public record UpdateOptions(
    Optimizer.Config optimizer,
    Schedule schedule,
    Clipping clipping,
    List<ParameterGroup> groups,
    List<String> frozen,
    int accumulation,
    float averageDecay) {

  /** Checks the numbers. */
  public UpdateOptions {
    groups = List.copyOf(groups);
    frozen = List.copyOf(frozen);
    require(accumulation >= 1, "batches of an update", "1 or more", accumulation);
    require(
        averageDecay >= 0 && averageDecay < 1,
        "decay of the average",
        "0 or more and less than 1",
        averageDecay);
  }

  private static void require(boolean fine, String what, String expected, Number found) {
    if (!fine) {
      throw new Conv4jException(new Problem(what, expected, found.toString(), ""));
    }
  }

  /** An update for each batch, at a constant rate, of gradients as they are; no average. */
  public static UpdateOptions of(Optimizer.Config optimizer) {
    return new UpdateOptions(
        optimizer, new Schedule.Constant(), new Clipping.None(), List.of(), List.of(), 1, 0);
  }

  /** The learning rate of the update at this moment. */
  float learningRate(Schedule.Moment moment) {
    return (float) (optimizer.learningRate() * schedule.factor(moment));
  }

  /** These options with another optimizer. */
  public UpdateOptions optimizer(Optimizer.Config config) {
    return new UpdateOptions(
        config, schedule, clipping, groups, frozen, accumulation, averageDecay);
  }

  /** These options with another schedule of the learning rate. */
  public UpdateOptions schedule(Schedule rates) {
    return new UpdateOptions(
        optimizer, rates, clipping, groups, frozen, accumulation, averageDecay);
  }

  /** These options with another clipping of the gradients. */
  public UpdateOptions clipping(Clipping limit) {
    return new UpdateOptions(
        optimizer, schedule, limit, groups, frozen, accumulation, averageDecay);
  }

  /** These options with other groups of parameters. */
  public UpdateOptions groups(ParameterGroup... parts) {
    return new UpdateOptions(
        optimizer, schedule, clipping, List.of(parts), frozen, accumulation, averageDecay);
  }

  /** These options with other parameters that stay as they are. */
  public UpdateOptions frozen(String... patterns) {
    return new UpdateOptions(
        optimizer, schedule, clipping, groups, List.of(patterns), accumulation, averageDecay);
  }

  /** These options with so many batches to an update. */
  public UpdateOptions accumulation(int batches) {
    return new UpdateOptions(optimizer, schedule, clipping, groups, frozen, batches, averageDecay);
  }

  /** These options with an exponential moving average (EMA) of the weights. */
  public UpdateOptions averageDecay(float share) {
    return new UpdateOptions(optimizer, schedule, clipping, groups, frozen, accumulation, share);
  }
}
