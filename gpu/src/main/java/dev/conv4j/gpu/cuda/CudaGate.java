package dev.conv4j.gpu.cuda;

import dev.conv4j.gpu.runtime.Gate;

/** Lets one call at a time through to an open device; see {@link Gate}. */
final class CudaGate {
  private final Gate gate;
  private final CudaContext context;

  CudaGate(CudaContext context) {
    this.context = context;
    this.gate = new Gate(context.name());
  }

  /**
   * Begins a call: the device is open and not lost, its context is this thread's, and nobody else
   * asks.
   */
  Gate.Call enter() {
    Gate.Call open = gate.enter();
    try {
      CudaContext.Asking asking = context.ask();
      return () -> {
        asking.close();
        open.close();
      };
    } catch (RuntimeException | Error e) {
      open.close();
      throw e;
    }
  }

  /** Runs {@code action} as a call, unless the device is closed. */
  void ifOpen(Runnable action) {
    gate.ifOpen(() -> asked(action));
  }

  /** Closes the gate and runs {@code last}, once nobody is inside; does nothing if it is closed. */
  void close(Runnable last) {
    gate.close(() -> asked(last));
  }

  private void asked(Runnable action) {
    try (var _ = context.askAtLast()) {
      action.run();
    }
  }
}
