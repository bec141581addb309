package dev.conv4j.testkit;

import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Size2d;
import dev.conv4j.tensor.spi.ConvGeometry;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Sizes for a convolution: an image batch, a number of filters, and how they slide. */
record ConvolutionCase(String name, Shape x, int filters, ConvGeometry geometry) {
  private static final int DRAWN = 80;

  /** Sizes chosen because something is apt to go wrong there. */
  static final List<ConvolutionCase> AWKWARD = awkward();

  /** Sizes for algorithms that pay with many channels. */
  static final List<ConvolutionCase> MANY_CHANNELS = manyChannels();

  /** Sizes for filters that see one channel, and for filters of one pixel. */
  static final List<ConvolutionCase> DEPTHWISE_AND_POINTWISE = depthwiseAndPointwise();

  /** Small sizes drawn from a seed, all options mixed. */
  static final List<ConvolutionCase> MIXED = mixed();

  Shape w() {
    Size2d kernel = geometry.kernel();
    return Shape.of(filters, x.extent(1) / geometry.groups(), kernel.height(), kernel.width());
  }

  Shape y() {
    return geometry.outputShape(x, filters);
  }

  float[] image() {
    return Numbers.drawn(x.count(), 1);
  }

  float[] weights() {
    return Numbers.drawn(w().count(), 2);
  }

  float[] biases() {
    return Numbers.drawn(filters, 3);
  }

  float[] outputGradient() {
    return Numbers.drawn(y().count(), 4);
  }

  @Override
  public String toString() {
    return "%s: %s, %d filters, %s".formatted(name, x, filters, geometry);
  }

  private static ConvolutionCase of(String name, Shape x, int filters, ConvGeometry geometry) {
    return new ConvolutionCase(name, x, filters, geometry);
  }

  private static ConvGeometry geometry(Size2d kernel, int stride, int padding, int dilation) {
    return new ConvGeometry(
        kernel, Size2d.square(stride), Size2d.square(padding), Size2d.square(dilation), 1);
  }

  private static ConvGeometry geometry(int kernel, int stride, int padding, int dilation) {
    return geometry(Size2d.square(kernel), stride, padding, dilation);
  }

  private static ConvGeometry grouped(int kernel, int stride, int padding, int groups) {
    return new ConvGeometry(
        Size2d.square(kernel),
        Size2d.square(stride),
        Size2d.square(padding),
        Size2d.square(1),
        groups);
  }

  private static List<ConvolutionCase> awkward() {
    List<ConvolutionCase> cases = new ArrayList<>();
    cases.add(of("one pixel", Shape.of(1, 1, 1, 1), 1, ConvGeometry.of(1)));
    for (int width : new int[] {1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 65}) {
      cases.add(of("output width " + width, Shape.of(2, 2, 4, width + 2), 3, ConvGeometry.of(3)));
      cases.add(of(width + " filters", Shape.of(1, 2, 4, 4), width, ConvGeometry.of(2)));
      cases.add(of(width + " channels", Shape.of(1, width, 3, 3), 2, ConvGeometry.of(1)));
    }
    for (int width : new int[] {7, 8, 9, 15, 16, 17, 24, 31, 32, 33}) {
      Shape x = Shape.of(2, 9, 5, width + 2);
      cases.add(of("many uses, output width " + width, x, 10, geometry(3, 1, 1, 2)));
    }
    cases.add(of("many uses, stride", Shape.of(2, 9, 14, 23), 10, geometry(5, 2, 2, 1)));
    cases.add(of("many uses, several bands", Shape.of(1, 6, 50, 45), 9, geometry(5, 1, 2, 1)));
    cases.add(of("many uses, blocks of terms", Shape.of(2, 12, 9, 13), 13, geometry(5, 1, 1, 1)));
    cases.add(of("many uses, padding over image", Shape.of(2, 7, 2, 3), 8, geometry(3, 1, 4, 1)));
    cases.add(of("the lecture's first", Shape.of(3, 1, 28, 28), 10, ConvGeometry.of(5)));
    cases.add(of("the lecture's second", Shape.of(3, 10, 12, 12), 20, ConvGeometry.of(5)));
    cases.add(of("empty batch", Shape.of(0, 2, 5, 5), 3, ConvGeometry.of(3)));
    cases.add(of("kernel as large as the image", Shape.of(2, 3, 5, 5), 4, ConvGeometry.of(5)));
    cases.add(of("stride over kernel", Shape.of(2, 2, 11, 12), 3, geometry(2, 3, 0, 1)));
    cases.add(of("stride over image", Shape.of(2, 2, 3, 3), 3, geometry(2, 5, 1, 1)));
    cases.add(of("pixels nobody sees", Shape.of(2, 2, 9, 8), 3, geometry(1, 3, 0, 1)));
    cases.add(of("padding over image", Shape.of(2, 2, 2, 3), 3, geometry(3, 1, 4, 1)));
    cases.add(of("padding over kernel", Shape.of(1, 2, 4, 3), 2, geometry(2, 2, 7, 1)));
    cases.add(of("dilation", Shape.of(2, 2, 9, 10), 3, geometry(3, 1, 0, 3)));
    cases.add(of("dilation and stride", Shape.of(2, 2, 13, 12), 3, geometry(3, 2, 2, 3)));
    cases.add(of("dilation over image", Shape.of(2, 2, 3, 4), 3, geometry(2, 1, 4, 5)));
    cases.add(of("groups", Shape.of(2, 6, 7, 7), 9, grouped(3, 1, 1, 3)));
    cases.add(of("groups and stride", Shape.of(3, 4, 8, 7), 6, grouped(3, 2, 1, 2)));
    cases.add(of("depthwise", Shape.of(2, 7, 6, 9), 7, grouped(3, 1, 1, 7)));
    cases.add(of("depthwise, two of each", Shape.of(2, 5, 6, 6), 10, grouped(3, 2, 1, 5)));
    cases.add(of("a row of a kernel", row(), 3, geometry(new Size2d(1, 5), 1, 0, 1)));
    cases.add(of("a column of a kernel", row(), 3, geometry(new Size2d(5, 1), 1, 0, 1)));
    cases.add(of("all rectangular", row(), 3, rectangular()));
    cases.add(of("several bands", Shape.of(1, 2, 70, 60), 3, geometry(3, 1, 1, 1)));
    cases.add(of("several bands, stride", Shape.of(1, 2, 90, 80), 3, geometry(3, 2, 1, 1)));
    cases.add(of("a row over a band", Shape.of(1, 1, 4, 900), 2, geometry(3, 1, 1, 1)));
    cases.add(of("several blocks of terms", Shape.of(1, 65, 5, 6), 5, geometry(3, 1, 1, 1)));
    cases.add(of("exactly one block of terms", Shape.of(1, 64, 4, 4), 5, geometry(2, 1, 0, 1)));
    cases.add(of("a kernel over a block", Shape.of(1, 2, 20, 19), 3, geometry(17, 1, 0, 1)));
    cases.add(of("a large batch", Shape.of(70, 3, 6, 6), 4, geometry(3, 1, 1, 1)));
    return cases;
  }

  private static List<ConvolutionCase> manyChannels() {
    List<ConvolutionCase> cases = new ArrayList<>();
    for (int padding = 0; padding <= 4; padding++) {
      cases.add(of("many, padding " + padding, many(2, 24, 5, 7), 24, geometry(3, 1, padding, 1)));
    }
    for (int size : new int[] {1, 2, 3, 4, 5, 6, 8, 9, 13}) {
      cases.add(of("many, output " + size, many(2, 25, size, size + 3), 26, geometry(3, 1, 1, 1)));
    }
    cases.add(of("many, one output", many(1, 24, 3, 3), 24, geometry(3, 1, 0, 1)));
    cases.add(of("many, no image", many(0, 24, 8, 8), 24, geometry(3, 1, 1, 1)));
    cases.add(of("many, several blocks of tiles", many(3, 29, 18, 22), 27, geometry(3, 1, 1, 1)));
    cases.add(of("many, one tile over a block", many(17, 24, 4, 4), 24, geometry(3, 1, 1, 1)));
    cases.add(of("many, blocks of terms", many(1, 257, 4, 5), 33, geometry(3, 1, 1, 1)));
    cases.add(of("many, blocks of filters", many(1, 33, 5, 4), 259, geometry(3, 1, 1, 1)));
    cases.add(of("many, a row of many blocks", many(1, 24, 5, 133), 24, geometry(3, 1, 1, 1)));
    cases.add(of("many, tiles as filters", many(3, 24, 11, 12), 27, geometry(3, 1, 1, 1)));
    cases.add(of("many, one tile under filters", many(2, 25, 13, 14), 33, geometry(3, 1, 0, 1)));
    cases.add(of("many, blocks of both", many(1, 275, 6, 5), 261, geometry(3, 1, 1, 1)));
    cases.add(of("many, chunks of rows", many(5, 24, 62, 70), 25, geometry(3, 1, 1, 1)));
    cases.add(of("many, rectangular padding", many(2, 24, 6, 9), 28, padded(0, 2)));
    cases.add(of("just too few channels", many(2, 23, 6, 6), 24, geometry(3, 1, 1, 1)));
    cases.add(of("just too few filters", many(2, 24, 6, 6), 23, geometry(3, 1, 1, 1)));
    cases.add(of("many, 1×1", many(3, 40, 9, 7), 37, geometry(1, 1, 0, 1)));
    cases.add(of("many, 1×1 with padding", many(2, 20, 5, 6), 18, geometry(1, 1, 1, 1)));
    cases.add(of("many, 1×1 with stride", many(2, 20, 9, 12), 18, geometry(1, 2, 0, 1)));
    cases.add(of("many, 1×1, blocks of terms", many(1, 300, 6, 6), 20, geometry(1, 1, 0, 1)));
    cases.add(of("many, 1×1, large planes", many(2, 17, 40, 30), 18, geometry(1, 1, 0, 1)));
    cases.add(of("many, 1×1, grouped", many(2, 32, 6, 7), 48, grouped(1, 1, 0, 2)));
    cases.add(of("many, depthwise", many(2, 35, 17, 19), 35, grouped(3, 1, 1, 35)));
    cases.add(of("many, depthwise, stride", many(2, 35, 18, 19), 35, grouped(3, 2, 1, 35)));
    cases.add(of("many, depthwise 5×5", many(2, 20, 33, 9), 20, grouped(5, 1, 2, 20)));
    patches(cases);
    cases.add(of("7×7, stride 2, 3 channels", many(2, 3, 37, 41), 18, geometry(7, 2, 3, 1)));
    return cases;
  }

  private static void patches(List<ConvolutionCase> cases) {
    for (int width : new int[] {1, 2, 3, 7, 8, 13, 14, 15, 16, 17, 28, 31}) {
      cases.add(of("many, stride, " + width, many(3, 32, 6, width), 33, geometry(3, 2, 1, 1)));
    }
    for (int padding : new int[] {0, 2, 3, 5}) {
      String name = "many, stride, padding " + padding;
      cases.add(of(name, many(2, 33, 9, 12), 32, geometry(3, 2, padding, 1)));
      cases.add(of(name + ", 5×5", many(2, 32, 9, 12), 32, geometry(5, 1, padding, 1)));
    }
    cases.add(of("many, stride, images in a panel", many(9, 32, 4, 5), 35, geometry(3, 2, 1, 1)));
    cases.add(of("many, stride, blocks", many(3, 50, 31, 30), 40, geometry(3, 2, 1, 1)));
    cases.add(of("many, stride, tasks", many(1, 40, 7, 6), 300, geometry(3, 2, 1, 1)));
    cases.add(of("many, stride, tasks back", many(1, 300, 7, 6), 40, geometry(3, 2, 1, 1)));
    cases.add(of("many, stride, no image", many(0, 32, 8, 8), 32, geometry(3, 2, 1, 1)));
    cases.add(of("many, stride of 3", many(2, 32, 13, 17), 32, geometry(5, 3, 2, 1)));
    cases.add(of("many, stride over kernel", many(2, 32, 11, 12), 32, geometry(2, 3, 0, 1)));
    cases.add(of("many, dilation", many(2, 32, 12, 13), 32, geometry(3, 1, 2, 2)));
    cases.add(of("many, dilation and stride", many(2, 32, 13, 12), 32, geometry(3, 2, 2, 3)));
    cases.add(of("many, padding over image", many(2, 32, 2, 3), 32, geometry(3, 2, 4, 1)));
    cases.add(of("many, groups and stride", many(2, 64, 8, 7), 96, grouped(3, 2, 1, 2)));
    cases.add(of("many, 1×1, stride, width", many(3, 40, 7, 14), 32, geometry(1, 2, 0, 1)));
    cases.add(of("many, 1×1, stride of 3", many(3, 40, 8, 14), 32, geometry(1, 3, 0, 1)));
    cases.add(of("many, a large kernel", many(1, 32, 17, 17), 32, geometry(16, 1, 3, 1)));
    cases.add(of("many, rectangular", many(2, 32, 10, 11), 32, rectangular()));
    cases.add(of("spread", many(3, 3, 9, 12), 17, geometry(5, 1, 0, 1)));
    cases.add(of("spread, two runs", many(2, 2, 16, 28), 16, geometry(new Size2d(9, 13), 1, 0, 1)));
    cases.add(of("spread, three runs", many(2, 11, 12, 25), 16, geometry(7, 1, 0, 1)));
    cases.add(of("spread, dilation", many(2, 3, 15, 12), 18, geometry(5, 1, 1, 2)));
    cases.add(of("spread, dilation over the output", many(2, 3, 9, 9), 18, geometry(3, 1, 0, 4)));
    cases.add(of("spread, a row", many(2, 3, 5, 12), 300, geometry(5, 1, 0, 1)));
    cases.add(of("spread, groups", many(2, 6, 10, 12), 34, grouped(5, 1, 0, 2)));
    cases.add(of("7×7, stride 2, many filters", many(2, 3, 37, 42), 48, geometry(7, 2, 3, 1)));
  }

  private static List<ConvolutionCase> depthwiseAndPointwise() {
    List<ConvolutionCase> cases = new ArrayList<>();
    for (int width : new int[] {1, 2, 7, 8, 9, 15, 16, 17, 33}) {
      cases.add(of("depthwise, width " + width, many(2, 3, 5, width), 3, grouped(3, 1, 1, 3)));
      cases.add(of("depthwise 5×5, width " + width, many(2, 3, 6, width), 3, grouped(5, 1, 2, 3)));
      cases.add(
          of("depthwise, stride, " + width, many(1, 2, 7, 2 * width), 2, grouped(3, 2, 1, 2)));
    }
    for (int height : new int[] {1, 2, 3, 4, 7}) {
      cases.add(of("depthwise, height " + height, many(2, 3, height, 20), 3, grouped(3, 1, 1, 3)));
    }
    cases.add(of("depthwise, no image", many(0, 3, 6, 6), 3, grouped(3, 1, 1, 3)));
    cases.add(of("depthwise, one channel", many(2, 1, 6, 20), 1, grouped(3, 1, 1, 1)));
    cases.add(of("depthwise 1×1", many(2, 3, 5, 21), 3, grouped(1, 1, 0, 3)));
    cases.add(of("depthwise 1×1, stride", many(2, 3, 5, 21), 3, grouped(1, 2, 0, 3)));
    cases.add(of("depthwise, stride over kernel", many(2, 3, 20, 41), 3, grouped(2, 3, 1, 3)));
    cases.add(of("depthwise, padding over image", many(2, 3, 2, 3), 3, grouped(3, 1, 4, 3)));
    cases.add(of("depthwise, dilated", many(2, 3, 12, 40), 3, apart(1, 3)));
    cases.add(of("depthwise, dilated, stride", many(2, 3, 13, 40), 3, apart(2, 3)));
    cases.add(of("depthwise, several bands", many(1, 3, 80, 90), 3, grouped(3, 1, 1, 3)));
    cases.add(of("depthwise, bands and stride", many(1, 3, 140, 150), 3, grouped(3, 2, 1, 3)));
    cases.add(of("1×1, panels over images", many(5, 20, 3, 3), 24, grouped(1, 1, 0, 1)));
    cases.add(of("1×1, one pixel each", many(19, 9, 1, 1), 10, grouped(1, 1, 0, 1)));
    cases.add(of("1×1, no image", many(0, 9, 4, 4), 10, grouped(1, 1, 0, 1)));
    cases.add(of("1×1, blocks of terms back", many(2, 17, 5, 5), 400, grouped(1, 1, 0, 1)));
    cases.add(of("1×1, blocks of terms, stride", many(2, 390, 5, 6), 400, grouped(1, 2, 0, 1)));
    cases.add(of("1×1, blocks of both", many(1, 140, 5, 5), 300, grouped(1, 1, 0, 1)));
    cases.add(of("1×1, parts of pixels", many(3, 5, 30, 33), 6, grouped(1, 1, 0, 1)));
    return cases;
  }

  private static ConvGeometry apart(int stride, int groups) {
    return new ConvGeometry(
        Size2d.square(3), Size2d.square(stride), Size2d.square(2), Size2d.square(2), groups);
  }

  private static Shape many(int images, int channels, int height, int width) {
    return Shape.of(images, channels, height, width);
  }

  private static ConvGeometry padded(int height, int width) {
    return new ConvGeometry(
        Size2d.square(3), Size2d.square(1), new Size2d(height, width), Size2d.square(1), 1);
  }

  private static Shape row() {
    return Shape.of(2, 2, 8, 11);
  }

  private static ConvGeometry rectangular() {
    return new ConvGeometry(
        new Size2d(3, 2), new Size2d(1, 2), new Size2d(2, 1), new Size2d(2, 3), 1);
  }

  private static List<ConvolutionCase> mixed() {
    SplittableRandom random = new SplittableRandom(2026);
    List<ConvolutionCase> cases = new ArrayList<>();
    while (cases.size() < DRAWN) {
      int groups = random.nextInt(1, 4);
      Shape x =
          Shape.of(
              random.nextInt(1, 4),
              (long) groups * random.nextInt(1, 4),
              random.nextInt(1, 20),
              random.nextInt(1, 40));
      ConvGeometry geometry =
          new ConvGeometry(
              drawSize(random, 1, 6),
              drawSize(random, 1, 5),
              drawSize(random, 0, 5),
              drawSize(random, 1, 4),
              groups);
      boolean fits =
          x.extent(2) + 2L * geometry.padding().height() >= geometry.extentHeight()
              && x.extent(3) + 2L * geometry.padding().width() >= geometry.extentWidth();
      if (fits) {
        cases.add(of("drawn " + cases.size(), x, groups * random.nextInt(1, 7), geometry));
      }
    }
    return cases;
  }

  private static Size2d drawSize(SplittableRandom random, int from, int end) {
    return new Size2d(random.nextInt(from, end), random.nextInt(from, end));
  }
}
