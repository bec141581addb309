package dev.conv4j.cpu;

import org.jspecify.annotations.Nullable;

/**
 * How one convolution, or the gradient by its input, is computed. Filters are packed in a form of
 * the plan's own, which can be kept as long as they do not change and used for any number of runs.
 *
 * <p>A plan depends on the shapes without the batch; any number of threads may run it.
 */
interface SlidingPlan {

  /** The floats that the packed filters take. */
  long packedCount();

  /**
   * Packs the filters.
   *
   * @param w the filters as their tensor holds them
   * @param packed {@link #packedCount} floats to write
   */
  void packWeights(Workers workers, float[] w, float[] packed);

  /**
   * Computes the result for a batch.
   *
   * @param source the images that are read
   * @param bias one value for each filter, or null; a gradient has none
   * @param out the images that are written
   */
  void run(
      Workers workers,
      int images,
      float[] packed,
      float[] source,
      float @Nullable [] bias,
      float[] out);

  /**
   * Like the other {@code run}, with something done to each output once it is complete. A plan that
   * can do this while the nearest cache still holds the outputs has a method of its own; here it is
   * a second way through all of them.
   */
  default void run(
      Workers workers,
      int images,
      float[] packed,
      float[] source,
      float @Nullable [] bias,
      float[] out,
      Finish finish) {
    run(workers, images, packed, source, bias, out);
    if (!finish.isNothing()) {
      Pieces.run(workers, out.length, (from, to) -> finish.apply(out, from, to - from));
    }
  }

  /**
   * Computes the result for a batch with filters that are used this once.
   *
   * @param memory what packed filters and the like are borrowed from
   * @param w the filters as their tensor holds them
   */
  default void runOnce(
      Workers workers,
      HostMemory memory,
      int images,
      float[] w,
      float[] source,
      float @Nullable [] bias,
      float[] out) {
    try (HostMemory.Loan packed = memory.borrow(packedCount())) {
      packWeights(workers, w, packed.floats());
      run(workers, images, packed.floats(), source, bias, out);
    }
  }
}
