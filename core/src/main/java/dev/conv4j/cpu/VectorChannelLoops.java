package dev.conv4j.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/**
 * The loops with the Vector API; what is left over goes the plain way. Never touch this class
 * before {@link VectorSupport} has found the module.
 */
final class VectorChannelLoops implements ChannelLoops {
  private static final VectorSpecies<Float> SPECIES = VectorMicroKernel.SPECIES;
  private static final int LANES = SPECIES.length();

  private final ScalarChannelLoops scalar = new ScalarChannelLoops();

  @Override
  public void normalize(
      float[] x,
      float @Nullable [] residual,
      boolean rectified,
      float[] y,
      int at,
      int count,
      float mean,
      float scale,
      float shift) {
    FloatVector least = FloatVector.broadcast(SPECIES, rectified ? 0 : Float.NEGATIVE_INFINITY);
    int end = SPECIES.loopBound(count);
    for (int i = at; i < at + end; i += LANES) {
      FloatVector value = FloatVector.fromArray(SPECIES, x, i).sub(mean).mul(scale).add(shift);
      if (residual != null) {
        value = value.add(FloatVector.fromArray(SPECIES, residual, i));
      }
      value.max(least).intoArray(y, i);
    }
    scalar.normalize(x, residual, rectified, y, at + end, count - end, mean, scale, shift);
  }

  @Override
  public void gradient(
      float[] dy,
      float[] x,
      float[] dx,
      int at,
      int count,
      float mean,
      float scale,
      float shift,
      float slope) {
    int end = SPECIES.loopBound(count);
    for (int i = at; i < at + end; i += LANES) {
      FloatVector slanted = FloatVector.fromArray(SPECIES, x, i).sub(mean).mul(slope);
      FloatVector.fromArray(SPECIES, dy, i).sub(shift).sub(slanted).mul(scale).intoArray(dx, i);
    }
    scalar.gradient(dy, x, dx, at + end, count - end, mean, scale, shift, slope);
  }
}
