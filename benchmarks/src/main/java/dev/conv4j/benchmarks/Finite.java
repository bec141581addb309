package dev.conv4j.benchmarks;

/** Work that has gone wrong is fast and worth nothing: the results are looked at. */
public final class Finite {
  private Finite() {}

  /** Throws if {@code value} is not a finite number. */
  public static void require(String what, float value) {
    if (!Float.isFinite(value)) {
      throw new IllegalStateException(what + " became " + value);
    }
  }
}
