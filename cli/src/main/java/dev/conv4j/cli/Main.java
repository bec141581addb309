package dev.conv4j.cli;

import dev.conv4j.Conv4jException;
import dev.conv4j.Version;
import dev.conv4j.train.DivergedException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
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
    synopsisSubcommandLabel = "COMMAND")
public final class Main {
  /** The commands, in the order in which the help shows them. */
  private static final Map<String, Function<Console, Object>> COMMANDS = commands();

  private Main() {}

  private static Map<String, Function<Console, Object>> commands() {
    Map<String, Function<Console, Object>> commands = new LinkedHashMap<>();
    commands.put("train", TrainCommand::new);
    commands.put("evaluate", EvaluateCommand::new);
    commands.put("predict", PredictCommand::new);
    commands.put("look", LookCommand::new);
    commands.put("summary", SummaryCommand::new);
    commands.put("devices", DevicesCommand::new);
    commands.put("examples", ExamplesCommand::new);
    commands.put("bench", BenchCommand::new);
    commands.put("help", console -> new HelpCommand());
    for (String name : NotThere.NAMES) {
      commands.put(name, console -> new NotThere());
    }
    return commands;
  }

  /** Runs a command and ends the JVM with its exit status. */
  public static void main(String[] args) {
    Console console = Console.ofProcess();
    System.exit(run(console, args));
  }

  /** Runs a command; returns its exit status, an {@link Exit} code. */
  static int run(Console console, String... args) {
    PredictCommand plain = PredictCommand.plain(console, args);
    int status = plain == null ? parseAndRun(console, args) : run(console, plain);
    if (status == Exit.DONE && console.out().checkError()) {
      console.error(
          "standard output: the result could not be written, or not all of it: the disk is full,"
              + " or the reader has gone. Nothing else is lost");
      return Exit.WRONG_INPUT;
    }
    return status;
  }

  private static int run(Console console, Callable<Integer> command) {
    try {
      return command.call();
    } catch (Exception e) {
      return report(console, e);
    }
  }

  private static int parseAndRun(Console console, String... args) {
    CommandLine line = commandLine(console, args.length == 0 ? "" : args[0]);
    if (args.length == 0) {
      line.usage(console.out());
      return Exit.DONE;
    }
    return line.execute(args);
  }

  /**
   * The commands for a line that begins with {@code word}: only one if it is that one's name, for
   * to read the annotations of all takes a tenth of a second.
   */
  private static CommandLine commandLine(Console console, String word) {
    CommandLine line = new CommandLine(new Main());
    boolean alone = COMMANDS.containsKey(word) && !word.equals("help");
    COMMANDS.forEach((name, command) -> {
      if (!alone || name.equals(word)) {
        line.addSubcommand(name, command.apply(console));
      }
    });
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
      console.error(OptionNames.in(String.valueOf(known.getMessage())));
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
