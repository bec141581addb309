package dev.conv4j.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops with the Vector API; what is left over goes the plain way. Never touch this class
 * before {@link VectorSupport} has found the module.
 */
final class VectorStretches implements Stretches {
  private static final VectorSpecies<Float> SPECIES = VectorMicroKernel.SPECIES;
  private static final int LANES = SPECIES.length();

  /** Each lane's partner in its pair. */
  private static final VectorShuffle<Float> PARTNERS =
      VectorShuffle.fromOp(SPECIES, lane -> lane ^ 1);

  private final ScalarStretches scalar = new ScalarStretches();

  @Override
  public void rectify(float[] y, int at, int count) {
    FloatVector zero = FloatVector.zero(SPECIES);
    int end = SPECIES.loopBound(count);
    for (int i = 0; i < end; i += LANES) {
      load(y, at + i).max(zero).intoArray(y, at + i);
    }
    scalar.rectify(y, at + end, count - end);
  }

  @Override
  public void add(float[] x, float[] y, int at, int count) {
    int end = SPECIES.loopBound(count);
    for (int i = 0; i < end; i += LANES) {
      load(y, at + i).add(load(x, at + i)).intoArray(y, at + i);
    }
    scalar.add(x, y, at + end, count - end);
  }

  @Override
  public void addAndRectify(float[] x, float[] y, int at, int count) {
    FloatVector zero = FloatVector.zero(SPECIES);
    int end = SPECIES.loopBound(count);
    for (int i = 0; i < end; i += LANES) {
      load(y, at + i).add(load(x, at + i)).max(zero).intoArray(y, at + i);
    }
    scalar.addAndRectify(x, y, at + end, count - end);
  }

  @Override
  public void rectifyGradient(
      float[] dy, int dyAt, float[] x, int xAt, float[] dx, int dxAt, int count) {
    FloatVector zero = FloatVector.zero(SPECIES);
    int end = SPECIES.loopBound(count);
    for (int i = 0; i < end; i += LANES) {
      VectorMask<Float> passes = load(x, xAt + i).compare(VectorOperators.GT, zero);
      zero.blend(load(dy, dyAt + i), passes).intoArray(dx, dxAt + i);
    }
    scalar.rectifyGradient(dy, dyAt + end, x, xAt + end, dx, dxAt + end, count - end);
  }

  @Override
  public void max(float[] x, int xAt, float[] y, int yAt, int count) {
    int end = SPECIES.loopBound(count);
    for (int i = 0; i < end; i += LANES) {
      load(y, yAt + i).max(load(x, xAt + i)).intoArray(y, yAt + i);
    }
    scalar.max(x, xAt + end, y, yAt + end, count - end);
  }

  @Override
  public int room() {
    return 2 * LANES;
  }

  @Override
  public void maxOfWindows(
      float[] x, int window, int dilation, int stride, float[] y, int yAt, int count) {
    int done = 0;
    if (stride <= 2) {
      for (; done + LANES <= count; done += LANES) {
        FloatVector most = everySecond(x, done * stride, stride);
        for (int e = 1; e < window; e++) {
          most = most.max(everySecond(x, done * stride + e * dilation, stride));
        }
        most.intoArray(y, yAt + done);
      }
    }
    scalar.maxOfWindows(x, window, dilation, stride, y, yAt, done, count);
  }

  /** Every element from {@code at} on with stride 1, every second with stride 2. */
  private static FloatVector everySecond(float[] x, int at, int stride) {
    return stride == 1
        ? load(x, at)
        : join(
            load(x, at).rearrange(VectorWeave.EVEN_TWICE),
            load(x, at + LANES).rearrange(VectorWeave.EVEN_TWICE));
  }

  /** The lower half of one vector, and of another the upper half. */
  private static FloatVector join(FloatVector low, FloatVector high) {
    return low.blend(high, VectorWeave.UPPER_HALF);
  }

  /** Half a vector of outputs comes from each vector of columns; rows follow without a gap. */
  @Override
  public void maxOfPairs(
      float[] x, int xAt, int width, float[] y, int yAt, int outHeight, int outWidth) {
    if (width % LANES != 0) {
      scalar.maxOfPairs(x, xAt, width, y, yAt, outHeight, outWidth);
      return;
    }
    int top = xAt;
    int column = 0;
    int end = yAt + outHeight * outWidth;
    int to = yAt;
    for (; to + LANES <= end; to += LANES) {
      FloatVector low = pairs(x, top + column, width);
      column += LANES;
      if (column == width) {
        column = 0;
        top += 2 * width;
      }
      FloatVector high = pairs(x, top + column, width);
      column += LANES;
      if (column == width) {
        column = 0;
        top += 2 * width;
      }
      join(low, high).intoArray(y, to);
    }
    scalar.rowOfPairs(x, top + column, width, y, to, end - to);
  }

  /** The largest of the 2×2 pixels from {@code at} on, twice over. */
  private static FloatVector pairs(float[] x, int at, int width) {
    FloatVector columns = load(x, at).max(load(x, at + width));
    return columns.max(columns.rearrange(PARTNERS)).rearrange(VectorWeave.EVEN_TWICE);
  }

  private static FloatVector load(float[] from, int at) {
    return FloatVector.fromArray(SPECIES, from, at);
  }
}
