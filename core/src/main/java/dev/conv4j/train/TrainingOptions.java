package dev.conv4j.train;

import dev.conv4j.Conv4jException;
import dev.conv4j.Problem;
import dev.conv4j.nn.CrossEntropyLoss;
import dev.conv4j.optim.Optimizer;
import dev.conv4j.optim.Sgd;

/**
 * What a training is to do. Two trainings with the same options, model and data on the same kind of
 * device end with the same weights, bit for bit.
 *
 * @param epochs passes over the training images
 * @param batchSize images in one step
 * @param seed draws the first weights and the order of the images
 */
public record TrainingOptions(
    int epochs, int batchSize, Optimizer.Config optimizer, CrossEntropyLoss loss, long seed) {

  /** An epoch's number must fit the random streams. */
  private static final int MOST_EPOCHS = 1_000_000;

  /** Checks the numbers. */
  public TrainingOptions {
    require(epochs >= 1 && epochs <= MOST_EPOCHS, "epochs", "1 to " + MOST_EPOCHS, epochs);
    require(batchSize >= 1, "batch size", "1 or more", batchSize);
  }

  private static void require(boolean fine, String what, String expected, int found) {
    if (!fine) {
      throw new Conv4jException(new Problem(what, expected, Integer.toString(found), ""));
    }
  }

  /** As the lecture trains: 10 epochs, batches of 64, SGD with rate 0.01 and momentum 0.5. */
  public static TrainingOptions lecture() {
    return new TrainingOptions(
        10, 64, Sgd.Config.of(0.01f).momentum(0.5f), new CrossEntropyLoss(), 42);
  }

  /** These options with another number of epochs. */
  public TrainingOptions epochs(int count) {
    return new TrainingOptions(count, batchSize, optimizer, loss, seed);
  }

  /** These options with another batch size. */
  public TrainingOptions batchSize(int images) {
    return new TrainingOptions(epochs, images, optimizer, loss, seed);
  }

  /** These options with another optimizer. */
  public TrainingOptions optimizer(Optimizer.Config config) {
    return new TrainingOptions(epochs, batchSize, config, loss, seed);
  }

  /** These options with another loss. */
  public TrainingOptions loss(CrossEntropyLoss function) {
    return new TrainingOptions(epochs, batchSize, optimizer, function, seed);
  }

  /** These options with another seed. */
  public TrainingOptions seed(long number) {
    return new TrainingOptions(epochs, batchSize, optimizer, loss, number);
  }
}
