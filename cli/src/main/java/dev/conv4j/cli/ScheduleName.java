package dev.conv4j.cli;

import dev.conv4j.Conv4jException;
import dev.conv4j.Problem;
import dev.conv4j.optim.Schedule;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;

/**
 * Schedules of the learning rate by their names, such as {@code cosine} and {@code step:30:0.1}.
 */
final class ScheduleName {
  private static final int EPOCHS = 10;
  private static final double FACTOR = 0.1;

  private ScheduleName() {}

  /**
   * The schedule.
   *
   * @throws Conv4jException if there is none of this name, or its numbers make no sense
   */
  static Schedule parse(String text) {
    List<String> parts = Arrays.asList(text.split(":", -1));
    return switch (parts.getFirst().toLowerCase(Locale.ROOT)) {
      case "constant" -> plain(parts, text, new Schedule.Constant());
      case "cosine" -> plain(parts, text, new Schedule.Cosine(0));
      case "onecycle" -> plain(parts, text, new Schedule.OneCycle());
      case "step" -> withNumbers(parts, text, Schedule.Steps::new);
      case "plateau" ->
          withNumbers(
              parts, text, (epochs, factor) -> new Schedule.ReduceOnPlateau(factor, epochs, 0));
      default -> throw wrong("constant, step, cosine, onecycle or plateau", text);
    };
  }

  private static Schedule plain(List<String> parts, String text, Schedule schedule) {
    if (parts.size() > 1) {
      throw wrong(parts.getFirst() + " without numbers", text);
    }
    return schedule;
  }

  private static Schedule withNumbers(
      List<String> parts, String text, BiFunction<Integer, Double, Schedule> schedule) {
    try {
      int epochs = parts.size() > 1 ? Integer.parseInt(parts.get(1)) : EPOCHS;
      double factor = parts.size() > 2 ? Double.parseDouble(parts.get(2)) : FACTOR;
      if (parts.size() <= 3) {
        return schedule.apply(epochs, factor);
      }
    } catch (NumberFormatException e) {
      // Said below.
    } catch (Conv4jException e) {
      Problem wrong = e.problem();
      throw wrong(wrong.place() + ": " + wrong.expected(), text);
    }
    throw wrong("%1$s, %1$s:EPOCHS or %1$s:EPOCHS:FACTOR".formatted(parts.getFirst()), text);
  }

  private static Conv4jException wrong(String expected, String found) {
    return new Conv4jException(new Problem("--schedule", expected, found, ""));
  }
}
