package dev.conv4j.cpu;

import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.spi.ConvGeometry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How the places of a result and the pixels of a source meet along one axis of a {@link
 * Correlation}.
 *
 * <p>The source is copied into {@link #phases} planes: pixel {@code u * stride + start(phase)} of
 * the source becomes pixel u of plane {@code phase}, zero where the source has no such pixel.
 * Kernel element {@code element[e]} then meets place i at pixel {@code i + skip[e]} of plane {@code
 * phase[e]}: neighbours in the result are neighbours in the plane, whatever the stride. There are
 * as many planes as the stride, or, where they lie apart, one for each kernel element.
 */
final class Axis {
  /** Pixels of the source. */
  final int source;

  /** Places of the result. */
  final int places;

  /** The number of planes that the source is dealt out to. */
  final int phases;

  /** The source pixel that pixel 0 of plane 0 is. */
  final int shift;

  /** How far behind it pixel 0 of each next plane is. */
  final int phaseStep;

  /** Source pixels from one pixel of a plane to the next. */
  final int stride;

  /** Where place 0 goes in the output. */
  final int first;

  /** How far behind it each next place goes. */
  final int step;

  /** The kernel elements that take part. */
  final int[] element;

  /** The plane that each of them reads. */
  final int[] phase;

  /** How many pixels beyond the place it reads there. */
  final int[] skip;

  private final int overlap;

  /** See the methods of these names; divisions are slow. */
  private final int[] firstInside;

  private final int[] endInside;

  private Axis(
      int source,
      int places,
      int phases,
      int shift,
      int phaseStep,
      int stride,
      int first,
      int step,
      int[] element,
      int[] phase,
      int[] skip) {
    this.source = source;
    this.places = places;
    this.phases = phases;
    this.shift = shift;
    this.phaseStep = phaseStep;
    this.stride = stride;
    this.first = first;
    this.step = step;
    this.element = element;
    this.phase = phase;
    this.skip = skip;
    this.overlap = Arrays.stream(skip).max().orElse(0);
    this.firstInside = new int[phases];
    this.endInside = new int[phases];
    Arrays.setAll(firstInside, plane -> Math.ceilDiv(-start(plane), stride));
    Arrays.setAll(endInside, plane -> Math.ceilDiv(source - start(plane), stride));
  }

  /** How the rows of the output {@code y} of a convolution meet those of its input {@code x}. */
  static Axis rows(Shape x, Shape y, ConvGeometry g) {
    return rows(x.intExtent(2), y.intExtent(2), g);
  }

  /** How the columns of {@code y} meet those of {@code x}. */
  static Axis columns(Shape x, Shape y, ConvGeometry g) {
    return columns(x.intExtent(3), y.intExtent(3), g);
  }

  /** How the rows of a convolution's output meet those of its input. */
  static Axis rows(int source, int places, ConvGeometry g) {
    return forward(
        source,
        places,
        g.kernel().height(),
        g.stride().height(),
        g.padding().height(),
        g.dilation().height());
  }

  /** How the columns of a convolution's output meet those of its input. */
  static Axis columns(int source, int places, ConvGeometry g) {
    return forward(
        source,
        places,
        g.kernel().width(),
        g.stride().width(),
        g.padding().width(),
        g.dilation().width());
  }

  private static Axis forward(
      int source, int places, int kernel, int stride, int padding, int dilation) {
    int[] element = IntStream.range(0, kernel).toArray();
    int[] phase = IntStream.range(0, kernel).map(e -> e * dilation % stride).toArray();
    int[] skip = IntStream.range(0, kernel).map(e -> e * dilation / stride).toArray();
    return new Axis(source, places, stride, -padding, 1, stride, 0, 1, element, phase, skip);
  }

  /**
   * How the gradient of a convolution's input meets that of its output. Input pixel {@code r *
   * stride + p - padding} takes from output {@code r - e} through kernel element {@code (e * stride
   * + p) / dilation}, so each remainder p of the stride is an axis of its own with its own
   * elements.
   *
   * @param source pixels of the output's gradient
   * @param places pixels of the input's gradient
   */
  static List<Axis> inputGradient(
      int source, int places, int kernel, int stride, int padding, int dilation) {
    List<Axis> axes = new ArrayList<>();
    for (int p = 0; p < stride; p++) {
      int remainder = p;
      int low = Math.ceilDiv(padding - p, stride);
      int count = Math.floorDiv(places - 1 + padding - p, stride) - low + 1;
      int[] element =
          IntStream.range(0, kernel).filter(e -> e * dilation % stride == remainder).toArray();
      int[] back = Arrays.stream(element).map(e -> e * dilation / stride).toArray();
      int most = Arrays.stream(back).max().orElse(0);
      if (count > 0) {
        axes.add(
            new Axis(
                source,
                count,
                1,
                low - most,
                1,
                1,
                low * stride + p - padding,
                stride,
                element,
                new int[element.length],
                Arrays.stream(back).map(e -> most - e).toArray()));
      }
    }
    return axes;
  }

  /** The same for the rows of an input {@code x} and an output {@code y}. */
  static List<Axis> inputGradientRows(Shape x, Shape y, ConvGeometry g) {
    return inputGradient(
        y.intExtent(2),
        x.intExtent(2),
        g.kernel().height(),
        g.stride().height(),
        g.padding().height(),
        g.dilation().height());
  }

  /** The same for their columns. */
  static List<Axis> inputGradientColumns(Shape x, Shape y, ConvGeometry g) {
    return inputGradient(
        y.intExtent(3),
        x.intExtent(3),
        g.kernel().width(),
        g.stride().width(),
        g.padding().width(),
        g.dilation().width());
  }

  /**
   * This axis with a plane for each kernel element: rows of places then follow each other without a
   * gap, and so do the pixels they meet.
   */
  Axis apart() {
    int[] starts =
        IntStream.range(0, element.length).map(e -> start(phase[e]) + skip[e] * stride).toArray();
    return new Axis(
        source,
        places,
        element.length,
        starts.length > 0 ? starts[0] : 0,
        starts.length > 1 ? starts[1] - starts[0] : 0,
        stride,
        first,
        step,
        element,
        IntStream.range(0, element.length).toArray(),
        new int[element.length]);
  }

  /** The source pixel that pixel 0 of a plane is. */
  int start(int plane) {
    return plane * phaseStep + shift;
  }

  /** The first pixel of a plane that the source has; all of them up to {@link #endInside}. */
  int firstInside(int plane) {
    return firstInside[plane];
  }

  /** The first pixel behind {@link #firstInside} that the source has not. */
  int endInside(int plane) {
    return endInside[plane];
  }

  /** Whether any kernel element takes part. */
  boolean hasElements() {
    return element.length > 0;
  }

  /** Whether each place reads the pixel of its number, and there are no others. */
  boolean readsAll() {
    return element.length == 1 && phases == 1 && shift == 0 && skip[0] == 0 && places == source;
  }

  /** How many pixels beyond the last place are read. */
  int overlap() {
    return overlap;
  }
}
