package dev.conv4j.cli;

import dev.conv4j.Conv4jException;
import dev.conv4j.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** A command that has a name already and nothing behind it: it says so, whatever it is given. */
@Command(description = "Not there yet.", hidden = true)
final class NotThere implements Callable<Integer> {
  /** The names of these commands. */
  static final List<String> NAMES = List.of("export", "import", "serve");

  @Spec CommandSpec spec = CommandSpec.create();

  @Unmatched List<String> rest = new ArrayList<>();

  @Override
  public Integer call() {
    throw option(spec.qualifiedName(), "");
  }

  /** The refusal of an option or a value that this version does not know yet. */
  static Conv4jException option(String what, String remedy) {
    return new Conv4jException(
        Problem.of(what, "it is not there yet in this version of conv4j", remedy));
  }
}
