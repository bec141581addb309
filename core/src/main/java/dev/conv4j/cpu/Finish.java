package dev.conv4j.cpu;

import org.jspecify.annotations.Nullable;

/**
 * What is done to the outputs of a layer once they are complete: a residual is added, negative ones
 * become 0. A plan calls it at the end of each task for what that task has written, which the
 * nearest caches then still hold.
 */
final class Finish {
  /** Leaves outputs as they are. */
  static final Finish NOTHING = new Finish(null, false);

  private static final Finish RECTIFY = new Finish(null, true);

  private static final Stretches STRETCHES = Stretches.best();

  private final float @Nullable [] residual;
  private final boolean rectified;

  private Finish(float @Nullable [] residual, boolean rectified) {
    this.residual = residual;
    this.rectified = rectified;
  }

  /**
   * What to do.
   *
   * @param residual what is added, element by element; null for nothing
   * @param rectified whether negative outputs become 0, after that
   */
  static Finish of(float @Nullable [] residual, boolean rectified) {
    if (residual == null) {
      return rectified ? RECTIFY : NOTHING;
    }
    return new Finish(residual, rectified);
  }

  /** Whether there is nothing to do. */
  boolean isNothing() {
    return residual == null && !rectified;
  }

  /** Does it to {@code count} outputs from {@code at} on. */
  void apply(float[] out, int at, int count) {
    float[] added = residual;
    if (added == null) {
      STRETCHES.rectify(out, at, count);
    } else if (rectified) {
      STRETCHES.addAndRectify(added, out, at, count);
    } else {
      STRETCHES.add(added, out, at, count);
    }
  }
}
