package dev.conv4j.data.augment;

import dev.conv4j.tensor.RandomStream;
import dev.conv4j.tensor.RandomStream.Purpose;
import dev.conv4j.tensor.Shape;
import java.util.Collections;
import java.util.List;

/** Images whose pixels are all different, and streams of random numbers. */
final class Sample {
  static final Shape COLOUR = Shape.of(3, 5, 7);
  static final Shape GREY = Shape.of(1, 6, 4);

  private Sample() {}

  static Canvas canvas(Shape shape) {
    Canvas canvas = new Canvas(shape, Collections.nCopies(shape.intExtent(0), 0.25f));
    System.arraycopy(pixels(shape), 0, canvas.pixels(), 0, canvas.pixels().length);
    return canvas;
  }

  static float[] pixels(Shape shape) {
    float[] pixels = new float[Math.toIntExact(shape.count())];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (i * 37 % pixels.length + 0.5f) / pixels.length;
    }
    return pixels;
  }

  static RandomStream random(int index) {
    return new RandomStream(7, Purpose.AUGMENTATION, 3, index);
  }

  /** The image that a step makes of the sample. */
  static float[] after(Augmentation step, Shape shape, int index) {
    Canvas canvas = canvas(shape);
    step.apply(canvas, random(index));
    return canvas.pixels();
  }

  /** One of each step, for laws that hold for all of them. */
  static List<Augmentation> all() {
    return List.of(
        Flip.horizontal(),
        Flip.vertical(),
        new PaddedCrop(2, Border.BLACK),
        new PaddedCrop(9, Border.MEAN),
        new PaddedCrop(9, Border.EDGE),
        new PaddedCrop(9, Border.REFLECT),
        new Cutout(0.5f),
        new Rotation(180, Border.MEAN),
        new Affine(30, 0.3f, 0.5f, 2, 20, Border.EDGE),
        new Affine(180, 1, 0.1f, 5, 60, Border.REFLECT),
        RandomResizedCrop.atLeast(0.1f),
        new ColourJitter(0.4f, 0.4f, 0.4f, 0.1f),
        new Sometimes(0.5f, new Cutout(0.9f)));
  }
}
