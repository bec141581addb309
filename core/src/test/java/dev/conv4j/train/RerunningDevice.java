package dev.conv4j.train;

import dev.conv4j.tensor.DelegatingDevice;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.spi.RecordedStep;
import dev.conv4j.tensor.spi.StepRecorder;
import java.util.Optional;

/**
 * A device that says it records steps, and calls them each time: what is left of recording once
 * nothing depends on the body's being called only once. That it is not shows on devices that note.
 */
final class RerunningDevice extends DelegatingDevice {
  /** Recorders that nobody closed. */
  int open;

  /** How often a step ran. */
  int runs;

  RerunningDevice(Device device) {
    super(device);
  }

  @Override
  public Optional<StepRecorder> recorder() {
    open++;
    return Optional.of(new Rerunning());
  }

  private final class Rerunning implements StepRecorder {
    private boolean closed;

    @Override
    public RecordedStep step(Runnable body) {
      return new RecordedStep() {
        @Override
        public void run() {
          plainly(body);
          runs++;
        }

        @Override
        public String obstacle() {
          return "";
        }
      };
    }

    @Override
    public void plainly(Runnable body) {
      if (closed) {
        throw new IllegalStateException("closed");
      }
      body.run();
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        open--;
      }
    }
  }
}
