package dev.conv4j.train;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Says when so much time has passed since a training was saved. */
final class SaveClock {
  private final @Nullable Duration interval;
  private long saved = System.nanoTime();

  private SaveClock(@Nullable Duration interval) {
    this.interval = interval;
  }

  static SaveClock never() {
    return new SaveClock(null);
  }

  static SaveClock every(Duration interval) {
    return new SaveClock(interval);
  }

  boolean isDue() {
    return interval != null && System.nanoTime() - saved >= interval.toNanos();
  }

  void restart() {
    saved = System.nanoTime();
  }
}
