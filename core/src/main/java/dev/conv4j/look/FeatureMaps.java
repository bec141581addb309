package dev.conv4j.look;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a layer made of one image: a map for each channel. A layer that gives a list of numbers,
 * such as a linear one, has maps of a single pixel.
 *
 * <p>The values are those of prediction. Thread safety: immutable.
 */
public final class FeatureMaps {
  private final Outcome layer;
  private final float[] values;

  FeatureMaps(Outcome layer, float[] values) {
    this.layer = layer;
    this.values = values;
  }

  /** The name of the layer. */
  public String layer() {
    return layer.name();
  }

  /** The kind of layer, such as {@code Conv2d}. */
  public String kind() {
    return layer.kind();
  }

  /** The number of maps. */
  public int channels() {
    return layer.channels();
  }

  /** Rows of a map. */
  public int height() {
    return layer.height();
  }

  /** Columns of a map. */
  public int width() {
    return layer.width();
  }

  /** The value of a unit. */
  public float at(Unit unit) {
    layer.require(unit);
    return values[layer.number(unit)];
  }

  /** One map, {@code [height, width]} in row-major order, in a new array. */
  public float[] map(int channel) {
    layer.require(new Unit(channel, 0, 0));
    int plane = height() * width();
    return Arrays.copyOfRange(values, channel * plane, (channel + 1) * plane);
  }

  /** The least and the largest finite value of a map. */
  public Range range(int channel) {
    return Range.of(map(channel));
  }

  /** The least and the largest finite value of all maps. */
  public Range range() {
    return Range.of(values);
  }

  /** The unit with the largest value; of equal ones the first. */
  public Unit strongest() {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      // What is no number is not the strongest, unless there is nothing else.
      if (values[i] > values[best] || (Float.isNaN(values[best]) && !Float.isNaN(values[i]))) {
        best = i;
      }
    }
    int plane = height() * width();
    return new Unit(best / plane, best % plane / width(), best % width());
  }

  /**
   * The channels with the largest values, the strongest first; all of them in their own order if
   * there are no more than {@code most}.
   */
  public List<Integer> strongest(int most) {
    if (channels() <= most) {
      return IntStream.range(0, channels()).boxed().toList();
    }
    double[] largest =
        IntStream.range(0, channels()).mapToDouble(channel -> range(channel).most()).toArray();
    return IntStream.range(0, channels())
        .boxed()
        .sorted(Comparator.comparingDouble(channel -> -largest[channel]))
        .limit(most)
        .toList();
  }
}
