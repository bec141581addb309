package dev.conv4j.gpu.kernels;

import dev.conv4j.gpu.runtime.Arguments;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.spi.ConvGeometry;
import java.util.ArrayList;
import java.util.List;

/**
 * A convolution, or a part of its input gradient, as the kernels see it: some pixels of the result,
 * evenly apart, and where the taps of each look. {@code slide.c} says what the numbers mean.
 *
 * @param groups of channels
 * @param source a group's channels of one image that is read, {@code [C, H, W]}
 * @param result a group's channels of one image that is written
 * @param down how rows are found
 * @param along how columns are found
 * @param backward whether the filters' own channels are those that are read
 */
record Slide(int groups, Shape source, Shape result, Line down, Line along, boolean backward) {

  /**
   * One direction.
   *
   * @param count how many pixels are computed
   * @param first the first of them
   * @param step from one to the next
   * @param sourceFirst where the first tap of the first looks
   * @param sourceStep from pixel to pixel
   * @param kernel all taps of the filter
   * @param firstTap the first tap that is taken
   * @param tapStep from that to the next that is taken
   * @param taps how many are taken
   * @param apart from one taken tap to the next, on the source
   */
  record Line(
      int count,
      int first,
      int step,
      int sourceFirst,
      int sourceStep,
      int kernel,
      int firstTap,
      int tapStep,
      int taps,
      int apart) {

    static Line forward(long outputs, int kernel, int stride, int padding, int dilation) {
      return new Line(
          Math.toIntExact(outputs), 0, 1, -padding, stride, kernel, 0, 1, kernel, dilation);
    }

    /**
     * The pixels of an input gradient that lie {@code stride} apart: pixel {@code first + j *
     * stride} gets from tap {@code t} what stands at {@code (pixel + padding - t * dilation) /
     * stride}, where that is whole.
     */
    static List<Line> backward(long pixels, int kernel, int stride, int padding, int dilation) {
      List<Line> lines = new ArrayList<>();
      int tapStep = stride / gcd(stride, dilation);
      for (int first = 0; first < Math.min(stride, pixels); first++) {
        int count = Math.toIntExact((pixels - 1 - first) / stride + 1);
        int tap = 0;
        while (tap < Math.min(kernel, tapStep)
            && Math.floorMod((long) first + padding - (long) tap * dilation, stride) != 0) {
          tap++;
        }
        boolean any = tap < Math.min(kernel, tapStep);
        long begin = any ? ((long) first + padding - (long) tap * dilation) / stride : 0;
        int taps = any ? (kernel - 1 - tap) / tapStep + 1 : 0;
        int apart = Math.toIntExact(-((long) tapStep * dilation / stride));
        lines.add(
            new Line(
                count,
                first,
                stride,
                Math.toIntExact(begin),
                1,
                kernel,
                tap,
                tapStep,
                taps,
                apart));
      }
      return lines;
    }

    private static int gcd(int a, int b) {
      return b == 0 ? a : gcd(b, a % b);
    }
  }

  /** The convolution of {@code x} to {@code y}, whose batch does not matter. */
  static Slide forward(Shape x, Shape y, ConvGeometry g) {
    return new Slide(
        g.groups(),
        ofGroup(x, g.groups()),
        ofGroup(y, g.groups()),
        Line.forward(
            y.extent(2),
            g.kernel().height(),
            g.stride().height(),
            g.padding().height(),
            g.dilation().height()),
        Line.forward(
            y.extent(3),
            g.kernel().width(),
            g.stride().width(),
            g.padding().width(),
            g.dilation().width()),
        false);
  }

  /**
   * The parts of the gradient of {@code x} from that of {@code y}; each pixel is in one of them.
   */
  static List<Slide> backward(Shape x, Shape y, ConvGeometry g) {
    List<Slide> parts = new ArrayList<>();
    List<Line> columns =
        Line.backward(
            x.extent(3),
            g.kernel().width(),
            g.stride().width(),
            g.padding().width(),
            g.dilation().width());
    for (Line down :
        Line.backward(
            x.extent(2),
            g.kernel().height(),
            g.stride().height(),
            g.padding().height(),
            g.dilation().height())) {
      for (Line along : columns) {
        parts.add(
            new Slide(
                g.groups(), ofGroup(y, g.groups()), ofGroup(x, g.groups()), down, along, true));
      }
    }
    return parts;
  }

  private static Shape ofGroup(Shape images, int groups) {
    return Shape.of(images.extent(1) / groups, images.extent(2), images.extent(3));
  }

  /** Channels of the result in a group. */
  int channels() {
    return result.intExtent(0);
  }

  /** Terms of one sum. */
  int terms() {
    return Math.toIntExact(source.extent(0) * down.taps * along.taps);
  }

  /** Pixels of one image that are computed. */
  long pixels() {
    return (long) down.count * along.count;
  }

  /** Whether the filters are already as {@code pack_filters} would pack them for one row. */
  boolean readsFiltersAsTheyAre() {
    return !backward && channels() == 1;
  }

  /** The arguments of {@code pack_filters} after the buffers. */
  Arguments packing(Arguments buffers, int paddedChannels, int paddedTerms) {
    int area = down.kernel * along.kernel;
    int sources = source.intExtent(0);
    return buffers
        .ints(groups, sources, channels(), paddedChannels, paddedTerms)
        .ints(down.kernel, along.kernel)
        .ints(backward ? area : sources * area, backward ? channels() * area : area)
        .ints(down.firstTap, along.firstTap, down.tapStep, along.tapStep)
        .ints(down.taps, along.taps);
  }

  /** The last arguments of the kernels that slide, for this many images. */
  Arguments addTo(Arguments arguments, int images) {
    return arguments
        .ints(images, groups, source.intExtent(0), source.intExtent(1), source.intExtent(2))
        .ints(channels(), result.intExtent(1), result.intExtent(2))
        .ints(down.count, along.count, down.first, along.first, down.step, along.step)
        .ints(down.sourceFirst, along.sourceFirst, down.sourceStep, along.sourceStep)
        .ints(down.taps, along.taps, down.apart, along.apart);
  }
}
