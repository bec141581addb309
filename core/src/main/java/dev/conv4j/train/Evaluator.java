package dev.conv4j.train;

import dev.conv4j.DataException;
import dev.conv4j.autograd.Pass;
import dev.conv4j.data.Batch;
import dev.conv4j.data.BatchLoader;
import dev.conv4j.data.Dataset;
import dev.conv4j.nn.Model;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.train.Evaluation.Mistake;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntConsumer;

/** Finds out how well a model names the images of a data set. */
public final class Evaluator {
  /** Images in a batch, unless they are large. */
  private static final int MOST_IMAGES = 256;

  /** Pixels in a batch, unless one image alone has more: 41 images of 224 by 224. */
  private static final int MOST_PIXELS = 1 << 21;

  /** How many of the worst mistakes are kept. */
  private static final int WORST = 30;

  private static final int FIVE = 5;
  private static final int WITHOUT_GRADIENTS = 8;

  private final Model model;
  private final IntConsumer progress;
  private final int batchSize;

  /** An evaluator of a model that has weights. */
  public Evaluator(Model model) {
    this(model, done -> {});
  }

  /**
   * An evaluator that tells how far it is.
   *
   * @param progress is told how many images are done, after each batch
   */
  public Evaluator(Model model, IntConsumer progress) {
    this(model, progress, batchSize(model.input()));
  }

  private Evaluator(Model model, IntConsumer progress, int batchSize) {
    this.model = model;
    this.progress = progress;
    this.batchSize = batchSize;
  }

  /** As many as the memory is sure to have room for where such images were learned from. */
  private static int batchSize(Shape image) {
    long pixels = image.extent(1) * image.extent(2);
    return Math.clamp(MOST_PIXELS / pixels, 1, MOST_IMAGES);
  }

  /**
   * This evaluator with no more images at a time than a training with such batches has room for:
   * eight without their gradients take less than one with them.
   */
  public Evaluator besideTraining(int batchSize) {
    return atMost(Math.max(batchSize, WITHOUT_GRADIENTS));
  }

  /**
   * This evaluator with no more than so many images in memory at a time, where there is little of
   * it. Without, it takes 256, and fewer where images are larger than 90 by 90.
   *
   * @param images 1 or more
   */
  public Evaluator atMost(int images) {
    if (images < 1) {
      throw new DataException("batch size", "1 or more", Integer.toString(images), "");
    }
    return new Evaluator(model, progress, Math.min(batchSize, images));
  }

  /**
   * Names every image. How many are in memory at a time has no influence on the sums.
   *
   * @throws DataException if the images or classes are not those of the model
   */
  public Evaluation evaluate(Dataset data) {
    requireFitting(model, data);
    try (BatchLoader loader = loader(data)) {
      return evaluate(data, loader);
    }
  }

  /** Gives the batches for {@link #evaluate(Dataset, BatchLoader)}, again and again. */
  BatchLoader loader(Dataset data) {
    return new BatchLoader(data, model.normalization(), batchSize, model.device());
  }

  /** The same, of images that fit, with a loader from {@link #loader}. */
  Evaluation evaluate(Dataset data, BatchLoader loader) {
    long start = System.nanoTime();
    Tally tally = new Tally(data, model.labels().size());
    Device device = model.device();
    try (BatchLoader.Epoch epoch = loader.inOrder()) {
      while (epoch.hasNext()) {
        addBatch(epoch.next(), device, tally);
        progress.accept(tally.done);
      }
    }
    return tally.evaluation((System.nanoTime() - start) / 1e9);
  }

  private void addBatch(Batch batch, Device device, Tally tally) {
    try (Pass pass = Pass.inference(device)) {
      Tensor logits = model.forward(batch.images(), pass);
      try (Tensor softmax =
          Tensor.allocate(device, ElementType.FLOAT32, logits.shape(), "probabilities")) {
        device.kernels().loss().softmax(logits, softmax);
        tally.add(batch.size(), logits.toArray(), softmax.toArray());
      }
    }
  }

  /**
   * Checks that a model can be used with a data set.
   *
   * @throws DataException if not, saying why
   */
  static void requireFitting(Model model, Dataset data) {
    if (data.size() == 0) {
      throw new DataException("data", "at least one image", "none", "");
    }
    if (!data.imageShape().equals(model.input())) {
      throw new DataException(
          "data",
          "images of " + model.input() + ", which the model '" + model.name() + "' takes",
          data.imageShape().toString(),
          "Use the data that the model was made for");
    }
    if (!knowsClasses(model, data)) {
      throw new DataException(
          "data",
          "the classes of the model '%s': %s".formatted(model.name(), model.labels()),
          data.labels().toString(),
          "Use the data that the model was made for");
    }
  }

  /**
   * Whether the classes of the data are the model's, by name and in the same order; the model may
   * know more behind them.
   */
  public static boolean knowsClasses(Model model, Dataset data) {
    int count = data.labels().size();
    List<String> known = model.labels();
    return count <= known.size() && data.labels().equals(known.subList(0, count));
  }

  /** The sums of an evaluation. */
  private static final class Tally {
    private final Dataset data;
    private final int classes;
    private final int[][] confusion;
    private final List<Mistake> mistakes = new ArrayList<>();
    private double lossSum;
    private int correct;
    private int amongFive;
    private int done;

    Tally(Dataset data, int classes) {
      this.data = data;
      this.classes = classes;
      this.confusion = new int[classes][classes];
    }

    void add(int size, float[] logits, float[] probabilities) {
      for (int i = 0; i < size; i++) {
        int named = 0;
        for (int c = 1; c < classes; c++) {
          if (probabilities[i * classes + c] > probabilities[i * classes + named]) {
            named = c;
          }
        }
        int truth = data.label(done + i);
        lossSum += loss(logits, i * classes, truth);
        confusion[truth][named]++;
        if (named == truth || isAmongFive(probabilities, i * classes, truth)) {
          amongFive++;
        }
        if (named == truth) {
          correct++;
        } else {
          mistakes.add(
              new Mistake(
                  done + i,
                  truth,
                  named,
                  probabilities[i * classes + named],
                  probabilities[i * classes + truth]));
        }
      }
      done += size;
    }

    /** The cross-entropy of one image. */
    private double loss(float[] logits, int at, int truth) {
      double largest = Double.NEGATIVE_INFINITY;
      for (int c = 0; c < classes; c++) {
        largest = Math.max(largest, logits[at + c]);
      }
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        sum += StrictMath.exp(logits[at + c] - largest);
      }
      return StrictMath.log(sum) - (logits[at + truth] - largest);
    }

    /** Whether fewer than five classes are thought more likely, or as likely and before it. */
    private boolean isAmongFive(float[] probabilities, int at, int truth) {
      int before = 0;
      for (int c = 0; c < classes; c++) {
        float here = probabilities[at + c];
        float there = probabilities[at + truth];
        boolean less = c < truth ? here < there : here <= there;
        before += less ? 0 : 1;
      }
      return before < FIVE;
    }

    Evaluation evaluation(double seconds) {
      return new Evaluation(
          lossSum / done,
          (double) correct / done,
          classes > FIVE ? (double) amongFive / done : null,
          done,
          Arrays.stream(confusion).map(row -> Arrays.stream(row).boxed().toList()).toList(),
          mistakes.stream()
              .sorted(
                  Comparator.comparingDouble(Mistake::truthProbability)
                      .thenComparingInt(Mistake::index))
              .limit(WORST)
              .toList(),
          seconds);
    }
  }
}
