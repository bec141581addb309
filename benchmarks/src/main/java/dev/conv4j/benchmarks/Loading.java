package dev.conv4j.benchmarks;

import dev.conv4j.autograd.Gradients;
import dev.conv4j.autograd.Pass;
import dev.conv4j.data.Batch;
import dev.conv4j.data.BatchLoader;
import dev.conv4j.data.DataSources;
import dev.conv4j.data.Dataset;
import dev.conv4j.data.Digits;
import dev.conv4j.data.DownloadListener;
import dev.conv4j.nn.CrossEntropyLoss;
import dev.conv4j.nn.Layers;
import dev.conv4j.nn.Model;
import dev.conv4j.nn.zoo.Zoo;
import dev.conv4j.optim.Sgd;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Whether the trainer ever waits for its data: the lecture's network is trained on pictures, PNG
 * and JPEG, which are decoded in the first epoch, and on IDX files; noted is how fast the loader is
 * by itself and, in later epochs, how long the trainer waited for the next batch, which includes
 * writing the batch to the device.
 */
public final class Loading {
  private static final int IMAGES = 4096;
  private static final int BATCH = 64;

  private Loading() {}

  /**
   * Prints a table; {@link Settings} says how many steps; {@code -Ddata=} is a directory with IDX
   * files, {@code -Dwork=} one for the pictures.
   */
  public static void main(String[] args) throws IOException {
    int steps = Settings.fromProperties().steps();
    Path work = Path.of(System.getProperty("work", "target"));
    String directory = System.getProperty("data", "");
    System.out.println(Machine.describe());
    System.out.printf(Locale.ROOT, "lecture, batch %d, %,d steps%n", BATCH, steps);
    System.out.println(
        "| data | first epoch alone, images/s | later epochs alone | training | waited |");
    System.out.println("| --- | --- | --- | --- | --- |");
    Dataset digits = Digits.trainTest(1, IMAGES, 1).train();
    System.out.println(row("drawn digits, in memory", digits, steps));
    for (String format : new String[] {"png", "jpeg"}) {
      Dataset pictures = DecodedPictures.write(digits, work.resolve(format), format);
      System.out.println(row(format + " files", pictures, steps));
    }
    if (!directory.isEmpty()) {
      DataSources sources = new DataSources(DataSources.userCache(), DownloadListener.NONE);
      System.out.println(row("IDX files", sources.open(directory).train(), steps));
    }
  }

  private static String row(String name, Dataset data, int steps) {
    try (Device device = Devices.open("cpu");
        Model model = Zoo.lectureModel().initialize(device, Data.SEED);
        BatchLoader loader = new BatchLoader(data, model.normalization(), BATCH, device)) {
      Stretch first = drain(loader, loader.batches());
      train(model, loader, steps); // to warm up
      Stretch alone = drain(loader, steps);
      Stretch trained = train(model, loader, steps);
      return row(name, first, alone, trained);
    }
  }

  /**
   * A number of steps.
   *
   * @param waited of the seconds, those in which the next batch was waited for
   */
  record Stretch(long images, double seconds, double waited) {
    double perSecond() {
      return images / seconds;
    }
  }

  /** One line of the table. */
  static String row(String name, Stretch first, Stretch alone, Stretch trained) {
    return String.format(
        Locale.ROOT,
        "| %s | %,.0f | %,.0f | %,.0f | %.1f %% |",
        name,
        first.perSecond(),
        alone.perSecond(),
        trained.perSecond(),
        100 * trained.waited() / trained.seconds());
  }

  private interface Step {
    void run(Batch batch);
  }

  private static Stretch drain(BatchLoader loader, int steps) {
    return run(loader, steps, _ -> {});
  }

  private static Stretch train(Model model, BatchLoader loader, int steps) {
    Device device = model.device();
    try (Sgd optimizer =
            Sgd.Config.of(NetworkCase.LEARNING_RATE)
                .momentum(NetworkCase.MOMENTUM)
                .create(Layers.parameters(model.network()));
        Gradients gradients = new Gradients(device)) {
      return run(
          loader,
          steps,
          batch -> {
            gradients.clear();
            try (Pass pass = Pass.training(device)) {
              Tensor logits = model.forward(batch.images(), pass);
              Tensor loss = new CrossEntropyLoss().of(logits, batch.labels(), pass);
              pass.backward(loss, gradients);
              Finite.require("the loss", loss.item());
            }
            optimizer.step(gradients);
          });
    }
  }

  /** Epoch after epoch; the first batch of an epoch is waited for like any other. */
  private static Stretch run(BatchLoader loader, int steps, Step step) {
    long start = System.nanoTime();
    long waited = 0;
    long images = 0;
    for (int epoch = 0, done = 0; done < steps; epoch++) {
      try (BatchLoader.Epoch batches = loader.shuffled(Data.SEED, epoch, 0)) {
        for (; batches.hasNext() && done < steps; done++) {
          long asked = System.nanoTime();
          Batch batch = batches.next();
          waited += System.nanoTime() - asked;
          step.run(batch);
          images += batch.size();
        }
      }
    }
    return new Stretch(images, (System.nanoTime() - start) / 1e9, waited / 1e9);
  }
}
