package dev.conv4j.cli;

import dev.conv4j.Conv4jException;
import dev.conv4j.Problem;
import dev.conv4j.data.Dataset;
import dev.conv4j.data.Subset;
import dev.conv4j.data.TrainTest;
import dev.conv4j.io.AtomicFiles;
import dev.conv4j.nn.Model;
import dev.conv4j.train.LearningRateFinder;
import dev.conv4j.train.LearningRates;
import dev.conv4j.train.RunDirectory;
import dev.conv4j.train.TrainingOptions;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The search for a learning rate: {@code train --find-lr}. */
final class RateSearch {
  private final Console console;
  private final TrainOptions options;
  private final RunDirectory directory;

  RateSearch(Console console, TrainOptions options, RunDirectory directory) {
    this.console = console;
    this.options = options;
    this.directory = directory;
  }

  /** Searches, and says what was found; returns the exit status. */
  int run(Model model, TrainingOptions training, TrainTest data) {
    console.say("Trying learning rates on training images.");
    LearningRates rates = new LearningRateFinder(model, training).find(images(data));
    Path picture = directory.learningRates();
    AtomicFiles.write(picture, rates.svg());
    console.say("Wrote %s: look at it in a browser.", picture);
    double rate =
        rates
            .suggestion()
            .orElseThrow(() ->
                new Conv4jException(
                    Problem.of(
                        "--find-lr",
                        "the loss fell at no rate",
                        "See " + picture + "; try another optimizer or network")));
    if (options.json) {
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("learningRate", rate);
      result.put("stepsTried", rates.tried().size());
      result.put("picture", picture.toString());
      console.json(result);
    } else {
      console.print("--lr %s", Double.toString(rate));
    }
    return Exit.DONE;
  }

  private Dataset images(TrainTest data) {
    return options.validation == 0
        ? data.train()
        : Subset.split(data.train(), options.validation, options.seed).rest();
  }
}
