package dev.conv4j.cpu;

/**
 * Mean and squared distances of elements that come in blocks. Those of a block are taken in
 * float32, and blocks are put together in float64, in their order (Chan, Golub and LeVeque 1983,
 * "Algorithms for Computing the Sample Variance", equation 1.5).
 */
final class Moments {
  private double count;
  private double mean;
  private double squares;

  /** The distances are taken from the rounded mean, and what that leaves is put right. */
  void addBlock(ChannelSums sums, float[] xs, int from, int elements, float[] scratch) {
    sums.sum(xs, from, elements, scratch);
    float centre = scratch[0] / elements;
    sums.moments(xs, from, elements, centre, scratch);
    double left = scratch[0];
    add(elements, centre + left / elements, Math.max(scratch[1] - left * left / elements, 0));
  }

  private void add(double blockCount, double blockMean, double blockSquares) {
    double together = count + blockCount;
    double distance = blockMean - mean;
    mean += distance * blockCount / together;
    squares += blockSquares + distance * distance * count * blockCount / together;
    count = together;
  }

  /** The mean; 0 without elements. */
  float mean() {
    return (float) mean;
  }

  /** The variance, divided by the number of elements; 0 without elements. */
  float variance() {
    return (float) (squares / Math.max(count, 1));
  }
}
