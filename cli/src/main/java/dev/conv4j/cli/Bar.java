package dev.conv4j.cli;

import java.time.Duration;
import java.util.function.Consumer;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A progress bar where a person watches, and nothing where none does. */
final class Bar implements AutoCloseable {
  private static final int MILLIS_BETWEEN_LOOKS = 200;

  /** Back to the start of the line, and clear it. */
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final Console console;
  private final @Nullable ProgressBar bar;

  /**
   * A bar.
   *
   * @param unit what is counted, such as {@code images}
   * @param perShownUnit how many of it are shown as 1, such as 1,048,576 for bytes as MiB
   * @param total how many there are, or -1 if nobody knows
   */
  Bar(Console console, String task, String unit, long perShownUnit, long total) {
    this.console = console;
    this.bar = console.isWatched() ? build(task, unit, perShownUnit, total) : null;
  }

  private ProgressBar build(String task, String unit, long perShownUnit, long total) {
    Consumer<String> show =
        line -> {
          console.err().print(CLEAR_LINE + line);
          console.err().flush();
        };
    return new ProgressBarBuilder()
        .setTaskName(task)
        .setInitialMax(total)
        .setUnit(unit, perShownUnit)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(MILLIS_BETWEEN_LOOKS)
        .setConsumer(new DelegatingProgressBarConsumer(show, console.width() - 1))
        .showSpeed()
        .startsFrom(0, Duration.ZERO)
        .build();
  }

  /** Shows how many are done, and a few words. */
  void at(long done, String words) {
    if (bar != null) {
      bar.stepTo(done);
      bar.setExtraMessage(" " + words);
    }
  }

  /** Takes the bar away. */
  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      console.err().print(CLEAR_LINE);
      console.err().flush();
    }
  }
}
