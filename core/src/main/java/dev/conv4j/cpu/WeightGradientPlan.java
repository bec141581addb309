package dev.conv4j.cpu;

/**
 * How the gradient of one convolution by its filters is computed.
 *
 * <p>A plan depends on the shapes without the batch; any number of threads may run it.
 */
interface WeightGradientPlan {

  /** The floats of memory that a batch takes. */
  long memoryCount(int images);

  /**
   * Computes the gradient.
   *
   * @param memory {@link #memoryCount} floats, undefined
   */
  void run(Workers workers, int images, float[] dy, float[] x, float[] memory, float[] dw);
}
