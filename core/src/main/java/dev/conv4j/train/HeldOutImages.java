package dev.conv4j.train;

import dev.conv4j.data.BatchLoader;
import dev.conv4j.data.Dataset;
import org.jspecify.annotations.Nullable;

/**
 * The images that a training evaluates with after each epoch. They are made ready once: when the
 * first epoch is done, and the training has taken the memory that it needs.
 */
final class HeldOutImages implements AutoCloseable {
  private final Evaluator evaluator;
  private final Dataset images;
  private @Nullable BatchLoader loader;

  HeldOutImages(Evaluator evaluator, Dataset images) {
    this.evaluator = evaluator;
    this.images = images;
  }

  /** Evaluates with the weights that the model has now. */
  Evaluation evaluate() {
    if (loader == null) {
      loader = evaluator.loader(images);
    }
    return evaluator.evaluate(images, loader);
  }

  /** Gives back the memory of the batches. */
  @Override
  public void close() {
    if (loader != null) {
      loader.close();
      loader = null;
    }
  }
}
