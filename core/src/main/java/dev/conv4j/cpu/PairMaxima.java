package dev.conv4j.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/**
 * Max-pooling of a plane by 2×2 windows side by side, with positions, and its gradient, with the
 * Vector API. A vector of maxima is two halves, which may come from two rows of the output; each is
 * read as one vector of either row of its windows. Never touch this class before {@link
 * VectorSupport} has found the module.
 */
final class PairMaxima {
  private static final VectorSpecies<Float> SPECIES = VectorMicroKernel.SPECIES;
  private static final VectorSpecies<Integer> POSITIONS = SPECIES.withLanes(int.class);
  private static final int LANES = SPECIES.length();

  /** Maxima in a half. */
  private static final int HALF = LANES / 2;

  private static final VectorMask<Integer> LATTER = VectorWeave.UPPER_HALF.cast(POSITIONS);
  private static final IntVector STEPS = (IntVector) POSITIONS.fromArray(steps(), 0);

  private PairMaxima() {}

  private static int[] steps() {
    int[] steps = new int[LANES];
    for (int lane = 0; lane < LANES; lane++) {
      steps[lane] = 2 * (lane % HALF);
    }
    return steps;
  }

  /** Whether the rows of such an output are whole halves, and the output whole vectors. */
  static boolean suits(int outHeight, int outWidth) {
    return outWidth % HALF == 0 && outHeight * outWidth % LANES == 0;
  }

  /**
   * Pools one plane.
   *
   * @param width from row to row of {@code xs}
   * @param chosen where each maximum stood, from {@code yAt} on
   * @return whether there was no NaN and no infinity; if there was, the plane is not done right
   */
  static boolean pool(
      float[] xs,
      int xAt,
      int width,
      float[] ys,
      int yAt,
      int outHeight,
      int outWidth,
      int[] chosen) {
    FloatVector check = FloatVector.zero(SPECIES);
    int rowEnd = 2 * outWidth;
    int turn = 2 * width - rowEnd;
    int pairs = outHeight * outWidth / LANES;
    int next = 0;
    int left = rowEnd;
    for (int pair = 0, to = yAt; pair < pairs; pair++, to += LANES) {
      int at0 = next;
      left -= LANES;
      next += LANES + (left == 0 ? turn : 0);
      left = left == 0 ? rowEnd : left;
      int at1 = next;
      left -= LANES;
      next += LANES + (left == 0 ? turn : 0);
      left = left == 0 ? rowEnd : left;
      FloatVector upper0 = FloatVector.fromArray(SPECIES, xs, xAt + at0);
      FloatVector upper1 = FloatVector.fromArray(SPECIES, xs, xAt + at1);
      FloatVector lower0 = FloatVector.fromArray(SPECIES, xs, xAt + at0 + width);
      FloatVector lower1 = FloatVector.fromArray(SPECIES, xs, xAt + at1 + width);
      FloatVector a =
          upper0
              .rearrange(VectorWeave.EVEN_TWICE)
              .blend(upper1.rearrange(VectorWeave.EVEN_TWICE), VectorWeave.UPPER_HALF);
      FloatVector b =
          upper0
              .rearrange(VectorWeave.ODD_TWICE)
              .blend(upper1.rearrange(VectorWeave.ODD_TWICE), VectorWeave.UPPER_HALF);
      FloatVector c =
          lower0
              .rearrange(VectorWeave.EVEN_TWICE)
              .blend(lower1.rearrange(VectorWeave.EVEN_TWICE), VectorWeave.UPPER_HALF);
      FloatVector d =
          lower0
              .rearrange(VectorWeave.ODD_TWICE)
              .blend(lower1.rearrange(VectorWeave.ODD_TWICE), VectorWeave.UPPER_HALF);
      FloatVector top = a.max(b);
      FloatVector bottom = c.max(d);
      top.max(bottom).intoArray(ys, to);
      check = a.add(b).add(c.add(d)).lanewise(VectorOperators.FMA, 0, check);
      IntVector first = IntVector.broadcast(POSITIONS, at0).blend(at1, LATTER).add(STEPS);
      IntVector upper = first.add(1, b.compare(VectorOperators.GT, a).cast(POSITIONS));
      IntVector lower = first.add(width).add(1, d.compare(VectorOperators.GT, c).cast(POSITIONS));
      upper
          .blend(lower, bottom.compare(VectorOperators.GT, top).cast(POSITIONS))
          .intoArray(chosen, to);
    }
    return !check.test(VectorOperators.IS_NAN).anyTrue();
  }

  /**
   * Spreads the gradient of one plane: each window's goes to the pixel that was chosen, its other
   * pixels become 0.
   *
   * @param ys what a rectifier behind made of the maxima: the gradient of those that it kept back
   *     is 0; null for no rectifier
   * @param width from row to row of {@code dxs}
   */
  static void spread(
      float[] dys,
      float @Nullable [] ys,
      int[] chosen,
      int yAt,
      int outHeight,
      int outWidth,
      float[] dxs,
      int xAt,
      int width) {
    FloatVector zero = FloatVector.zero(SPECIES);
    int rowEnd = 2 * outWidth;
    int turn = 2 * width - rowEnd;
    int end = yAt + outHeight * outWidth;
    int next = 0;
    int left = rowEnd;
    for (int from = yAt; from < end; from += LANES) {
      int at0 = next;
      left -= LANES;
      next += LANES + (left == 0 ? turn : 0);
      left = left == 0 ? rowEnd : left;
      int at1 = next;
      left -= LANES;
      next += LANES + (left == 0 ? turn : 0);
      left = left == 0 ? rowEnd : left;
      FloatVector gradient = FloatVector.fromArray(SPECIES, dys, from);
      if (ys != null) {
        FloatVector output = FloatVector.fromArray(SPECIES, ys, from);
        gradient = zero.blend(gradient, output.compare(VectorOperators.GT, zero));
      }
      IntVector first = IntVector.broadcast(POSITIONS, at0).blend(at1, LATTER).add(STEPS);
      IntVector pixel = IntVector.fromArray(POSITIONS, chosen, from).sub(first);
      FloatVector a = zero.blend(gradient, pixel.compare(VectorOperators.EQ, 0).cast(SPECIES));
      FloatVector b = zero.blend(gradient, pixel.compare(VectorOperators.EQ, 1).cast(SPECIES));
      FloatVector c = zero.blend(gradient, pixel.compare(VectorOperators.EQ, width).cast(SPECIES));
      FloatVector d =
          zero.blend(gradient, pixel.compare(VectorOperators.EQ, width + 1).cast(SPECIES));
      a.rearrange(VectorWeave.FIRST_TWICE)
          .blend(b.rearrange(VectorWeave.FIRST_TWICE), VectorWeave.ODD_LANES)
          .intoArray(dxs, xAt + at0);
      a.rearrange(VectorWeave.LAST_TWICE)
          .blend(b.rearrange(VectorWeave.LAST_TWICE), VectorWeave.ODD_LANES)
          .intoArray(dxs, xAt + at1);
      c.rearrange(VectorWeave.FIRST_TWICE)
          .blend(d.rearrange(VectorWeave.FIRST_TWICE), VectorWeave.ODD_LANES)
          .intoArray(dxs, xAt + at0 + width);
      c.rearrange(VectorWeave.LAST_TWICE)
          .blend(d.rearrange(VectorWeave.LAST_TWICE), VectorWeave.ODD_LANES)
          .intoArray(dxs, xAt + at1 + width);
    }
  }
}
