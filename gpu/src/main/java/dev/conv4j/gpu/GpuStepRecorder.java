package dev.conv4j.gpu;

import dev.conv4j.DeviceException;
import dev.conv4j.gpu.runtime.Capture;
import dev.conv4j.gpu.runtime.CapturedStep;
import dev.conv4j.gpu.runtime.GpuRuntime;
import dev.conv4j.tensor.spi.PooledMemory;
import dev.conv4j.tensor.spi.RecordedStep;
import dev.conv4j.tensor.spi.StepRecorder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Captures steps. The first time a step runs as it is, so that its memory is there and its kernels
 * are compiled; the second time it is captured, for which it must find all of that; from then on it
 * is replayed. What captured steps hold cannot be lent to others, so none are captured that need
 * more than the device has free besides.
 */
final class GpuStepRecorder implements StepRecorder {
  /** After so many captures that failed a step is left as it is. */
  private static final int MOST_TRIES = 2;

  private final GpuRuntime runtime;
  private final PooledMemory<GpuStorage>.Reserve reserve;
  private final List<Step> steps = new ArrayList<>();
  private boolean isTooLarge;
  private boolean closed;

  GpuStepRecorder(GpuRuntime runtime, GpuMemory memory) {
    this.runtime = runtime;
    this.reserve = memory.reserve();
  }

  @Override
  public RecordedStep step(Runnable body) {
    requireOpen();
    Step step = new Step(body);
    steps.add(step);
    return step;
  }

  @Override
  public void plainly(Runnable body) {
    requireOpen();
    if (isTooLarge) {
      body.run();
      return;
    }
    try (var _ = reserve.enter(true)) {
      body.run();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new DeviceException(
          runtime.facts().name(), "an open recorder of steps", "one that was closed", "");
    }
  }

  /** Gives the memory up if it would not leave as much for others. */
  private boolean leavesRoom() {
    if (!isTooLarge && reserve.bytes() > runtime.freeBytes()) {
      isTooLarge = true;
      steps.forEach(Step::forget);
      reserve.close();
    }
    return !isTooLarge;
  }

  @Override
  public void close() {
    closed = true;
    steps.forEach(Step::forget);
    steps.clear();
    reserve.close();
  }

  private final class Step implements RecordedStep {
    private final Runnable body;
    private @Nullable CapturedStep captured;

    /** Whether it ran since the last try, so that what it needs is there. */
    private boolean isWarm;

    private int failures;
    private String failure = "";

    Step(Runnable body) {
      this.body = body;
    }

    @Override
    public void run() {
      requireOpen();
      if (captured == null && isWarm && failures < MOST_TRIES && leavesRoom()) {
        captured = capture();
      }
      if (captured == null) {
        plainly(body);
        isWarm = true;
      } else {
        captured.replay();
      }
    }

    /** What was captured, or null if something in the step cannot be. */
    private @Nullable CapturedStep capture() {
      try (var _ = reserve.enter(false);
          Capture capture = runtime.capture()) {
        body.run();
        return capture.end();
      } catch (DeviceException e) {
        isWarm = false;
        failures++;
        failure = String.valueOf(e.getMessage());
        return null;
      }
    }

    @Override
    public String obstacle() {
      if (isTooLarge) {
        return "its memory, kept, would not leave as much for anything else";
      }
      return failures < MOST_TRIES ? "" : failure;
    }

    void forget() {
      if (captured != null) {
        captured.close();
        captured = null;
      }
    }
  }
}
