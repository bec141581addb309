package dev.conv4j.gpu.opencl;

import dev.conv4j.gpu.runtime.Capture;
import dev.conv4j.gpu.runtime.CapturedStep;
import java.util.ArrayList;
import java.util.List;

/** Commands that are noted on one thread. */
final class ClRecording implements Capture {
  private final OpenClRuntime runtime;
  private final List<ClCommand> commands = new ArrayList<>();
  private boolean ended;

  ClRecording(OpenClRuntime runtime) {
    this.runtime = runtime;
  }

  void add(ClCommand command) {
    commands.add(command);
  }

  @Override
  public CapturedStep end() {
    if (ended) {
      throw new IllegalStateException("this capture has ended");
    }
    close();
    return new Step(runtime, List.copyOf(commands));
  }

  @Override
  public void close() {
    if (!ended) {
      runtime.stopRecording(this);
      ended = true;
    }
  }

  private static final class Step implements CapturedStep {
    private final OpenClRuntime runtime;
    private volatile List<ClCommand> commands;
    private volatile boolean closed;

    Step(OpenClRuntime runtime, List<ClCommand> commands) {
      this.runtime = runtime;
      this.commands = commands;
    }

    @Override
    public void replay() {
      if (closed) {
        throw new IllegalStateException("this captured step was closed");
      }
      runtime.replay(commands);
    }

    @Override
    public void close() {
      closed = true;
      commands = List.of();
    }
  }
}
