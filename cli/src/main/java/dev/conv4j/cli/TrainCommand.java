package dev.conv4j.cli;

import dev.conv4j.Conv4jException;
import dev.conv4j.Problem;
import dev.conv4j.data.TrainTest;
import dev.conv4j.nn.Model;
import dev.conv4j.train.Checkpoint;
import dev.conv4j.train.RunDirectory;
import dev.conv4j.train.TrainingOptions;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** Trains a network, evaluates it, and leaves a run directory. */
@Command(
    name = "train",
    description = "Trains and evaluates; writes a run directory.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class TrainCommand implements Callable<Integer> {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  private final Console console;

  @Mixin TrainOptions options = new TrainOptions();

  @Spec CommandSpec spec = CommandSpec.create();

  TrainCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    ParseResult parsed = spec.commandLine().getParseResult();
    return options.resume ? resume(parsed) : begin(parsed);
  }

  private int begin(ParseResult parsed) {
    TrainingOptions training = options.training();
    if (options.out != null) {
      RunDirectory.requirePossible(options.out);
    }
    TrainTest data = DataChoice.open(console, options.data);
    try (OpenDevices devices = options.device.openAll(console);
        Model model = ModelChoice.create(console, options, data, devices.first())) {
      RunDirectory directory =
          RunDirectory.create(options.out != null ? options.out : defaultOut(model, data));
      Map<String, String> given = TrainOptions.ofTheRun(parsed);
      given.put("--data", DataChoice.lastingSource(options.data, data));
      TrainingRun run = new TrainingRun(console, options, data, devices, directory, given);
      try {
        return run.train(model, training, Optional.empty());
      } finally {
        directory.discardIfEmpty();
      }
    }
  }

  private static Path defaultOut(Model model, TrainTest data) {
    Path last = Path.of(data.name()).getFileName();
    String time = LocalDateTime.now(ZoneId.systemDefault()).format(TIME);
    return Path.of("runs", "%s-%s-%s".formatted(model.name(), last, time));
  }

  private int resume(ParseResult parsed) {
    if (options.out == null) {
      throw new Conv4jException(
          Problem.of("--resume", "which run is to go on was not said", "Name it with --out DIR"));
    }
    RunDirectory directory = RunDirectory.open(options.out);
    Checkpoint checkpoint = Checkpoint.open(directory.checkpoint());
    TrainOptions resumed = TrainOptions.resumed(checkpoint.notes(), parsed);
    TrainingOptions training = resumed.training();
    TrainTest data = DataChoice.open(console, resumed.data);
    try (OpenDevices devices = resumed.device.openAll(console);
        Model model = checkpoint.model(devices.first())) {
      Map<String, String> given = new LinkedHashMap<>(checkpoint.notes());
      given.put("--epochs", Integer.toString(resumed.epochs));
      return new TrainingRun(console, resumed, data, devices, directory, given)
          .train(model, training, Optional.of(checkpoint));
    }
  }
}
