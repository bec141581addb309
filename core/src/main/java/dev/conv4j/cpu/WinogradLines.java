package dev.conv4j.cpu;

/**
 * The transforms of Winograd's F(4, 3), which computes 4 outputs of a filter of 3 with 6
 * multiplications, along one line: of several tiles at once, whose elements stand side by side.
 * Points 0, ±1, ±2 and infinity; matrices as in Lavin and Gray 2015, "Fast Algorithms for
 * Convolutional Neural Networks" (arXiv:1509.09308), section 4.3: {@code y = Aᵀ((G g) ⊙ (Bᵀ d))}.
 *
 * <p>Each method reads element i of lane l at {@code from[at + i * step + l]} and writes element j
 * to {@code into[to + j * toStep + l]}, for {@code count} lanes, a multiple of {@link
 * MicroKernel#lanes}. What it reads and what it writes do not overlap.
 */
interface WinogradLines {

  /** {@code Bᵀ d}: 6 pixels of an image to 6 values. */
  void image(float[] from, int at, int step, float[] into, int to, int toStep, int count);

  /** {@code G g}: 3 weights to 6 values. */
  void filter(float[] from, int at, int step, float[] into, int to, int toStep, int count);

  /** {@code Aᵀ m}: 6 products to 4 outputs. */
  void output(float[] from, int at, int step, float[] into, int to, int toStep, int count);

  /** {@code A dy}: the gradients of 4 outputs to those of 6 products. */
  void outputGradient(float[] from, int at, int step, float[] into, int to, int toStep, int count);

  /** {@code Gᵀ du}: the gradients of 6 values to those of 3 weights. */
  void filterGradient(float[] from, int at, int step, float[] into, int to, int toStep, int count);

  /**
   * {@link #image} along six rows of pixels: tile t's in row i are {@code from[at + i * rowStep + 4
   * * t]} and the five that follow, element j goes to {@code into[to + (6 * i + j) * toStep + t]}.
   * {@code count} tiles are rounded up to whole vectors, so that as many values more are read and
   * written.
   */
  void imageRows(float[] from, int at, int rowStep, float[] into, int to, int toStep, int count);

  /**
   * {@link #output} along a row of pixels: tile t's four outputs go to {@code into[to + 4 * t]} and
   * the three that follow.
   *
   * @param count tiles, a multiple of {@link MicroKernel#lanes}
   */
  void outputRow(float[] from, int at, int step, float[] into, int to, int count);

  /**
   * {@code into[to + c * toStep + r] = from[at + rows[r] + c]} for {@code columns} columns and
   * {@link MicroKernel#lanes} rows.
   */
  void turn(float[] from, int at, int[] rows, int columns, float[] into, int to, int toStep);
}
