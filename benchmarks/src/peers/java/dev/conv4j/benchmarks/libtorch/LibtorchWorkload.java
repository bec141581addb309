package dev.conv4j.benchmarks.libtorch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.conv4j.benchmarks.Workload;

/** What all cases in libtorch's hands have in common: memory, and a number of threads. */
abstract class LibtorchWorkload implements Workload {
  private final int threads;

  /** What lives as long as the workload. */
  final NDManager memory;

  LibtorchWorkload(Engine engine, int threads) {
    this.threads = threads;
    memory = engine.newBaseManager(Device.cpu());
  }

  /** libtorch has one number of threads for the whole program. */
  @Override
  public final void beginRound() {
    JniUtils.setNumThreads(threads);
  }

  @Override
  public final void close() {
    memory.close();
  }
}
