package dev.conv4j.cpu;

/**
 * Sums over a run of elements of one channel, as batch normalisation needs them. They are taken
 * with several running totals, folded in a fixed order at the end. {@link #room} floats of {@code
 * into} serve as scratch; the results stand in its first two.
 */
interface ChannelSums {

  /** With the Vector API where there is one. */
  static ChannelSums best() {
    return VectorSupport.isPresent() ? new VectorChannelSums() : new ScalarChannelSums();
  }

  /** The floats that {@code into} must have. */
  int room();

  /** The sum of {@code count} values into {@code into[0]}. */
  void sum(float[] values, int from, int count, float[] into);

  /**
   * {@code sum(d)} into {@code into[0]} and {@code sum(d * d)} into {@code into[1]}, where {@code d
   * = value - centre}.
   */
  void moments(float[] values, int from, int count, float centre, float[] into);

  /**
   * {@code sum(a)} into {@code into[0]} and {@code sum(a * (b - centre))} into {@code into[1]}, of
   * {@code a} from {@code aAt} on and of {@code b} from {@code bAt} on.
   */
  void products(float[] a, int aAt, float[] b, int bAt, int count, float centre, float[] into);

  /** Folds {@code count} totals, a power of two, from {@code from} on, halves onto halves. */
  static float fold(float[] totals, int from, int count) {
    for (int half = count / 2; half > 0; half /= 2) {
      for (int i = from; i < from + half; i++) {
        totals[i] += totals[i + half];
      }
    }
    return totals[from];
  }
}
