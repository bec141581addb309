package dev.conv4j.data;

import dev.conv4j.data.DigitsForm.Example;

/** The line that a pen follows through the points of a digit, in short straight pieces. */
final class DigitsLine {
  /** Straight pieces from one point to the next. */
  private static final int PIECES = 5;

  private final Example shape;
  private final float[] pressures;
  private final float[] x;
  private final float[] y;

  /**
   * A line through points.
   *
   * @param shape tells where strokes and corners are
   * @param atX where the points are now, instead of where they are in {@code shape}
   * @param atY likewise
   * @param pressures at each point, by which the pen's radius is multiplied
   */
  DigitsLine(Example shape, float[] atX, float[] atY, float[] pressures) {
    this.shape = shape;
    this.pressures = pressures;
    x = new float[(atX.length - 1) * PIECES + 1];
    y = new float[x.length];
    trace(atX, x);
    trace(atY, y);
  }

  /**
   * Lays cubic Hermite curves through the points, with the tangents of Catmull and Rom (1974), or
   * straight to the other point at ends and corners. From one stroke to the next the line goes
   * straight, and is not drawn.
   */
  private void trace(float[] points, float[] line) {
    line[0] = points[0];
    for (int i = 0; i + 1 < points.length; i++) {
      boolean penUp = shape.isLast(i);
      boolean free = shape.isFirst(i) || shape.isCorner(i);
      boolean nextFree = shape.isLast(i + 1) || shape.isCorner(i + 1);
      float step = points[i + 1] - points[i];
      float tangent = free || penUp ? step : (points[i + 1] - points[i - 1]) / 2;
      float nextTangent = nextFree || penUp ? step : (points[i + 2] - points[i]) / 2;
      for (int piece = 1; piece <= PIECES; piece++) {
        float t = (float) piece / PIECES;
        line[i * PIECES + piece] =
            points[i]
                + t * t * (3 - 2 * t) * step
                + t * (1 - t) * (1 - t) * tangent
                + t * t * (t - 1) * nextTangent;
      }
    }
  }

  /** Scales and moves the line so that its longer side has this length, around a middle. */
  void fit(float length, float middleX, float middleY) {
    float left = least(x, 1);
    float right = -least(x, -1);
    float top = least(y, 1);
    float bottom = -least(y, -1);
    float scale = length / Math.max(right - left, bottom - top);
    for (int i = 0; i < x.length; i++) {
      x[i] = (x[i] - (left + right) / 2) * scale + middleX;
      y[i] = (y[i] - (top + bottom) / 2) * scale + middleY;
    }
  }

  private static float least(float[] values, int sign) {
    float least = sign * values[0];
    for (float value : values) {
      least = Math.min(least, sign * value);
    }
    return least;
  }

  /** Draws the line with a pen of this radius. */
  void draw(DigitsSheet sheet, float radius) {
    for (int i = 0; i + 1 < shape.points(); i++) {
      if (!shape.isLast(i)) {
        for (int piece = 1; piece <= PIECES; piece++) {
          int to = i * PIECES + piece;
          float t = (float) piece / PIECES;
          float pressure = pressures[i] + (pressures[i + 1] - pressures[i]) * t;
          sheet.line(x[to - 1], y[to - 1], x[to], y[to], radius * pressure);
        }
      }
    }
  }
}
