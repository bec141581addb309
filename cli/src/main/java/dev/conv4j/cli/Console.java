package dev.conv4j.cli;

import com.google.errorprone.annotations.FormatMethod;
import dev.conv4j.io.Json;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where the commands write: results to {@link #out}, everything for people to {@link #err}.
 *
 * @param width columns of the terminal that {@code err} is, or 0 if it is none
 * @param colours whether {@code out} is a terminal that knows colours
 */
record Console(PrintStream out, PrintStream err, int width, boolean colours) {
  /** Set by the launcher, through whose filter our error stream may go: the terminal's columns. */
  private static final String WIDTH = "conv4j.terminal.width";

  /** Set by the launcher: whether standard output is a terminal that knows colours. */
  private static final String COLOURS = "conv4j.terminal.colours";

  /** The streams of this process, in UTF-8 whatever the locale. */
  static Console ofProcess() {
    return new Console(
        stream(FileDescriptor.out),
        stream(FileDescriptor.err),
        Integer.getInteger(WIDTH, 0),
        Boolean.getBoolean(COLOURS));
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  /** Whether a person watches, so that a progress bar may move. */
  boolean isWatched() {
    return width > 0;
  }

  /** Tells people something. */
  @FormatMethod
  void say(String format, @Nullable Object... values) {
    err.println(String.format(Locale.ROOT, format, values));
  }

  /** Tells people what went wrong. */
  void error(String message) {
    err.println("conv4j: " + message);
  }

  /** Prints a line of results. */
  @FormatMethod
  void print(String format, @Nullable Object... values) {
    out.println(String.format(Locale.ROOT, format, values));
  }

  /** Prints the result as one line of JSON. */
  void json(Object value) {
    out.println(Json.write(value));
  }
}
