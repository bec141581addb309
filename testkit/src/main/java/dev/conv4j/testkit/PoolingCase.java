package dev.conv4j.testkit;

import dev.conv4j.ShapeException;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Size2d;
import dev.conv4j.tensor.spi.PoolGeometry;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Sizes for pooling: an image batch and how the window slides. */
record PoolingCase(String name, Shape x, PoolGeometry geometry) {
  private static final int DRAWN = 120;

  /** Awkward sizes, then small ones drawn from a seed. */
  static final List<PoolingCase> ALL = all();

  Shape y() {
    return geometry.outputShape(x);
  }

  /** The most windows that see one pixel, or more. */
  long windowsPerPixel() {
    return Math.ceilDiv(geometry.extentHeight(), geometry.stride().height())
        * Math.ceilDiv(geometry.extentWidth(), geometry.stride().width());
  }

  /** Those with windows of neighbouring pixels, for means; with padding that counts and without. */
  static List<PoolingCase> means() {
    return ALL.stream()
        .filter(c -> !c.geometry.isDilated())
        .flatMap(c -> Stream.of(c, new PoolingCase(c.name, c.x, notCounting(c.geometry))))
        .toList();
  }

  private static PoolGeometry notCounting(PoolGeometry g) {
    return new PoolGeometry(g.window(), g.stride(), g.padding(), g.dilation(), g.ceilMode(), false);
  }

  @Override
  public String toString() {
    return "%s: %s, %s".formatted(name, x, geometry);
  }

  private static PoolGeometry geometry(int window, int stride, int padding) {
    return new PoolGeometry(Size2d.square(window), Size2d.square(stride), Size2d.square(padding));
  }

  private static PoolGeometry geometry(
      int window, int stride, int padding, int dilation, boolean ceilMode) {
    return new PoolGeometry(
        Size2d.square(window),
        Size2d.square(stride),
        Size2d.square(padding),
        Size2d.square(dilation),
        ceilMode,
        true);
  }

  private static List<PoolingCase> all() {
    List<PoolingCase> cases = new ArrayList<>();
    cases.add(new PoolingCase("one pixel", Shape.of(1, 1, 1, 1), PoolGeometry.of(1)));
    for (int width : new int[] {1, 7, 8, 9, 15, 16, 17, 33}) {
      Shape x = Shape.of(2, 3, 4, 2L * width);
      cases.add(new PoolingCase("output width " + width, x, PoolGeometry.of(2)));
      cases.add(new PoolingCase("odd " + width, x.with(3, 2L * width + 1), PoolGeometry.of(2)));
    }
    cases.add(new PoolingCase("the lecture's", Shape.of(3, 10, 24, 24), PoolGeometry.of(2)));
    cases.add(new PoolingCase("empty batch", Shape.of(0, 2, 4, 4), PoolGeometry.of(2)));
    cases.add(new PoolingCase("the whole image", Shape.of(2, 3, 5, 5), PoolGeometry.of(5)));
    cases.add(new PoolingCase("overlapping", Shape.of(2, 3, 9, 10), geometry(3, 2, 1)));
    for (int width : new int[] {8, 9, 15, 16, 17, 56}) {
      Shape x = Shape.of(2, 3, 11, 2L * width);
      cases.add(new PoolingCase("overlapping, output width " + width, x, geometry(3, 2, 1)));
      cases.add(
          new PoolingCase(
              "side by side, output width " + width, x.with(3, width), geometry(3, 1, 1)));
    }
    cases.add(new PoolingCase("pairs, stride 1", Shape.of(2, 3, 6, 7), geometry(2, 1, 0)));
    cases.add(new PoolingCase("pairs, padded", Shape.of(2, 3, 6, 7), geometry(2, 2, 1)));
    cases.add(new PoolingCase("stride over window", Shape.of(2, 3, 11, 12), geometry(2, 5, 0)));
    cases.add(new PoolingCase("window over image", Shape.of(2, 3, 2, 3), geometry(5, 1, 2)));
    cases.add(new PoolingCase("many planes", Shape.of(40, 33, 8, 8), PoolGeometry.of(2)));
    cases.add(
        new PoolingCase(
            "all rectangular",
            Shape.of(2, 3, 9, 13),
            new PoolGeometry(new Size2d(2, 5), new Size2d(3, 2), new Size2d(1, 2))));
    for (int width : new int[] {1, 7, 8, 9, 16, 17, 33}) {
      Shape x = Shape.of(2, 3, 5, 2L * width + 1);
      cases.add(new PoolingCase("ceiling, " + width, x, geometry(2, 2, 0, 1, true)));
      cases.add(
          new PoolingCase(
              "ceiling, even, " + width,
              Shape.of(2, 3, 4, 2L * width),
              geometry(2, 2, 0, 1, true)));
      cases.add(new PoolingCase("ceiling, overlapping, " + width, x, geometry(3, 2, 1, 1, true)));
      cases.add(
          new PoolingCase(
              "dilated, " + width, Shape.of(2, 3, 9, width + 6L), geometry(3, 1, 1, 3, false)));
      cases.add(
          new PoolingCase(
              "dilated, stride 2, " + width,
              Shape.of(2, 3, 9, 2L * width + 3),
              geometry(3, 2, 1, 2, true)));
    }
    cases.add(
        new PoolingCase(
            "ceiling, window over image", Shape.of(2, 3, 2, 2), geometry(3, 2, 0, 1, true)));
    cases.add(
        new PoolingCase("ceiling, far over", Shape.of(2, 3, 12, 12), geometry(3, 5, 1, 1, true)));
    cases.add(
        new PoolingCase(
            "ceiling that adds nothing", Shape.of(2, 3, 5, 5), geometry(2, 3, 1, 1, true)));
    cases.addAll(drawn());
    return cases;
  }

  private static List<PoolingCase> drawn() {
    SplittableRandom random = new SplittableRandom(2026);
    List<PoolingCase> cases = new ArrayList<>();
    while (cases.size() < DRAWN) {
      Size2d window = new Size2d(random.nextInt(1, 6), random.nextInt(1, 6));
      Size2d stride = new Size2d(random.nextInt(1, 5), random.nextInt(1, 5));
      Size2d dilation =
          random.nextBoolean()
              ? Size2d.square(1)
              : new Size2d(random.nextInt(1, 4), random.nextInt(1, 4));
      Size2d padding =
          new Size2d(padding(random, window.height()), padding(random, window.width()));
      Shape x = Shape.of(2, 2, random.nextInt(1, 14), random.nextInt(1, 20));
      PoolGeometry geometry =
          new PoolGeometry(window, stride, padding, dilation, random.nextBoolean(), true);
      if (fits(geometry, x)) {
        cases.add(new PoolingCase("drawn " + cases.size(), x, geometry));
      }
    }
    return cases;
  }

  private static int padding(SplittableRandom random, int window) {
    return random.nextInt(window / 2 + 1);
  }

  private static boolean fits(PoolGeometry geometry, Shape x) {
    try {
      geometry.outputShape(x);
      return true;
    } catch (ShapeException e) {
      return false;
    }
  }
}
