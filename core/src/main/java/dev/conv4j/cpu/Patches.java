package dev.conv4j.cpu;

/**
 * What a convolution's filters see, as a matrix that is never laid out as a whole: a column for
 * each place of all images, place {@code i} being place {@code i % count} of image {@code i /
 * count}, and a line for each term (channel, kernel element). Blocks of it are laid out in panels.
 */
interface Patches {

  /** Places of an image. */
  int count();

  /**
   * The scratch floats that a {@link View} takes.
   *
   * @param terms the most terms of a view
   */
  int room(int terms);

  /**
   * A part of the matrix.
   *
   * @param images the images
   * @param channels of an image
   * @param channel of which the first term is
   * @param term the first term of the part
   * @param first the first place, {@code end} the one behind the last
   * @param scratch memory of {@link #room} floats from {@code at}, the view's own
   */
  View view(
      float[] images,
      int channels,
      int channel,
      int term,
      int terms,
      int first,
      int end,
      float[] scratch,
      int at);

  /** A part of the matrix, good as long as its scratch memory. */
  interface View {

    /**
     * Lays out a panel of which the lines are places, with all terms of the view.
     *
     * @param lines at most {@code width}
     */
    void packColumns(Packing packing, int place, int lines, float[] into, int intoAt, int width);

    /**
     * Lays out a panel of which the lines are terms, with places.
     *
     * @param line the first of the terms, counted from the view's first one
     * @param lines at most {@code width}
     */
    void packTerms(
        Packing packing,
        int line,
        int lines,
        int place,
        int places,
        float[] into,
        int intoAt,
        int width);
  }
}
