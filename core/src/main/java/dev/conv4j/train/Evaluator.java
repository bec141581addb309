package dev.conv4j.train;

import dev.conv4j.DataException;
import dev.conv4j.autograd.Pass;
import dev.conv4j.data.Batch;
import dev.conv4j.data.BatchLoader;
import dev.conv4j.data.Dataset;
import dev.conv4j.nn.CrossEntropyLoss;
import dev.conv4j.nn.Model;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.train.Evaluation.Mistake;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntConsumer;

/** Finds out how well a model names the images of a data set. */
public final class Evaluator {
  private static final int BATCH_SIZE = 256;

  /** How many of the worst mistakes are kept. */
  private static final int WORST = 30;

  private static final int FIVE = 5;

  private final Model model;
  private final IntConsumer progress;

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
    this.model = model;
    this.progress = progress;
  }

  /**
   * Names every image.
   *
   * @throws DataException if the images or classes are not those of the model
   */
  public Evaluation evaluate(Dataset data) {
    requireFitting(model, data);
    long start = System.nanoTime();
    Tally tally = new Tally(data, model.labels().size());
    Device device = model.device();
    try (BatchLoader loader = new BatchLoader(data, model.normalization(), BATCH_SIZE, device);
        BatchLoader.Epoch epoch = loader.inOrder()) {
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
      Tensor loss = new CrossEntropyLoss().of(logits, batch.labels(), pass);
      try (Tensor softmax =
          Tensor.allocate(device, ElementType.FLOAT32, logits.shape(), "probabilities")) {
        device.kernels().loss().softmax(logits, softmax);
        tally.add(batch.size(), loss.item(), softmax.toArray());
      }
    }
  }

  /**
   * Checks that a model can be used with a data set.
   *
   * @throws DataException if not, saying why
   */
  static void requireFitting(Model model, Dataset data) {
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

    void add(int size, double loss, float[] probabilities) {
      for (int i = 0; i < size; i++) {
        int named = 0;
        for (int c = 1; c < classes; c++) {
          if (probabilities[i * classes + c] > probabilities[i * classes + named]) {
            named = c;
          }
        }
        int truth = data.label(done + i);
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
      lossSum += loss * size;
      done += size;
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
