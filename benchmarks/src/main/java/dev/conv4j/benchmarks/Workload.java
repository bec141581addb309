package dev.conv4j.benchmarks;

import java.util.List;

/** A case in the hands of one library, ready to run. */
public interface Workload extends AutoCloseable {

  /**
   * What comes out, for comparison, with the weights as they are now: of a network the logits of
   * the first batch and, in inference, its probabilities; of a convolution the output and, where
   * wanted, the gradients by image and filters; of a product the product. Row by row.
   */
  List<float[]> results();

  /** Called before a round of measurements, to set what all workloads of a library share. */
  default void beginRound() {}

  /** Does the work once, with the next batch; when it returns, the work is done. */
  void run();

  @Override
  void close();
}
