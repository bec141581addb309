package dev.conv4j.page;

import java.util.Arrays;

/**
 * A picture in the making. What is drawn beyond its edges is lost. Colours are {@code 0xRRGGBB}.
 */
public final class Canvas {
  private final int width;
  private final int height;
  private final int[] rgb;

  /** A canvas of one colour. */
  public Canvas(int width, int height, int colour) {
    this.width = width;
    this.height = height;
    this.rgb = new int[Math.multiplyExact(width, height)];
    Arrays.fill(rgb, colour);
  }

  /** Columns. */
  public int width() {
    return width;
  }

  /** Rows. */
  public int height() {
    return height;
  }

  private void set(int x, int y, int colour) {
    if (x >= 0 && x < width && y >= 0 && y < height) {
      rgb[y * width + x] = colour;
    }
  }

  /** Fills a rectangle. */
  public void fill(int left, int top, int wide, int high, int colour) {
    for (int y = Math.max(top, 0); y < Math.min(top + high, height); y++) {
      for (int x = Math.max(left, 0); x < Math.min(left + wide, width); x++) {
        rgb[y * width + x] = colour;
      }
    }
  }

  /** Draws the edge of a rectangle, just within it. */
  public void frame(int left, int top, int wide, int high, int thickness, int colour) {
    fill(left, top, wide, thickness, colour);
    fill(left, top + high - thickness, wide, thickness, colour);
    fill(left, top, thickness, high, colour);
    fill(left + wide - thickness, top, thickness, high, colour);
  }

  /** Draws a picture, each of its pixels as a square of {@code scale} pixels. */
  public void draw(PagePicture picture, int left, int top, int scale) {
    for (int y = 0; y < picture.height(); y++) {
      for (int x = 0; x < picture.width(); x++) {
        fill(left + x * scale, top + y * scale, scale, scale, picture.colour(x, y));
      }
    }
  }

  /** Writes a line of small letters, each of their pixels as a square of {@code scale} pixels. */
  public void text(String text, int left, int top, int scale, int colour) {
    int x = left;
    for (int character : text.codePoints().toArray()) {
      for (int row = 0; row < PixelFont.HEIGHT; row++) {
        for (int column = 0; column < PixelFont.WIDTH; column++) {
          if (PixelFont.isSet(character, row, column)) {
            fill(x + column * scale, top + row * scale, scale, scale, colour);
          }
        }
      }
      x += PixelFont.ADVANCE * scale;
    }
  }

  /** How many pixels a line of {@link #text} is wide. */
  public static int textWidth(String text, int scale) {
    return PixelFont.width(text) * scale;
  }

  /** How many pixels a line of {@link #text} is high. */
  public static int textHeight(int scale) {
    return PixelFont.HEIGHT * scale;
  }

  /** Draws a scale of colours from left to right. */
  public void ramp(Palette palette, int left, int top, int wide, int high) {
    float from = palette.isSigned() ? -1 : 0;
    for (int x = 0; x < wide; x++) {
      float share = wide == 1 ? 1 : from + (1 - from) * x / (wide - 1);
      fill(left + x, top, 1, high, palette.of(share));
    }
  }

  /** Computes the colour of each pixel of a rectangle. */
  public void paint(int left, int top, int wide, int high, Paint paint) {
    for (int y = 0; y < high; y++) {
      for (int x = 0; x < wide; x++) {
        set(left + x, top + y, paint.at(x, y));
      }
    }
  }

  /** The colour of each place. */
  @FunctionalInterface
  public interface Paint {
    /** The colour so far right of the left edge, and so far below the upper one. */
    int at(int x, int y);
  }

  /** What was drawn so far. */
  public PagePicture picture() {
    return PagePicture.of(width, height, rgb);
  }
}
