package dev.conv4j.train;

import dev.conv4j.Conv4jException;
import dev.conv4j.Problem;
import dev.conv4j.data.augment.Augmentations;
import dev.conv4j.nn.CrossEntropyLoss;
import dev.conv4j.nn.Loss;
import dev.conv4j.optim.Clipping;
import dev.conv4j.optim.Optimizer;
import dev.conv4j.optim.Sgd;
import java.util.function.UnaryOperator;

/**
 * What a training is to do. Two trainings with the same options, model and data on the same kind of
 * device end with the same weights, bit for bit.
 *
 * @param epochs passes over the training images
 * @param batchSize images in one step
 * @param update how the weights change
 * @param loss what the training makes small. It is given the network's outputs {@code [N, classes]}
 *     and, as targets, the share of each class in each image, float32 {@code [N, classes]}: a
 *     single 1 unless images are mixed. A {@link CrossEntropyLoss} gets int32 labels {@code [N]}
 *     unless images are mixed, which says the same. One of your own should be a record, or the
 *     training cannot be saved. Images held out are judged by the cross-entropy whatever the loss
 * @param selection what images held out decide
 * @param seed draws the first weights, the order of the images and what is done to them
 * @param augmentation what is done to images before the network learns from them
 */
public record TrainingOptions(
    int epochs,
    int batchSize,
    UpdateOptions update,
    Loss loss,
    Selection selection,
    long seed,
    Augmentations augmentation) {

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
        10,
        64,
        UpdateOptions.of(Sgd.Config.of(0.01f).momentum(0.5f)),
        new CrossEntropyLoss(),
        Selection.NONE,
        42,
        Augmentations.NONE);
  }

  /** The settings of the optimizer. */
  public Optimizer.Config optimizer() {
    return update.optimizer();
  }

  /**
   * How weights are changed, for people: the optimizer, the schedule, and what else is not as
   * usual.
   */
  public String description() {
    StringBuilder words = new StringBuilder("batches of ").append(batchSize);
    append(words, "", update.optimizer());
    append(words, "schedule ", update.schedule());
    append(words, "loss ", loss);
    if (!(update.clipping() instanceof Clipping.None)) {
      append(words, "clipping by ", update.clipping());
    }
    if (!update.groups().isEmpty()) {
      append(words, "apart ", update.groups());
    }
    if (!update.frozen().isEmpty()) {
      append(words, "frozen ", update.frozen());
    }
    if (update.accumulation() > 1) {
      words.append(", a step for each ").append(update.accumulation()).append(" batches");
    }
    if (update.averageDecay() > 0) {
      words.append(", weights averaged with decay ").append(update.averageDecay());
    }
    return words.toString();
  }

  private static void append(StringBuilder words, String what, Object setting) {
    words.append(", ").append(what).append(SettingWords.of(setting));
  }

  /** These options with another number of epochs. */
  public TrainingOptions epochs(int count) {
    return new TrainingOptions(count, batchSize, update, loss, selection, seed, augmentation);
  }

  /** These options with another batch size. */
  public TrainingOptions batchSize(int images) {
    return new TrainingOptions(epochs, images, update, loss, selection, seed, augmentation);
  }

  /** These options with another way to change the weights. */
  public TrainingOptions update(UpdateOptions options) {
    return new TrainingOptions(epochs, batchSize, options, loss, selection, seed, augmentation);
  }

  /**
   * These options with the weights changed a little otherwise: {@code options.update(update ->
   * update.schedule(new Schedule.Cosine(0)))}.
   */
  public TrainingOptions update(UnaryOperator<UpdateOptions> change) {
    return update(change.apply(update));
  }

  /** These options with another optimizer. */
  public TrainingOptions optimizer(Optimizer.Config config) {
    return update(update.optimizer(config));
  }

  /** These options with another loss. */
  public TrainingOptions loss(Loss function) {
    return new TrainingOptions(epochs, batchSize, update, function, selection, seed, augmentation);
  }

  /** These options with the training ending after so many epochs without a better one. */
  public TrainingOptions patience(int epochsWithout) {
    return selection(new Selection(epochsWithout, selection.keepBest()));
  }

  /** These options with the weights of the best epoch as the result. */
  public TrainingOptions keepBest() {
    return selection(new Selection(selection.patience(), true));
  }

  private TrainingOptions selection(Selection other) {
    return new TrainingOptions(epochs, batchSize, update, loss, other, seed, augmentation);
  }

  /** These options with another seed. */
  public TrainingOptions seed(long number) {
    return new TrainingOptions(epochs, batchSize, update, loss, selection, number, augmentation);
  }

  /** These options with other augmentations. */
  public TrainingOptions augmentation(Augmentations changes) {
    return new TrainingOptions(epochs, batchSize, update, loss, selection, seed, changes);
  }
}
