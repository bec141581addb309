package dev.conv4j.nn;

import dev.conv4j.autograd.Trace;
import dev.conv4j.tensor.Shape;

/**
 * How many images a run of a plan, or a pass, takes. It depends on the model alone: the same on any
 * machine, at any number of threads.
 *
 * @param mostImages a power of two
 * @param isSmall whether runs are so small that each had better stay on a thread of its own than be
 *     shared out, kernel by kernel
 */
record RunSize(int mostImages, boolean isSmall) {
  /**
   * Floats in the buffers of a run, roughly: with fewer, calling kernels would weigh. They stay in
   * a second-level cache.
   */
  private static final long FLOATS = 1 << 17;

  /**
   * With many weights, so many times as many floats as weights, roughly, for these are fetched for
   * each run.
   */
  private static final long FLOATS_FOR_A_WEIGHT = 4;

  /** The buffers of a run of more than one image hold no more floats than this: 128 MiB. */
  private static final long MOST_FLOATS = 1 << 25;

  private static final long MOST_IMAGES = 1 << 10;

  /** Runs with no more floats than this in their buffers are small. */
  private static final long SMALL_FLOATS = 4 * FLOATS;

  /**
   * The size of a plan's runs.
   *
   * @param weights how many the model has
   */
  static RunSize of(PredictionPlan plan, long weights) {
    return of(plan.bufferItems().stream().mapToLong(Shape::count).sum(), weights);
  }

  /**
   * The size of passes of a model that no plan can hold.
   *
   * @param trace what the model does to one image
   * @param weights how many the model has
   */
  static RunSize of(Trace trace, long weights) {
    long outputs = trace.steps().stream().mapToLong(step -> step.output().shape().count()).sum();
    return of(Math.max(outputs, 1), weights);
  }

  private static RunSize of(long perImage, long weights) {
    long floats = Math.clamp(FLOATS_FOR_A_WEIGHT * weights, FLOATS, MOST_FLOATS);
    long images = Long.highestOneBit(Math.clamp(floats / perImage, 1, MOST_IMAGES));
    return new RunSize((int) images, images * perImage <= SMALL_FLOATS);
  }
}
