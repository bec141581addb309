package dev.conv4j.data;

import dev.conv4j.tensor.RandomStream;

/** A square sheet that lines with soft edges are drawn on, and that becomes an image. */
final class DigitsSheet {
  /** Pixels of a side. */
  static final int SIDE = 28;

  /** An image is moved by no more pixels than this, so that nothing leaves the sheet. */
  private static final int MOST_SHIFT = 3;

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
   * middle, as in MNIST, but for an offset.
   *
   * @param offsetX pixels to the right of the middle
   * @param offsetY pixels below the middle
   * @param grain gives the noise of grey pixels
   * @param pixels receives unsigned bytes, row by row, from {@code at}; they must be 0
   */
  void develop(float offsetX, float offsetY, RandomStream grain, byte[] pixels, int at) {
    float mass = 0;
    float momentX = 0;
    float momentY = 0;
    for (int i = 0; i < light.length; i++) {
      mass += light[i];
      momentX += light[i] * (i % SIDE + 0.5f);
      momentY += light[i] * (i / SIDE + 0.5f);
    }
    int right = shift(momentX / mass, offsetX);
    int down = shift(momentY / mass, offsetY);
    for (int row = Math.max(-down, 0); row < SIDE - Math.max(down, 0); row++) {
      for (int column = Math.max(-right, 0); column < SIDE - Math.max(right, 0); column++) {
        float value = light[row * SIDE + column];
        if (value > 0) {
          pixels[at + (row + down) * SIDE + column + right] = toByte(value, grain);
        }
      }
    }
  }

  private static int shift(float centre, float offset) {
    return Math.clamp(
        (int) Math.floor(SIDE / 2f - centre + offset + 0.5f), -MOST_SHIFT, MOST_SHIFT);
  }

  private static byte toByte(float value, RandomStream grain) {
    float grained = value < 1 ? value + grain.nextFloat(-GRAIN, GRAIN) : value;
    return (byte) (int) (Math.clamp(grained, 0f, 1f) * 255 + 0.5f);
  }
}
