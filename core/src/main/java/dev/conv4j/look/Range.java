package dev.conv4j.look;

/** The least and the largest of some numbers; infinite ones and what is no number not counted. */
public record Range(float least, float most) {

  /** The range of these numbers; from 0 to 0 if none is finite. */
  static Range of(float... values) {
    float least = Float.POSITIVE_INFINITY;
    float most = Float.NEGATIVE_INFINITY;
    for (float value : values) {
      if (Float.isFinite(value)) {
        least = Math.min(least, value);
        most = Math.max(most, value);
      }
    }
    return least > most ? new Range(0, 0) : new Range(least, most);
  }

  /** The larger of both distances from 0. */
  public float magnitude() {
    return Math.max(Math.abs(least), Math.abs(most));
  }
}
