package dev.conv4j.cpu;

import org.jspecify.annotations.Nullable;

/** What batch normalisation does to a run of elements of one channel. */
interface ChannelLoops {

  /** With the Vector API where there is one. */
  static ChannelLoops best() {
    return VectorSupport.isPresent() ? new VectorChannelLoops() : new ScalarChannelLoops();
  }

  /**
   * {@code y = (x - mean) * scale + shift}, then {@code y + residual} if there is one, then {@code
   * max(y, 0)} if rectified, all from {@code at} on.
   */
  void normalize(
      float[] x,
      float @Nullable [] residual,
      boolean rectified,
      float[] y,
      int at,
      int count,
      float mean,
      float scale,
      float shift);

  /**
   * {@code dx = scale * (dy - shift - (x - mean) * slope)}, all from {@code at} on; {@code dx} may
   * be {@code dy}.
   */
  void gradient(
      float[] dy,
      float[] x,
      float[] dx,
      int at,
      int count,
      float mean,
      float scale,
      float shift,
      float slope);
}
