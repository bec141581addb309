package dev.conv4j.cpu;

/**
 * Loops over short stretches of consecutive elements, too short for what the just-in-time compiler
 * makes of a plain loop. In maxima a NaN is larger than anything.
 */
interface Stretches {

  /** With the Vector API where it is there. */
  static Stretches best() {
    return VectorSupport.isPresent() ? new VectorStretches() : new ScalarStretches();
  }

  /** {@code y = max(y, 0)} for {@code count} elements from {@code at} on. */
  void rectify(float[] y, int at, int count);

  /** {@code y = y + x}, both from {@code at} on. */
  void add(float[] x, float[] y, int at, int count);

  /** {@code y = max(y + x, 0)}, both from {@code at} on. */
  void addAndRectify(float[] x, float[] y, int at, int count);

  /** {@code dx = dy} where {@code x > 0}, else 0. */
  void rectifyGradient(float[] dy, int dyAt, float[] x, int xAt, float[] dx, int dxAt, int count);

  /** {@code y = max(y, x)}. */
  void max(float[] x, int xAt, float[] y, int yAt, int count);

  /** How many floats behind its last window {@link #maxOfWindows} may look at. */
  int room();

  /**
   * {@code y[yAt + j]} becomes the largest of {@code window} elements of x from {@code j * stride}
   * on, {@code dilation} apart, for {@code count} values of j.
   *
   * @param x with {@link #room} behind the last window
   */
  void maxOfWindows(float[] x, int window, int dilation, int stride, float[] y, int yAt, int count);

  /**
   * The largest of each 2×2 pixels of one plane, side by side.
   *
   * @param width floats from row to row of {@code x}, at least {@code 2 * outWidth}
   */
  void maxOfPairs(float[] x, int xAt, int width, float[] y, int yAt, int outHeight, int outWidth);
}
