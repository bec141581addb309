package dev.conv4j.cpu;

import org.jspecify.annotations.Nullable;

/** The loops in plain Java. */
final class ScalarChannelLoops implements ChannelLoops {

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
    for (int i = at; i < at + count; i++) {
      y[i] = (x[i] - mean) * scale + shift;
    }
    if (residual != null) {
      for (int i = at; i < at + count; i++) {
        y[i] += residual[i];
      }
    }
    if (rectified) {
      for (int i = at; i < at + count; i++) {
        y[i] = Math.max(y[i], 0f);
      }
    }
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
    for (int i = at; i < at + count; i++) {
      dx[i] = scale * (dy[i] - shift - (x[i] - mean) * slope);
    }
  }
}
