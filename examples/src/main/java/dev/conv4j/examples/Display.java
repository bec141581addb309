package dev.conv4j.examples;

import java.io.Console;

/**
 * What may be done with the place that a program writes to.
 *
 * @param color whether it understands ANSI escape sequences
 * @param animation whether a person watches: steps are drawn over one another, with a short pause
 *     after each; needs {@code color}
 */
public record Display(boolean color, boolean animation) {
  /** Text only, without pauses: for files, pipes and tests. */
  public static final Display PLAIN = new Display(false, false);

  /** Checks that the two go together. */
  public Display {
    if (animation && !color) {
      throw new IllegalArgumentException("steps are drawn over one another by ANSI sequences");
    }
  }

  /**
   * The standard output of this program: coloured and moving on a terminal, plain elsewhere. The
   * variable {@code NO_COLOR} and the terminal {@code dumb} are respected.
   */
  @SuppressWarnings("SystemConsoleNull") // it is null again since JDK 25 where there is no terminal
  public static Display ofStandardOutput() {
    Console console = System.console();
    boolean terminal = console != null && console.isTerminal();
    boolean wanted = System.getenv("NO_COLOR") == null && !"dumb".equals(System.getenv("TERM"));
    return terminal && wanted ? new Display(true, true) : PLAIN;
  }
}
