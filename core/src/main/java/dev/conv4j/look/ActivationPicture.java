package dev.conv4j.look;

import dev.conv4j.page.Canvas;
import dev.conv4j.page.Colours;
import dev.conv4j.page.PagePicture;
import dev.conv4j.page.Palette;

/** An image, what speaks for a class in it, and both in one. */
final class ActivationPicture {
  /** How much of the heat's colour there is where it lies over the image. */
  private static final float COVER = 0.6f;

  private final ClassActivation activation;
  private final ShownImage image;
  private final float most;

  private ActivationPicture(ClassActivation activation, ShownImage image) {
    this.activation = activation;
    this.image = image;
    this.most = activation.heat().range().most();
  }

  static PagePicture draw(ClassActivation activation, ShownImage image) {
    return new ActivationPicture(activation, image).draw();
  }

  private PagePicture draw() {
    HeatMap heat = activation.heat();
    Sheet.Legend legend =
        Sheet.Legend.of(
            Palette.HEAT, most, most > 0 ? "speaks for the class" : "nothing speaks for the class");
    Panels panels =
        new Panels(
            "%s  class %s".formatted(activation.layer(), name()),
            legend,
            image.width(),
            image.height(),
            "image",
            "%d×%d map".formatted(heat.height(), heat.width()),
            "over the image");
    Canvas canvas = panels.canvas();
    canvas.paint(panels.left(0), panels.top(), image.width(), image.height(), image::colour);
    canvas.paint(panels.left(1), panels.top(), image.width(), image.height(), this::nearest);
    canvas.paint(
        panels.left(2),
        panels.top(),
        image.width(),
        image.height(),
        (x, y) -> Colours.mix(image.grey(x, y), smooth(x, y), COVER));
    return panels.picture();
  }

  /** The class in letters that pictures have, or else its number. */
  private String name() {
    return activation.label().matches("[ -~]{1,24}")
        ? activation.label()
        : Integer.toString(activation.classIndex());
  }

  private int nearest(int x, int y) {
    HeatMap heat = activation.heat();
    double row = image.place(y);
    double column = image.place(x);
    return heat.covers(row, column) ? colour(heat.nearest(row, column)) : Sheet.nowhere(x, y);
  }

  private int smooth(int x, int y) {
    return colour(activation.heat().at(image.place(y), image.place(x)));
  }

  private int colour(float amount) {
    return Palette.HEAT.of(most > 0 || !Float.isFinite(amount) ? amount / most : 0);
  }
}
