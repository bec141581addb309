package dev.conv4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conv4j.io.Json;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Runs commands in this JVM, as a terminal that nobody watches would. */
final class Cli {
  private Cli() {}

  /** What a command left behind. */
  record Result(int status, String out, String err) {

    /** Checks that the command was refused in one line that says all of this. */
    void isRefusedSaying(String... words) {
      assertThat(status).as(err).isEqualTo(Exit.WRONG_INPUT);
      assertThat(out).isEmpty();
      String[] lines = err.strip().split("\n", -1);
      assertThat(lines[lines.length - 1]).startsWith("conv4j: ").contains(words);
      assertThat(err).doesNotContain("\tat ", "Exception");
    }

    Result succeeds() {
      assertThat(status).as(err).isEqualTo(Exit.DONE);
      return this;
    }

    String lastLine() {
      String[] lines = out.strip().split("\n", -1);
      return lines[lines.length - 1];
    }

    /** The last line of standard output, a JSON object. */
    Map<?, ?> object() {
      return jsonObject(lastLine());
    }

    /** The last line of standard output, a JSON array. */
    List<?> array() {
      return Objects.requireNonNull((List<?>) Json.parse(lastLine(), "standard output"));
    }
  }

  /** A line that holds a JSON object. */
  static Map<?, ?> jsonObject(String line) {
    return Objects.requireNonNull((Map<?, ?>) Json.parse(line, "a line"));
  }

  static Result run(Object... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    String[] args = Arrays.stream(words).map(String::valueOf).toArray(String[]::new);
    int status = Main.run(console(out, err), args);
    return new Result(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  static Console console(ByteArrayOutputStream out, ByteArrayOutputStream err) {
    return new Console(
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        0,
        false);
  }
}
