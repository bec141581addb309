package dev.conv4j.cli;

import dev.conv4j.Conv4jException;
import dev.conv4j.Problem;
import dev.conv4j.examples.Display;
import dev.conv4j.examples.Lecture;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Runs a section of the lecture in the terminal. */
@Command(
    name = "examples",
    description = "Runs section N of the lecture; without N, lists the sections.",
    mixinStandardHelpOptions = true)
final class ExamplesCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "N", arity = "0..1", description = "A section's number.")
  @Nullable Integer number;

  ExamplesCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (number == null) {
      Lecture.list(console.out());
      return Exit.DONE;
    }
    int sections = Lecture.sections().size();
    if (number < 1 || number > sections) {
      throw new Conv4jException(
          new Problem("examples", "a section from 1 to " + sections, number.toString(), ""));
    }
    Display display = new Display(console.colours(), console.colours());
    Lecture.sections().get(number - 1).run(console.out(), display);
    return Exit.DONE;
  }
}
