package dev.conv4j.cpu;

/** {@link Packing} in plain Java. */
final class ScalarPacking implements Packing {

  @Override
  public void copy(
      float[] from, int at, int stride, int lines, int terms, float[] into, int intoAt, int width) {
    Packing.copyAny(from, at, stride, lines, terms, into, intoAt, width);
  }

  @Override
  public void turn(
      float[] from, int at, int stride, int lines, int terms, float[] into, int intoAt, int width) {
    Packing.turnAny(from, at, stride, lines, terms, into, intoAt, width);
  }
}
