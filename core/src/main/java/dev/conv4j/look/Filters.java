package dev.conv4j.look;

import dev.conv4j.autograd.Trace;
import dev.conv4j.autograd.TransposedConvolution;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The filters of a convolution: one for each channel of its output, with a plane for each channel
 * that it looks at.
 *
 * <p>Thread safety: immutable.
 */
public final class Filters {
  private final String layer;
  private final int count;
  private final int planes;
  private final int height;
  private final int width;
  private final float[] weights;
  private final boolean ofColours;

  /**
   * Filters.
   *
   * @param weights {@code [count, planes, height, width]}; not copied
   * @param ofColours whether the planes are red, green and blue
   */
  Filters(
      String layer,
      int count,
      int planes,
      int height,
      int width,
      float[] weights,
      boolean ofColours) {
    this.layer = layer;
    this.count = count;
    this.planes = planes;
    this.height = height;
    this.width = width;
    this.weights = weights;
    this.ofColours = ofColours;
  }

  /**
   * The filters of a convolution, transposed or not.
   *
   * @param ofImage whether it looks at the image itself
   */
  static Filters of(String layer, Trace.Step step, boolean ofImage) {
    Tensor tensor = step.inputs().get(1);
    Shape shape = tensor.shape();
    int height = shape.intExtent(2);
    int width = shape.intExtent(3);
    float[] weights = tensor.toArray();
    if (step.operation() instanceof TransposedConvolution transposed) {
      int groups = transposed.geometry().groups();
      int in = shape.intExtent(0) / groups;
      int out = shape.intExtent(1);
      float[] turned = turned(weights, groups, in, out, height * width);
      return new Filters(layer, groups * out, in, height, width, turned, ofImage && in == 3);
    }
    int planes = shape.intExtent(1);
    return new Filters(
        layer, shape.intExtent(0), planes, height, width, weights, ofImage && planes == 3);
  }

  /** {@code [groups * in, out, size]} as {@code [groups * out, in, size]}. */
  private static float[] turned(float[] weights, int groups, int in, int out, int size) {
    float[] turned = new float[weights.length];
    for (int group = 0; group < groups; group++) {
      for (int i = 0; i < in; i++) {
        for (int o = 0; o < out; o++) {
          int from = ((group * in + i) * out + o) * size;
          System.arraycopy(weights, from, turned, ((group * out + o) * in + i) * size, size);
        }
      }
    }
    return turned;
  }

  /** The name of the layer. */
  public String layer() {
    return layer;
  }

  /** The number of filters. */
  public int count() {
    return count;
  }

  /** The number of channels that each filter looks at. */
  public int planes() {
    return planes;
  }

  /** Rows of a filter. */
  public int height() {
    return height;
  }

  /** Columns of a filter. */
  public int width() {
    return width;
  }

  /** Whether a filter's planes are for red, green and blue of the image itself. */
  public boolean areOfColours() {
    return ofColours;
  }

  /** One plane of a filter, {@code [height, width]} in row-major order, in a new array. */
  public float[] plane(int filter, int plane) {
    int size = height * width;
    int at = (filter * planes + plane) * size;
    return Arrays.copyOfRange(weights, at, at + size);
  }

  /** All planes of a filter, {@code [planes, height, width]} in row-major order, in a new array. */
  public float[] filter(int filter) {
    int size = planes * height * width;
    return Arrays.copyOfRange(weights, filter * size, (filter + 1) * size);
  }

  /** The least and the largest finite weight. */
  public Range range() {
    return Range.of(weights);
  }

  /**
   * The planes of a filter with the largest sums of squares, the strongest first; all of them in
   * their own order if there are no more than {@code most}.
   */
  public List<Integer> strongest(int filter, int most) {
    if (planes <= most) {
      return IntStream.range(0, planes).boxed().toList();
    }
    double[] energies =
        IntStream.range(0, planes).mapToDouble(plane -> energy(plane(filter, plane))).toArray();
    return IntStream.range(0, planes)
        .boxed()
        .sorted(Comparator.comparingDouble(plane -> -energies[plane]))
        .limit(most)
        .toList();
  }

  private static double energy(float... values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return sum;
  }
}
