package dev.conv4j.cli;

import dev.conv4j.Version;
import dev.conv4j.data.Dataset;
import dev.conv4j.data.Subset;
import dev.conv4j.data.TrainTest;
import dev.conv4j.io.AtomicFiles;
import dev.conv4j.io.ModelFile;
import dev.conv4j.nn.Model;
import dev.conv4j.train.Checkpoint;
import dev.conv4j.train.DivergedException;
import dev.conv4j.train.EpochMetrics;
import dev.conv4j.train.Evaluation;
import dev.conv4j.train.Report;
import dev.conv4j.train.RunDirectory;
import dev.conv4j.train.RunDirectory.DataRecord;
import dev.conv4j.train.Trainer;
import dev.conv4j.train.TrainingEvent;
import dev.conv4j.train.TrainingEvent.EpochEnded;
import dev.conv4j.train.TrainingEvent.EpochStarted;
import dev.conv4j.train.TrainingEvent.SaveDue;
import dev.conv4j.train.TrainingEvent.Stopped;
import dev.conv4j.train.TrainingOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One training from the command line, from the first step to the report. */
final class TrainingRun {
  private final Console console;
  private final TrainOptions options;
  private final TrainTest data;
  private final DataRecord record;
  private final OpenDevices devices;
  private final RunDirectory directory;
  private final Map<String, String> given;

  /**
   * @param devices the first is the model's
   * @param given the options of the run and their values, for those who go on with it
   */
  TrainingRun(
      Console console,
      TrainOptions options,
      TrainTest data,
      OpenDevices devices,
      RunDirectory directory,
      Map<String, String> given) {
    this.console = console;
    this.options = options;
    this.data = data;
    this.record = DataRecord.of(DataChoice.lastingSource(options.data, data), data);
    this.devices = devices;
    this.directory = directory;
    this.given = given;
  }

  /** Trains, evaluates and reports; returns the exit status. */
  int train(Model model, TrainingOptions training, Optional<Checkpoint> from) {
    Subset.Split split = split();
    Dataset images = split == null ? data.train() : split.rest();
    TrainingDisplay display = new TrainingDisplay(console);
    try (Trainer trainer = new Trainer(model, devices.others(), training, display)) {
      trainer.addListener(event -> setDown(event, model, trainer));
      options.checkpointInterval().ifPresent(trainer::saveEvery);
      from.ifPresent(checkpoint -> goOn(trainer, checkpoint));
      try (display;
          Interrupts _ = Interrupts.stopping(trainer, console)) {
        if (split == null) {
          trainer.train(images);
        } else {
          trainer.train(images, split.heldOut());
        }
      } catch (DivergedException e) {
        if (e.isRestored()) {
          trainer.withResult(() -> directory.saveModel(model, record));
          console.say("The last good weights are in %s.", directory.model());
        }
        throw e;
      }
      if (trainer.wasStopped()) {
        console.say("Stopped. Go on with: ./conv4j train --out %s --resume", directory.path());
        return Exit.INTERRUPTED;
      }
      keep(model, trainer);
      String kept = whichWeights(trainer, training);
      if (!kept.isEmpty()) {
        console.say("Kept: %s", kept);
      }
      if (!trainer.manner().isEmpty()) {
        console.say("On %s: %s.", devices.names(), trainer.manner());
      }
      finish(model, training, trainer, images);
    }
    return Exit.DONE;
  }

  /** The images to train with and those held out; null if none are. */
  private Subset.@Nullable Split split() {
    return options.validation == 0
        ? null
        : Subset.split(data.train(), options.validation, options.seed);
  }

  private void goOn(Trainer trainer, Checkpoint checkpoint) {
    trainer.resume(checkpoint);
    int done = trainer.history().size();
    if (done < options.epochs) {
      console.say("Going on after %d of %d epochs.", done, options.epochs);
    } else {
      console.say("All epochs are done, %d; more can be had with --epochs.", done);
    }
  }

  /** Sets down what the end of an epoch, or an interruption, leaves. */
  private void setDown(TrainingEvent event, Model model, Trainer trainer) {
    if (event instanceof EpochStarted started && started.isBeginning()) {
      directory.saveCheckpoint(trainer, given); // so that it can go on whenever it is killed
    }
    if (event instanceof EpochEnded || event instanceof Stopped || event instanceof SaveDue) {
      directory.saveCheckpoint(trainer, given);
      keep(model, trainer);
    }
  }

  private void keep(Model model, Trainer trainer) {
    trainer.withResult(() -> directory.saveModel(model, record));
    directory.saveMetrics(trainer.history(), record);
  }

  /** Which of the weights that there were the run keeps; empty if just the last. */
  private static String whichWeights(Trainer trainer, TrainingOptions training) {
    StringBuilder words = new StringBuilder();
    if (training.selection().keepBest() && trainer.bestEpoch().isPresent()) {
      words.append(
          "the weights after epoch %d of %d, the best for the held-out images. "
              .formatted(trainer.bestEpoch().get(), trainer.history().size()));
    }
    if (training.update().averageDecay() > 0) {
      words.append(words.isEmpty() ? "averages" : "They are averages").append(" over the steps.");
    }
    return words.toString().strip();
  }

  private void finish(Model model, TrainingOptions training, Trainer trainer, Dataset images) {
    List<EpochMetrics> history = trainer.history();
    Evaluation evaluation =
        EvaluationDisplay.evaluate(console, model, data.test(), training.batchSize());
    String weights = ModelFile.weightsSha256(model);
    AtomicFiles.write(
        directory.report(),
        Report.html(
            new Report.Contents(
                "%s on %s".formatted(model.name(), data.name()),
                facts(model, weights, training, trainer),
                model,
                history,
                evaluation,
                data.test(),
                new Report.TrainingImages(
                    images,
                    training.augmentation(),
                    training.seed(),
                    model.normalization().mean(),
                    data.leftOut()))));
    console.say("Wrote %s: look at report.html in a browser.", directory.path());
    if (options.json) {
      console.json(result(model, weights, trainer, evaluation, images.size()));
    } else {
      console.print(
          "test accuracy %.2f %%, test loss %s",
          100 * evaluation.accuracy(), EvaluationDisplay.loss(evaluation.loss()));
    }
  }

  private Map<String, Object> result(
      Model model, String weights, Trainer trainer, Evaluation evaluation, int trainImages) {
    List<EpochMetrics> history = trainer.history();
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("model", model.name());
    result.put("data", data.name());
    result.put("device", devices.names());
    result.put("threads", options.device.resolvedThreads());
    result.put("epochs", history.size());
    result.put("parameters", model.parameterCount());
    result.put("trainImages", trainImages);
    result.put("testImages", evaluation.images());
    result.put("testAccuracy", evaluation.accuracy());
    result.put("testLoss", evaluation.loss());
    result.put("trainSeconds", history.stream().mapToDouble(EpochMetrics::seconds).sum());
    result.put("imagesPerSecond", EpochMetrics.imagesPerSecond(history));
    result.put("weightsSha256", weights);
    trainer.bestEpoch().ifPresent(epoch -> result.put("bestEpoch", epoch));
    result.put("run", directory.path().toString());
    return result;
  }

  /** What the report says of the run besides its results. */
  private Map<String, String> facts(
      Model model, String weights, TrainingOptions training, Trainer trainer) {
    List<EpochMetrics> history = trainer.history();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Data", data.name() + ". " + data.reason());
    facts.put("Training images, SHA-256", record.trainSha256());
    facts.put("Test images, SHA-256", record.testSha256());
    facts.put(
        "Training",
        (history.size() == 1 ? "1 epoch, " : history.size() + " epochs, ")
            + training.description());
    facts.put(
        "Augmentation",
        training.augmentation().isNone() ? "none" : training.augmentation().description());
    facts.put("Command", command());
    facts.put("Seed", Long.toString(training.seed()));
    facts.put("Device", "%s (%s)".formatted(devices.names(), model.device().description()));
    if (!trainer.manner().isEmpty()) {
      facts.put("On the device", trainer.manner());
    }
    facts.put(
        "Speed",
        String.format(Locale.ROOT, "%,.0f images a second", EpochMetrics.imagesPerSecond(history)));
    String kept = whichWeights(trainer, training);
    facts.put("Weights", kept.isEmpty() ? "those after the last step" : kept);
    facts.put("Weights, SHA-256", weights);
    facts.put("Made by", "conv4j %s, Java %s".formatted(Version.current(), Runtime.version()));
    return facts;
  }

  /** What gives the same weights again. */
  private String command() {
    StringBuilder command = new StringBuilder("./conv4j train");
    given.forEach((name, value) -> {
      boolean flag = value.equals("true") || value.equals("false");
      if (!flag) {
        command.append(' ').append(name).append(' ').append(quoted(value));
      } else if (value.equals("true")) {
        command.append(' ').append(name);
      }
    });
    return command.toString();
  }

  /** As a shell takes it for one word. */
  private static String quoted(String value) {
    return value.matches("[A-Za-z0-9_./:,+-]+") ? value : "'" + value.replace("'", "'\\''") + "'";
  }
}
