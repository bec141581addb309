package dev.conv4j.look;

import dev.conv4j.page.Canvas;
import dev.conv4j.page.PagePicture;
import dev.conv4j.page.PageText;
import dev.conv4j.page.Palette;

/** The look that all pictures share: margins, letters, colours, the scale below. */
final class Sheet {
  static final int MARGIN = 16;
  static final int GAP = 8;
  static final int BACKGROUND = 0xF5F6F8;
  static final int TEXT = 0x171B21;
  static final int SOFT = 0x565F6C;
  static final int LINE = 0xC9CED6;

  private static final int STRIPE = 0xD3D8DF;
  private static final int STRIPE_WIDTH = 8;

  /** Pixels of the picture for a pixel of a letter: of titles, and of what stands at cells. */
  static final int LARGE = 2;

  static final int SMALL = 1;

  private static final int RAMP_WIDTH = 160;
  private static final int RAMP_HEIGHT = 14;
  private static final int DIGITS = 3;

  private final Canvas canvas;

  /**
   * A sheet with a title, room for a body, and a legend below.
   *
   * @param width of the body; the sheet is wider if title or legend are
   */
  Sheet(String title, Legend legend, int width, int height) {
    int content = Math.max(width, Math.max(textWidth(title), legend.width()));
    canvas =
        new Canvas(
            content + 2 * MARGIN, bodyTop() + height + GAP + RAMP_HEIGHT + 2 * MARGIN, BACKGROUND);
    canvas.text(title, MARGIN, MARGIN, LARGE, TEXT);
    legend.draw(canvas, bodyTop() + height + GAP + MARGIN / 2);
  }

  /** Where the body begins. */
  static int bodyTop() {
    return MARGIN + Canvas.textHeight(LARGE) + GAP;
  }

  Canvas canvas() {
    return canvas;
  }

  PagePicture picture() {
    return canvas.picture();
  }

  private static int textWidth(String text) {
    return Canvas.textWidth(text, LARGE);
  }

  /** The colour of a place of a picture where there is nothing: stripes. */
  static int nowhere(int x, int y) {
    return (x + y) / STRIPE_WIDTH % 2 == 0 ? BACKGROUND : STRIPE;
  }

  /** The height of a line of large letters, with a gap below. */
  static int line() {
    return Canvas.textHeight(LARGE) + 3;
  }

  /** A number for people, short. */
  static String number(float value) {
    return Float.isFinite(value) ? PageText.simpleDigits(value, DIGITS) : "not finite";
  }

  /** By how much a picture can be enlarged to at most so many pixels; 1 if it is larger. */
  static int enlargement(int height, int width, int most) {
    return Math.max(most / Math.max(height, width), 1);
  }

  /**
   * A scale of colours and what it stands for.
   *
   * @param from the number at its left end
   * @param to the number at its right end
   */
  record Legend(Palette palette, String from, String to, String note) {

    /** From minus the magnitude to the magnitude, or from 0 to the most. */
    static Legend of(Palette palette, float most, String note) {
      String end = number(most);
      return new Legend(palette, palette.isSigned() ? "−" + end : "0", end, note);
    }

    private int width() {
      return textWidth(from) + RAMP_WIDTH + textWidth(to) + textWidth(note) + 4 * GAP;
    }

    private void draw(Canvas canvas, int top) {
      int x = MARGIN;
      canvas.text(from, x, top, LARGE, TEXT);
      x += textWidth(from) + GAP;
      canvas.ramp(palette, x, top, RAMP_WIDTH, RAMP_HEIGHT);
      canvas.frame(x, top, RAMP_WIDTH, RAMP_HEIGHT, 1, LINE);
      x += RAMP_WIDTH + GAP;
      canvas.text(to, x, top, LARGE, TEXT);
      x += textWidth(to) + 2 * GAP;
      canvas.text(note, x, top, LARGE, SOFT);
    }
  }
}
