package dev.conv4j.benchmarks;

/** A case in the hands of one library, ready to run. */
public interface Workload extends AutoCloseable {

  /** The logits of the first batch with the weights as they are now, row by row. */
  float[] logits();

  /** Called before a round of measurements, to set what all workloads of a library share. */
  default void beginRound() {}

  /** Does the work for the next batch; when it returns, the work is done. */
  void run();

  @Override
  void close();
}
