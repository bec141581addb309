package dev.conv4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conv4j.io.Safetensors;
import dev.conv4j.tensor.Shape;
import dev.conv4j.train.RunDirectory;
import dev.conv4j.train.RunLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
  void severalDevicesMustBeDifferentAndThere() {
    Object[] words = {"train", "--data", data(), "--out", folder.resolve("run"), "--device"};
    run(words, "cpu,nosuch").isRefusedSaying("nosuch", "reference");
    run(words, "cpu,cpu").isRefusedSaying("cpu twice", "OpenCL device may be named twice");
    run(words, "cuda:0,cuda:0").isRefusedSaying("cuda:0 twice");
    run(words, "cpu,auto").isRefusedSaying("auto among them");
    run(words, "cpu,").isRefusedSaying("''");
    assertThat(folder.resolve("run")).doesNotExist();
  }

  private static Cli.Result run(Object[] words, String device) {
    return Cli.run(Stream.concat(Stream.of(words), Stream.of(device)).toArray());
  }

  @Test
  void severalDevicesTrainTogether() {
    Path out = folder.resolve("run");
    Map<?, ?> json = train(out, "--device", "cpu,reference");
    assertThat(json.get("device")).isEqualTo("cpu,reference");
    Cli.Result resumed = Cli.run("train", "--out", out, "--resume", "--epochs", 2, "--json");
    assertThat(resumed.succeeds().object().get("device")).isEqualTo("cpu,reference");
    assertThat(resumed.err()).contains("shared out among 2 devices");
    Cli.run("evaluate", out, "--device", "cpu,reference")
        .isRefusedSaying("only train takes several");
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
    Cli.run("train", "--data", data(), "--out", out).isRefusedSaying("there already", "--out");
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
        "--optimizer=adam --momentum=0.5|--momentum",
        "--schedule=nosuch|constant, step, cosine, onecycle or plateau",
        "--schedule=cosine:3|cosine without numbers",
        "--schedule=step:0|--schedule: expected epochs between steps: 1 or more but got step:0",
        "--schedule=step:x|step:EPOCHS",
        "--schedule=plateau:1:0.5:2|plateau:EPOCHS:FACTOR",
        "--warmup=-1|warm-up",
        "--clip-norm=-1|norm",
        "--accumulate=0|batches of an update",
        "--average=1|decay of the average",
        "--label-smoothing=2|label smoothing",
        "--patience=3|--patience: no images are held out",
        "--patience=-1 --validation=0.1|patience",
        "--keep=best|no images are held out",
        "--keep=nosuch|--keep",
        "--checkpoint-minutes=-1|--checkpoint-minutes",
        "--checkpoint-minutes=NaN|--checkpoint-minutes",
        "--precision=fp8|precision",
        "--precision=bf16|expected precision float32",
        "--classes=3|at least the 10 classes of the data but got 3",
        "--classes=many|--classes",
        "--freeze=nosuch.*|'nosuch.*'",
        "--freeze=**|left to train",
        "--nosuch|--nosuch",
        "--resume|--resume"
      })
  void refusesBadOptionsBeforeItBegins(String option, String named) throws IOException {
    Path out = folder.resolve("run");
    Object[] words =
        option.equals("--resume")
            ? new Object[] {"train", "--resume", "--out", out}
            : Stream.concat(
                    Stream.of("train", "--data", data(), "--out", out),
                    Stream.of(option.split(" ", -1)))
                .toArray();
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
    assertThat(again.err()).contains("All epochs are done, 4;");
    assertThat(again.object().get("weightsSha256")).isEqualTo(weights);
  }

  @Test
  void refusesToGoOnWithOtherSettingsOrOtherData() {
    Path out = folder.resolve("run");
    train(out);
    Cli.run("train", "--out", out, "--resume", "--epochs", 2, "--lr", 0.5)
        .isRefusedSaying("sgd (learning rate 0.01,", "sgd (learning rate 0.5,");
    Cli.run("train", "--out", out, "--resume", "--epochs", 2, "--validation", 0.5)
        .isRefusedSaying("the same share held out");
    TinyData.write(folder.resolve("bars"), 2);
    Cli.run("train", "--out", out, "--resume", "--epochs", 2).isRefusedSaying("SHA-256");
    Cli.run("evaluate", out).succeeds();
  }

  /** Everything that says how weights change, at once. */
  private static final String[] ALL_OF_IT = {
    "--optimizer", "AdamW", "--lr", "0.003", "--schedule", "OneCycle", "--warmup", "0.5",
    "--clip-norm", "1", "--accumulate", "3", "--average", "0.9", "--label-smoothing", "0.1",
    "--freeze", "conv1.*", "--validation", "0.25", "--patience", "9"
  };

  @Test
  void goesOnWithAllOfItsOptions() throws IOException {
    Path whole = folder.resolve("whole");
    Path parts = folder.resolve("parts");
    String weights = weights(whole, with(ALL_OF_IT, "--epochs", "3"));
    train(parts, with(ALL_OF_IT, "--epochs", "3", "--patience", "1"));
    // Patience may have ended it or not; what counts is that it ends as the other did.
    Cli.Result resumed =
        Cli.run("train", "--out", parts, "--resume", "--patience", 9, "--json").succeeds();
    assertThat(resumed.object().get("weightsSha256")).isEqualTo(weights);
    assertThat(resumed.object().get("bestEpoch")).isInstanceOf(Integer.class);
    assertThat(resumed.err()).contains("Kept: the weights after epoch", "They are averages");
    assertThat(Files.readString(whole.resolve("report.html")))
        .contains("--optimizer adamw", "--freeze &#39;conv1.*&#39;", "--schedule OneCycle");
    Cli.run("train", "--out", parts, "--resume", "--average", 0.5)
        .isRefusedSaying("decay of the average 0.9", "decay of the average 0.5");
  }

  /** Pasted into a shell, the command of the report trains to the same weights. */
  @Test
  void theCommandOfTheReportTrainsTheSame() throws IOException {
    Path out = folder.resolve("run");
    String weights = weights(out, with(ALL_OF_IT, "--epochs", "2", "--skip-unreadable"));
    Matcher command =
        Pattern.compile("\\./conv4j (train [^<]*)<")
            .matcher(Files.readString(out.resolve("report.html")));
    assertThat(command.find()).isTrue();
    List<Object> words = new ArrayList<>();
    for (String word : command.group(1).split(" ", -1)) {
      words.add(word.replace("&#39;", ""));
    }
    words.addAll(List.of("--out", folder.resolve("again"), "--json"));
    assertThat(Cli.run(words.toArray()).succeeds().object().get("weightsSha256"))
        .isEqualTo(weights);
  }

  private static Object[] with(String[] some, String... more) {
    return Stream.concat(Stream.of(some), Stream.of(more)).toArray();
  }

  @Test
  void aFrozenLayerStaysAsItIs() {
    Path first = folder.resolve("first");
    train(first);
    Path second = folder.resolve("second");
    train(second, "--model", first, "--freeze", "features", "--seed", 1);
    Safetensors before = Safetensors.open(first.resolve("model.safetensors"));
    Safetensors after = Safetensors.open(second.resolve("model.safetensors"));
    for (String name : before.names()) {
      assertThat(Arrays.equals(before.read(name), after.read(name)))
          .as(name)
          .isEqualTo(!name.startsWith("fc."));
    }
  }

  /** A run on three classes, then one on ten. */
  @Test
  void aNewLastLayerIsPutInForOtherClasses() {
    Path few = TinyData.write(folder.resolve("few"), 1, 3);
    Path first = folder.resolve("first");
    train(first, "--data", few);
    Cli.run("train", "--data", data(), "--model", first, "--out", folder.resolve("no"))
        .isRefusedSaying("classes", "[0, 1, 2]", "--classes data");
    Path second = folder.resolve("second");
    Object[] words = {
      "train",
      "--data",
      data(),
      "--model",
      first,
      "--classes",
      "data",
      "--epochs",
      1,
      "--freeze",
      "features",
      "--out",
      second,
      "--json"
    };
    assertThat(Cli.run(words).succeeds().err()).contains("a new last layer, fc, for 10 classes");
    Safetensors before = Safetensors.open(first.resolve("model.safetensors"));
    Safetensors after = Safetensors.open(second.resolve("model.safetensors"));
    assertThat(after.read("conv2.weight")).isEqualTo(before.read("conv2.weight"));
    assertThat(after.shape("fc.weight")).isEqualTo(Shape.of(10, 320));
    Cli.run("train", "--out", second, "--resume", "--epochs", 2, "--json").succeeds();
    Cli.run("train", "--out", second, "--resume", "--classes", 12)
        .isRefusedSaying("--classes", "what the run began with: data");
    Cli.run("train", "--out", second, "--resume", "--model", "resnet18")
        .isRefusedSaying("--model", first.toString());
  }

  @Test
  void thereMayBeMoreClassesThanTheDataHave() {
    Path out = folder.resolve("run");
    train(out, "--classes", 12);
    assertThat(Safetensors.open(out.resolve("model.safetensors")).shape("fc.weight"))
        .isEqualTo(Shape.of(12, 320));
    Cli.run("evaluate", out).succeeds();
  }

  @Test
  void aDamagedCheckpointIsSaidAndTheOneBeforeUsed() throws IOException {
    Path whole = folder.resolve("whole");
    String weights = weights(whole, "--epochs", 3);
    Path parts = folder.resolve("parts");
    train(parts, "--epochs", 2);
    Path newest = parts.resolve("checkpoint").resolve("training.safetensors");
    byte[] bytes = Files.readAllBytes(newest);
    bytes[bytes.length - 5] ^= 4;
    Files.write(newest, bytes);
    Cli.Result resumed =
        Cli.run("train", "--out", parts, "--resume", "--epochs", 3, "--json").succeeds();
    assertThat(resumed.err())
        .contains("training.safetensors: expected content of SHA-256 ", "The file is damaged")
        .contains("Using the checkpoint before it, made after epoch 1.");
    assertThat(resumed.object().get("weightsSha256")).isEqualTo(weights);
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void triesLearningRates() throws IOException {
    Path out = folder.resolve("rates");
    Cli.Result result = Cli.run("train", "--data", data(), "--find-lr", "--out", out).succeeds();
    assertThat(result.lastLine()).matches("--lr [0-9.E-]+");
    assertThat(Double.parseDouble(result.lastLine().substring(5))).isBetween(0.001, 1.0);
    assertThat(Files.readString(out.resolve("learning-rate.svg"))).contains("<svg ", "</svg>");
    assertThat(out.resolve("model.safetensors")).doesNotExist();
    Path again = folder.resolve("again");
    Map<?, ?> json =
        Cli.run("train", "--data", data(), "--find-lr", "--out", again, "--json")
            .succeeds()
            .object();
    assertThat("--lr " + json.get("learningRate")).isEqualTo(result.lastLine());
    Cli.run("train", "--find-lr", "--resume", "--out", out).isRefusedSaying("--find-lr");
  }

  @Test
  void oneRunIsTrainedByOneAtATime() {
    Path out = folder.resolve("run");
    train(out);
    try (RunLock _ = RunDirectory.open(out).lock()) {
      Cli.run("train", "--out", out, "--resume", "--epochs", 2)
          .isRefusedSaying("being trained already, by process " + ProcessHandle.current().pid());
    }
    Cli.run("train", "--out", out, "--resume", "--epochs", 2).succeeds();
  }

  @Test
  void theModelIsThatOfTheLastEpochEvenIfOnlyTheCheckpointWasWritten() throws IOException {
    Path out = folder.resolve("run");
    String weights = weights(out);
    Path model = out.resolve("model.safetensors");
    Files.delete(model);
    Files.delete(out.resolve("metrics.jsonl"));
    Cli.run("train", "--out", out, "--resume", "--json").succeeds();
    assertThat(out.resolve("metrics.jsonl")).isRegularFile();
    assertThat(Cli.run("evaluate", out).succeeds().out()).contains("test accuracy");
    assertThat(weights).isNotEmpty();
    assertThat(model).isRegularFile();
  }

  private List<Path> leftovers() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(path -> path.toString().endsWith(".partial")).toList();
    }
  }
}
