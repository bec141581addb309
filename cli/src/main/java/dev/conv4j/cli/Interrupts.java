package dev.conv4j.cli;

import dev.conv4j.train.Trainer;
import java.util.concurrent.atomic.AtomicInteger;
import org.jline.utils.Signals;

/**
 * What Ctrl-C does while a training runs: the first stops it after the step it is at, the second
 * ends the program at once. When this is closed, Ctrl-C does again what it did before.
 */
final class Interrupts implements AutoCloseable {
  private static final String CTRL_C = "INT";

  private final Object before;

  private Interrupts(Object before) {
    this.before = before;
  }

  static Interrupts stopping(Trainer trainer, Console console) {
    AtomicInteger count = new AtomicInteger();
    Runnable handler =
        () -> {
          if (count.getAndIncrement() == 0) {
            console.say("%nStopping after this step, and saving; once more to stop at once.");
            trainer.stop();
          } else {
            Runtime.getRuntime().halt(Exit.INTERRUPTED);
          }
        };
    return new Interrupts(Signals.register(CTRL_C, handler));
  }

  @Override
  public void close() {
    Signals.unregister(CTRL_C, before);
  }
}
