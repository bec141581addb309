package dev.conv4j.cli;

import dev.conv4j.Conv4jException;
import dev.conv4j.Problem;
import dev.conv4j.data.Dataset;
import dev.conv4j.data.ImageOptions;
import dev.conv4j.data.TestSet;
import dev.conv4j.nn.Model;
import dev.conv4j.tensor.Device;
import dev.conv4j.train.Evaluation;
import dev.conv4j.train.RunDirectory;
import dev.conv4j.train.RunDirectory.DataRecord;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Finds out how well a trained model names the test images of a data set. */
@Command(
    name = "evaluate",
    description = "Accuracy, loss and confusion matrix on a data set.",
    mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "RUN", description = "A run directory, or a model file.")
  Path run = Path.of("");

  @Option(
      names = "--data",
      paramLabel = "DATA",
      description = "As for train. Default: what the model was trained on.")
  @Nullable String data;

  @Mixin ImageFileOptions pictures = new ImageFileOptions();

  @Mixin DeviceOption device = new DeviceOption();

  @Option(names = "--json", description = "Print one JSON object on the last line.")
  boolean json;

  EvaluateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    RunDirectory directory = RunDirectory.open(run);
    try (Device opened = device.open(console)) {
      RunDirectory.Loaded loaded = directory.load(opened);
      try (Model model = loaded.model()) {
        DataRecord record = loaded.data().orElse(null);
        TestSet test =
            DataChoice.openTest(
                console,
                source(record),
                record == null ? "" : record.source(),
                pictures.apply(ImageOptions.fitting(model.input(), model.labels()), device));
        warnIfAnother(record, test.images());
        show(model, EvaluationDisplay.evaluate(console, model, test.images(), Integer.MAX_VALUE));
      }
    }
    return Exit.DONE;
  }

  private String source(@Nullable DataRecord record) {
    if (data != null) {
      return data;
    }
    if (record != null) {
      return record.source();
    }
    throw new Conv4jException(
        Problem.of(
            run.toString(),
            "the file does not say what data the model was trained on",
            "Name data with --data"));
  }

  private void warnIfAnother(@Nullable DataRecord record, Dataset images) {
    if (record != null && !record.testSha256().equals(images.sha256())) {
      console.say(
          "Note: these are other test images than those of the training (SHA-256 %.12s… here,"
              + " %.12s… of %s then).",
          images.sha256(), record.testSha256(), record.source());
    }
  }

  private void show(Model model, Evaluation evaluation) {
    if (json) {
      console.json(EvaluationJson.of(evaluation, model.labels()));
      return;
    }
    console.print(
        "test accuracy %.2f %%, test loss %s, %,d images",
        100 * evaluation.accuracy(),
        EvaluationDisplay.loss(evaluation.loss()),
        evaluation.images());
    Double five = evaluation.topFiveAccuracy();
    if (five != null) {
      console.print("top-5 accuracy %.2f %%", 100 * five);
    }
    ConfusionTable.print(console, model.labels(), evaluation.confusion());
    ClassTable.print(console, model.labels(), evaluation);
  }
}
