package dev.conv4j.data;

import dev.conv4j.tensor.RandomStream;

/** A square sheet that lines with soft edges are drawn on, and that becomes an image. */
final class DigitsSheet {
  /** Pixels of a side. */
  static final int SIDE = 28;

  /** Pixels that stay black on each side of an image. */
  private static final int BORDER = 1;

  /** By how much the noise changes a grey pixel at most. */
  private static final float GRAIN = 0.1f;

  private final float[] light = new float[SIDE * SIDE];
  private final float softness;

  /**
   * An empty sheet.
   *
   * @param softness over how many pixels an edge goes from black to white
   */
  DigitsSheet(float softness) {
    this.softness = softness;
  }

  /**
   * Draws a line with round ends; a pixel keeps the most light that any line gives it. Coordinates
   * are in pixels from the top left corner of the sheet.
   *
   * @param radius half the width of the line
   */
  void line(float fromX, float fromY, float toX, float toY, float radius) {
    float reach = radius + softness / 2;
    int left = Math.max((int) (Math.min(fromX, toX) - reach), 0);
    int right = Math.min((int) (Math.max(fromX, toX) + reach), SIDE - 1);
    int top = Math.max((int) (Math.min(fromY, toY) - reach), 0);
    int bottom = Math.min((int) (Math.max(fromY, toY) + reach), SIDE - 1);
    float dx = toX - fromX;
    float dy = toY - fromY;
    float square = dx * dx + dy * dy;
    float scale = square > 0 ? 1 / square : 0;
    for (int row = top; row <= bottom; row++) {
      float py = row + 0.5f - fromY;
      for (int column = left; column <= right; column++) {
        float px = column + 0.5f - fromX;
        float along = Math.clamp((px * dx + py * dy) * scale, 0f, 1f);
        float awayX = px - along * dx;
        float awayY = py - along * dy;
        float away2 = awayX * awayX + awayY * awayY;
        if (away2 < reach * reach) {
          float value = Math.min((reach - (float) Math.sqrt(away2)) / softness, 1);
          int at = row * SIDE + column;
          light[at] = Math.max(light[at], value);
        }
      }
    }
  }

  /**
   * Makes an image of what was drawn, moved by whole pixels so that its centre of mass is in the
   * middle, as in MNIST, but for an offset; never so far that something gets lost.
   *
   * @param offsetX pixels to the right of the middle
   * @param offsetY pixels below the middle
   * @param grain gives the noise of grey pixels
   * @param pixels receives unsigned bytes, row by row, from {@code at}; they must be 0
   */
  void develop(float offsetX, float offsetY, RandomStream grain, byte[] pixels, int at) {
    float[] columns = new float[SIDE];
    float[] rows = new float[SIDE];
    for (int row = 0; row < SIDE; row++) {
      for (int column = 0; column < SIDE; column++) {
        float value = light[row * SIDE + column];
        columns[column] += value;
        rows[row] += value;
      }
    }
    int right = shift(columns, offsetX);
    int down = shift(rows, offsetY);
    for (int row = 0; row < SIDE; row++) {
      for (int column = 0; column < SIDE; column++) {
        float value = light[row * SIDE + column];
        if (value > 0) {
          pixels[at + (row + down) * SIDE + column + right] = toByte(value, grain);
        }
      }
    }
  }

  /** By how many pixels to move the image, given the light in each column or row. */
  private static int shift(float[] lights, float offset) {
    float mass = 0;
    float moment = 0;
    int first = SIDE;
    int last = 0;
    for (int i = 0; i < SIDE; i++) {
      mass += lights[i];
      moment += lights[i] * (i + 0.5f);
      if (lights[i] > 0) {
        first = Math.min(first, i);
        last = i;
      }
    }
    int wanted = (int) Math.floor(SIDE / 2f - moment / mass + offset + 0.5f);
    return Math.clamp(wanted, BORDER - first, SIDE - 1 - BORDER - last);
  }

  private static byte toByte(float value, RandomStream grain) {
    float grained = value < 1 ? value + grain.nextFloat(-GRAIN, GRAIN) : value;
    return (byte) (int) (Math.clamp(grained, 0f, 1f) * 255 + 0.5f);
  }
}
