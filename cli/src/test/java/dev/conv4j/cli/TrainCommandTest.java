package dev.conv4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainCommandTest {
  @TempDir Path folder;

  private Path data() {
    return TinyData.write(folder.resolve("bars"), 1);
  }

  @Test
  void leavesARunAndSaysHowItWent() throws IOException {
    Path out = folder.resolve("deep").resolve("run");
    Cli.Result result =
        Cli.run("train", "--data", data(), "--epochs", 2, "--lr", 0.05, "--out", out, "--json");

    Map<?, ?> json = result.succeeds().object();
    assertThat(json.get("model")).isEqualTo("lecture");
    assertThat(json.get("device")).isEqualTo("cpu");
    assertThat(json.get("epochs")).isEqualTo(2);
    assertThat(json.get("parameters")).isEqualTo(8490);
    assertThat(json.get("trainImages")).isEqualTo(TinyData.TRAIN);
    assertThat(json.get("testImages")).isEqualTo(TinyData.TEST);
    assertThat((Double) json.get("testAccuracy")).isBetween(0.5, 1.0);
    assertThat((Double) json.get("testLoss")).isPositive();
    assertThat((Double) json.get("trainSeconds")).isPositive();
    assertThat((Double) json.get("imagesPerSecond")).isPositive();
    assertThat((String) json.get("weightsSha256")).hasSize(64);
    assertThat(result.err()).contains("Epoch 1/2: loss", "Epoch 2/2: loss", "Using cpu");

    assertThat(out.resolve("model.safetensors")).isRegularFile();
    assertThat(out.resolve("checkpoint")).isNotEmptyDirectory();
    assertThat(Files.readString(out.resolve("report.html"))).contains("</html>");
    List<String> metrics = Files.readAllLines(out.resolve("metrics.jsonl"));
    assertThat(metrics).hasSize(2);
    Map<?, ?> line = Cli.jsonObject(metrics.getLast());
    assertThat(line.get("epoch")).isEqualTo(2);
    assertThat((String) line.get("dataSha256")).hasSize(64);
    assertThat((String) line.get("version")).startsWith("0.");
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void givesTheSameWeightsForTheSameSeedAtAnyNumberOfThreads() {
    List<String> weights =
        Stream.of(1, 2, 3)
            .map(threads -> weights(folder.resolve("run" + threads), "--threads", threads))
            .toList();
    assertThat(weights).containsOnly(weights.getFirst());
    assertThat(weights(folder.resolve("other"), "--seed", 43)).isNotEqualTo(weights.getFirst());
  }

  private Map<?, ?> train(Path out, Object... more) {
    Object[] words = {"train", "--data", data(), "--epochs", 1, "--out", out, "--json"};
    return Cli.run(Stream.of(words, more).flatMap(Stream::of).toArray()).succeeds().object();
  }

  private String weights(Path out, Object... more) {
    return String.valueOf(train(out, more).get("weightsSha256"));
  }

  @Test
  void holdsImagesOutForValidation() throws IOException {
    Path out = folder.resolve("run");
    assertThat(train(out, "--validation", 0.25).get("trainImages")).isEqualTo(240);
    Map<?, ?> line = Cli.jsonObject(Files.readString(out.resolve("metrics.jsonl")));
    assertThat((Double) line.get("validationAccuracy")).isBetween(0.0, 1.0);
  }

  @Test
  void trainsOnFromAnotherRun() {
    Path first = folder.resolve("first");
    train(first);
    assertThat(train(folder.resolve("second"), "--model", first).get("model")).isEqualTo("lecture");
  }

  @Test
  void neverOverwrites() throws IOException {
    Path out = Files.createDirectory(folder.resolve("there"));
    Path precious = Files.writeString(out.resolve("precious"), "mine");
    Cli.run("train", "--data", data(), "--out", out).isRefusedSaying("there already", "--resume");
    assertThat(precious).hasContent("mine");
    assertThat(out).isDirectoryContaining(path -> path.equals(precious));
  }

  @Test
  void saysWhenTheOutputCannotBeMade() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "not a folder");
    Cli.run("train", "--data", data(), "--out", file.resolve("run"))
        .isRefusedSaying("run", "cannot be made: " + file + " is in the way");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--epochs=0|epochs",
        "--epochs=-1|epochs",
        "--epochs=many|--epochs",
        "--batch-size=0|batch size",
        "--batch-size=-5|batch size",
        "--lr=NaN|learning rate",
        "--lr=0|learning rate",
        "--lr=-0.1|learning rate",
        "--momentum=1|momentum",
        "--weight-decay=-1|weight decay",
        "--validation=1|validation",
        "--validation=NaN|validation",
        "--threads=-1|threads",
        "--model=nosuch|nosuch",
        "--device=nosuch|nosuch",
        "--device=cpu:7|cpu:7",
        "--data=nosuch|nosuch",
        "--optimizer=nosuch|nosuch",
        "--optimizer=adamw|not there yet",
        "--schedule=cosine|not there yet",
        "--precision=fp8|precision",
        "--precision=bf16|expected precision float32",
        "--classes=3|not there yet",
        "--freeze=features|not there yet",
        "--nosuch|--nosuch",
        "--resume|--resume"
      })
  void refusesBadOptionsBeforeItBegins(String option, String named) throws IOException {
    Path out = folder.resolve("run");
    Object[] words =
        option.equals("--resume")
            ? new Object[] {"train", "--resume", "--out", out}
            : new Object[] {"train", "--data", data(), "--out", out, option};
    Cli.Result result = Cli.run(words);
    if (option.equals("--resume")) {
      result.isRefusedSaying(out.toString());
    } else {
      result.isRefusedSaying(named);
    }
    assertThat(out).doesNotExist();
  }

  @Test
  void aDirectoryThatCannotBeMadeIsRefusedBeforeTheDataAreLookedFor() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "not a directory");
    Path missing = folder.resolve("missing");
    Cli.run("train", "--data", missing, "--out", file.resolve("a").resolve("run"))
        .isRefusedSaying("cannot be made", file + " is in the way", "--out");
    assertThat(file).hasContent("not a directory");
  }

  @Test
  void stopsWhenTheLossIsNoNumberAndKeepsGoodWeights() {
    Path out = folder.resolve("run");
    Cli.Result result = Cli.run("train", "--data", data(), "--lr", "1e20", "--out", out);
    assertThat(result.status()).isEqualTo(Exit.DIVERGED);
    assertThat(result.err()).contains("epoch 1, step 2", "the loss became", "last good weights");
    Cli.run("evaluate", out).succeeds();
  }

  @Test
  void goesOnWhereItStoppedAndEndsWithTheSameBits() {
    Path whole = folder.resolve("whole");
    String weights = weights(whole, "--epochs", 4);
    Path parts = folder.resolve("parts");
    train(parts, "--epochs", 2);
    Map<?, ?> resumed =
        Cli.run("train", "--out", parts, "--resume", "--epochs", 4, "--json").succeeds().object();
    assertThat(resumed.get("weightsSha256")).isEqualTo(weights);
    assertThat(resumed.get("epochs")).isEqualTo(4);
    Cli.Result again =
        Cli.run("train", "--out", parts, "--resume", "--optimizer", "SGD", "--json").succeeds();
    assertThat(again.err()).contains("All 4 epochs are done");
    assertThat(again.object().get("weightsSha256")).isEqualTo(weights);
  }

  @Test
  void refusesToGoOnWithOtherSettingsOrOtherData() {
    Path out = folder.resolve("run");
    train(out);
    Cli.run("train", "--out", out, "--resume", "--epochs", 2, "--lr", 0.5)
        .isRefusedSaying("learningRate=0.01", "learningRate=0.5");
    Cli.run("train", "--out", out, "--resume", "--epochs", 2, "--validation", 0.5)
        .isRefusedSaying("the same share held out");
    TinyData.write(folder.resolve("bars"), 2);
    Cli.run("train", "--out", out, "--resume", "--epochs", 2).isRefusedSaying("SHA-256");
    Cli.run("evaluate", out).succeeds();
  }

  private List<Path> leftovers() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(path -> path.toString().endsWith(".partial")).toList();
    }
  }
}
