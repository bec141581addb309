package dev.conv4j.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Max-pooling of a row of windows with positions, with the Vector API: a vector of windows that
 * stand side by side, one element of the windows after the other, in row order. Never touch this
 * class before {@link VectorSupport} has found the module.
 */
final class WindowMaxima {
  private static final VectorSpecies<Float> SPECIES = VectorMicroKernel.SPECIES;
  private static final VectorSpecies<Integer> POSITIONS = SPECIES.withLanes(int.class);
  private static final int LANES = SPECIES.length();

  /** The least windows in a row. */
  static final int LEAST = LANES;

  /** How many floats behind the last window of a row are looked at, not used. */
  static final int ROOM = 2 * LANES;

  private WindowMaxima() {}

  /**
   * Pools {@code count} windows of one row of the output, at least {@link #LEAST}.
   *
   * @param lines the rows of the image that the windows see, each with its border of negative
   *     infinity and {@link #ROOM}, {@code pitch} apart
   * @param rows how many there are
   * @param first the position of the first line's first element, its border included
   * @param width from row to row of the image that a window sees
   * @param dilation from column to column that a window sees
   * @param stride 1 or 2
   * @param chosen where each maximum stood, from {@code yAt} on
   * @return whether all maxima are finite; if not, the row is not done right
   */
  static boolean pool(
      float[] lines,
      int pitch,
      int rows,
      int first,
      int width,
      int window,
      int dilation,
      int stride,
      float[] ys,
      int yAt,
      int count,
      int[] chosen) {
    FloatVector check = FloatVector.zero(SPECIES);
    IntVector steps = IntVector.zero(POSITIONS).addIndex(stride);
    // The last vector begins early and computes some windows again.
    for (int next = 0; next < count; next += LANES) {
      int j = Math.min(next, count - LANES);
      FloatVector most = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
      IntVector best = IntVector.zero(POSITIONS);
      for (int row = 0; row < rows; row++) {
        for (int e = 0; e < window; e++) {
          int from = row * pitch + j * stride + e * dilation;
          FloatVector values = FloatVector.fromArray(SPECIES, lines, from);
          if (stride == 2) {
            FloatVector more = FloatVector.fromArray(SPECIES, lines, from + LANES);
            values =
                values
                    .rearrange(VectorWeave.EVEN_TWICE)
                    .blend(more.rearrange(VectorWeave.EVEN_TWICE), VectorWeave.UPPER_HALF);
          }
          VectorMask<Float> larger = values.compare(VectorOperators.GT, most);
          int position = first + row * width + j * stride + e * dilation;
          best = best.blend(steps.add(position), larger.cast(POSITIONS));
          most = most.max(values);
        }
      }
      most.intoArray(ys, yAt + j);
      best.intoArray(chosen, yAt + j);
      check = most.lanewise(VectorOperators.FMA, 0, check);
    }
    return !check.test(VectorOperators.IS_NAN).anyTrue();
  }
}
