package dev.conv4j.cli;

import dev.conv4j.Conv4jException;
import dev.conv4j.Version;
import dev.conv4j.train.DivergedException;
import java.io.PrintStream;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code conv4j}; each of its commands is a class beside it. */
@Command(
    name = "conv4j",
    description = "Convolutional networks for Java: train, evaluate, look inside.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.VersionText.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      TrainCommand.class,
      EvaluateCommand.class,
      PredictCommand.class,
      SummaryCommand.class,
      DevicesCommand.class,
      ExamplesCommand.class,
      BenchCommand.class,
      HelpCommand.class
    })
public final class Main {
  private Main() {}

  /** Runs a command and ends the JVM with its exit status. */
  public static void main(String[] args) {
    Console console = Console.ofProcess();
    System.exit(run(console, args));
  }

  /** Runs a command; returns its exit status, an {@link Exit} code. */
  static int run(Console console, String... args) {
    CommandLine line = commandLine(console);
    if (args.length == 0) {
      line.usage(console.out());
      return Exit.DONE;
    }
    return line.execute(args);
  }

  private static CommandLine commandLine(Console console) {
    CommandLine line = new CommandLine(new Main(), new CommandFactory(console));
    NotThere.COMMANDS.forEach((name, command) -> line.addSubcommand(name, command));
    line.setOut(writer(console.out()));
    line.setErr(writer(console.err()));
    line.setOverwrittenOptionsAllowed(true);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler((e, args) -> {
      console.error(explain(e));
      return Exit.WRONG_INPUT;
    });
    line.setExecutionExceptionHandler((e, command, parsed) -> report(console, e));
    return line;
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, stream.charset());
  }

  /** One line: what is wrong with the words of the command, and where to read more. */
  private static String explain(ParameterException e) {
    String message = String.valueOf(e.getMessage()).replace(System.lineSeparator(), " ");
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    if (e instanceof UnmatchedArgumentException unmatched
        && !unmatched.getUnmatched().isEmpty()
        && unmatched.getSuggestions().size() == 1) {
      message += ". Did you mean " + unmatched.getSuggestions().getFirst() + "?";
    }
    return message + (message.endsWith("?") ? "" : ".") + " Try '" + command + " --help'.";
  }

  private static int report(Console console, Exception e) {
    if (e instanceof Conv4jException known) {
      console.error(String.valueOf(known.getMessage()));
      return e instanceof DivergedException ? Exit.DIVERGED : Exit.WRONG_INPUT;
    }
    console.error("An internal fault in conv4j " + Version.current() + ", not a mistake of yours:");
    e.printStackTrace(console.err());
    console.error("Please report it, with the lines above and the command that led to it.");
    return Exit.INTERNAL_FAULT;
  }

  /** Which conv4j and which Java this is. */
  static final class VersionText implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {
        "conv4j " + Version.current(),
        "Java " + Runtime.version() + ", " + System.getProperty("os.name")
      };
    }
  }
}
