package dev.conv4j.testkit;

import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Size2d;
import dev.conv4j.tensor.spi.PoolGeometry;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Sizes for pooling: an image batch and how the window slides. */
record PoolingCase(String name, Shape x, PoolGeometry geometry) {
  private static final int DRAWN = 60;

  /** Awkward sizes, then small ones drawn from a seed. */
  static final List<PoolingCase> ALL = all();

  Shape y() {
    return geometry.outputShape(x);
  }

  /** The most windows that see one pixel. */
  long windowsPerPixel() {
    return (long) Math.ceilDiv(geometry.window().height(), geometry.stride().height())
        * Math.ceilDiv(geometry.window().width(), geometry.stride().width());
  }

  @Override
  public String toString() {
    return "%s: %s, %s".formatted(name, x, geometry);
  }

  private static PoolGeometry geometry(int window, int stride, int padding) {
    return new PoolGeometry(Size2d.square(window), Size2d.square(stride), Size2d.square(padding));
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
    cases.addAll(drawn());
    return cases;
  }

  private static List<PoolingCase> drawn() {
    SplittableRandom random = new SplittableRandom(2026);
    List<PoolingCase> cases = new ArrayList<>();
    while (cases.size() < DRAWN) {
      Size2d window = new Size2d(random.nextInt(1, 6), random.nextInt(1, 6));
      Size2d stride = new Size2d(random.nextInt(1, 5), random.nextInt(1, 5));
      Size2d padding =
          new Size2d(
              random.nextInt(window.height() / 2 + 1), random.nextInt(window.width() / 2 + 1));
      Shape x = Shape.of(2, 2, random.nextInt(1, 14), random.nextInt(1, 20));
      boolean fits =
          x.extent(2) + 2L * padding.height() >= window.height()
              && x.extent(3) + 2L * padding.width() >= window.width();
      if (fits) {
        cases.add(
            new PoolingCase("drawn " + cases.size(), x, new PoolGeometry(window, stride, padding)));
      }
    }
    return cases;
  }
}
