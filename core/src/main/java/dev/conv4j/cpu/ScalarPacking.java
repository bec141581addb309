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

  @Override
  public void copySeen(
      Sight sight,
      int term,
      int terms,
      int place,
      int lines,
      float[] from,
      int at,
      float[] into,
      int intoAt,
      int width) {
    Packing.copySeenAny(sight, term, terms, place, lines, from, at, into, intoAt, width);
  }

  @Override
  public void copySeenLine(
      Sight sight,
      int term,
      int place,
      int places,
      float[] from,
      int at,
      float[] into,
      int intoAt) {
    Packing.copySeenAny(sight, term, 1, place, places, from, at, into, intoAt, places);
  }
}
