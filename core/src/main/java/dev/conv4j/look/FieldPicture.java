package dev.conv4j.look;

import dev.conv4j.page.Canvas;
import dev.conv4j.page.Colours;
import dev.conv4j.page.PagePicture;
import dev.conv4j.page.Palette;

/**
 * An image with the rectangle that a unit sees, and how much each pixel in it bears on the unit.
 */
final class FieldPicture {
  private static final int EDGE = 0xF97316;
  private static final int HALO = 0xFFFFFF;
  private static final int THICK = 3;

  /** What is not seen is shown so much paler. */
  private static final float PALE = 0.65f;

  private final ReceptiveField field;
  private final HeatMap influence;
  private final ShownImage image;
  private final float most;

  /** The part of the plane that is shown, in pixels of the image. */
  private final Box view;

  private FieldPicture(ReceptiveField field, HeatMap influence, ShownImage image) {
    this.field = field;
    this.influence = influence;
    this.image = image;
    this.most = influence.range().most();
    this.view = view(field.whole(), image.picture().height(), image.picture().width());
  }

  static PagePicture draw(ReceptiveField field, HeatMap influence, ShownImage image) {
    return new FieldPicture(field, influence, image).draw();
  }

  /** The image and what the unit sees beyond it, but no more than another image on each side. */
  private static Box view(Box whole, int height, int width) {
    long top = Math.clamp(whole.top(), -height, 0);
    long left = Math.clamp(whole.left(), -width, 0);
    long bottom = Math.clamp(whole.top() + whole.height(), height, 2L * height);
    long right = Math.clamp(whole.left() + whole.width(), width, 2L * width);
    return new Box(top, left, bottom - top, right - left);
  }

  private PagePicture draw() {
    int scale = image.enlarged();
    int width = (int) view.width() * scale;
    int height = (int) view.height() * scale;
    Panels panels =
        new Panels(
            "%s  unit %s sees %s pixels"
                .formatted(field.layer(), field.unit(), field.whole().size()),
            Sheet.Legend.of(Palette.HEAT, most, "bears on the unit"),
            width,
            height,
            "what it sees",
            "what counts");
    for (int panel = 0; panel < 2; panel++) {
      Canvas canvas = panels.canvas();
      boolean isInfluence = panel == 1;
      canvas.paint(
          panels.left(panel), panels.top(), width, height, (x, y) -> colour(x, y, isInfluence));
      frame(canvas, panels.left(panel), panels.top());
    }
    return panels.picture();
  }

  private int colour(int x, int y, boolean isInfluence) {
    int scale = image.enlarged();
    int imageX = x + (int) view.left() * scale;
    int imageY = y + (int) view.top() * scale;
    if (imageX < 0 || imageY < 0 || imageX >= image.width() || imageY >= image.height()) {
      return Sheet.nowhere(x, y);
    }
    int row = imageY / scale;
    int column = imageX / scale;
    if (isInfluence) {
      float amount = influence.at(row, column);
      return Palette.HEAT.of(most > 0 || !Float.isFinite(amount) ? amount / most : 0);
    }
    int colour = image.colour(imageX, imageY);
    return isSeen(row, column) ? colour : Colours.mix(colour, Sheet.BACKGROUND, PALE);
  }

  private boolean isSeen(int row, int column) {
    Box whole = field.whole();
    return row >= whole.top()
        && row < whole.top() + whole.height()
        && column >= whole.left()
        && column < whole.left() + whole.width();
  }

  private void frame(Canvas canvas, int left, int top) {
    int scale = image.enlarged();
    Box whole = field.whole();
    int fieldLeft = left + (int) Math.max(whole.left() - view.left(), 0) * scale;
    int fieldTop = top + (int) Math.max(whole.top() - view.top(), 0) * scale;
    int right =
        left + (int) Math.min(whole.left() + whole.width() - view.left(), view.width()) * scale;
    int bottom =
        top + (int) Math.min(whole.top() + whole.height() - view.top(), view.height()) * scale;
    int wide = right - fieldLeft;
    int high = bottom - fieldTop;
    canvas.frame(fieldLeft - 1, fieldTop - 1, wide + 2, high + 2, THICK + 2, HALO);
    canvas.frame(fieldLeft, fieldTop, wide, high, THICK, EDGE);
  }
}
