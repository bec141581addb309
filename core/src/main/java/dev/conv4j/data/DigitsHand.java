package dev.conv4j.data;

import dev.conv4j.data.DigitsForm.Example;
import dev.conv4j.tensor.RandomStream;
import java.util.List;

/**
 * A hand that writes one digit: chooses a form, moves its points a little, slants and bends the
 * whole, fits it into a box and draws it. All chance comes from one stream of random numbers.
 *
 * <p>Only {@code + - * /} and square roots are used, which give the same bits on every machine.
 */
final class DigitsHand {
  /** The pixels that the longer side of a digit is fitted into, as in MNIST. */
  private static final float BOX = 20;

  /** Straight pieces that the curve from one point to the next is drawn with. */
  private static final int PIECES = 5;

  /** How much of one point's stray the next point has too: strokes stay smooth. */
  private static final float DRIFT = 0.5f;

  private final RandomStream random;
  private final Example shape;
  private final float[] x;
  private final float[] y;

  /** A hand that is about to write {@code digit}. */
  DigitsHand(int digit, RandomStream random) {
    this.random = random;
    List<Example> examples = choose(DigitsShapes.forms(digit)).examples();
    shape = examples.get(random.nextInt(examples.size()));
    x = new float[shape.points()];
    y = new float[shape.points()];
    sketch(examples.get(random.nextInt(examples.size())));
    distort();
  }

  private DigitsForm choose(List<DigitsForm> forms) {
    int drawn = random.nextInt(forms.stream().mapToInt(DigitsForm::weight).sum());
    int chosen = 0;
    while (drawn >= forms.get(chosen).weight()) {
      drawn -= forms.get(chosen++).weight();
    }
    return forms.get(chosen);
  }

  /** An uneven draw around 0 with deviation 1, never further than 3. */
  private float bell() {
    return random.nextFloat(-1, 1) + random.nextFloat(-1, 1) + random.nextFloat(-1, 1);
  }

  /** Places the points between two examples, each astray by some units of the table. */
  private void sketch(Example other) {
    float share = random.nextFloat(-0.15f, 1.15f);
    float care = random.nextFloat(1.5f, 4.5f);
    float strayX = 0;
    float strayY = 0;
    for (int i = 0; i < x.length; i++) {
      strayX = DRIFT * strayX + care * bell();
      strayY = DRIFT * strayY + care * bell();
      x[i] = shape.x(i) + share * (other.x(i) - shape.x(i)) + strayX;
      y[i] = shape.y(i) + share * (other.y(i) - shape.y(i)) + strayY;
    }
  }

  /** Bends (second-order terms), stretches, turns and slants the digit as a whole. */
  private void distort() {
    float[] bend = new float[6];
    for (int i = 0; i < bend.length; i++) {
      bend[i] = 0.08f * bell();
    }
    float width = random.nextFloat(0.75f, 1.3f);
    float turn = 0.07f * bell();
    float slant = 0.16f + 0.2f * bell();
    for (int i = 0; i < x.length; i++) {
      float u = x[i] / 50 - 1;
      float v = y[i] / 50 - 1;
      float across = width * (u + bend[0] * u * u + bend[1] * u * v + bend[2] * v * v);
      float down = v + bend[3] * u * u + bend[4] * u * v + bend[5] * v * v;
      x[i] = across - (slant + turn) * down;
      y[i] = down + turn * across;
    }
  }

  /**
   * Draws the digit, white on black.
   *
   * @param pixels receives the image's unsigned bytes, row by row, from {@code at}
   */
  void write(byte[] pixels, int at) {
    float radius = 0.75f + 1.45f * random.nextFloat() * random.nextFloat(0.45f, 1);
    fit(BOX * random.nextFloat(0.92f, 1.02f) - 2 * radius);
    DigitsSheet sheet = new DigitsSheet(random.nextFloat(0.8f, 1.4f));
    float pressure = pressure();
    for (int i = 0; i + 1 < x.length; i++) {
      float next = pressure();
      if (!shape.isLast(i)) {
        curve(i, sheet, radius * pressure, radius * next);
      }
      pressure = next;
    }
    sheet.develop(0.7f * bell(), 0.7f * bell(), random, pixels, at);
  }

  private float pressure() {
    return 1 + 0.12f * bell();
  }

  /** Scales the digit to so many pixels and puts it in the middle of the sheet, or nearly so. */
  private void fit(float pixels) {
    float left = x[0];
    float right = x[0];
    float top = y[0];
    float bottom = y[0];
    for (int i = 1; i < x.length; i++) {
      left = Math.min(left, x[i]);
      right = Math.max(right, x[i]);
      top = Math.min(top, y[i]);
      bottom = Math.max(bottom, y[i]);
    }
    float scale = pixels / Math.max(right - left, bottom - top);
    float middleX = DigitsSheet.SIDE / 2f + random.nextFloat(-0.5f, 0.5f);
    float middleY = DigitsSheet.SIDE / 2f + random.nextFloat(-0.5f, 0.5f);
    for (int i = 0; i < x.length; i++) {
      x[i] = (x[i] - (left + right) / 2) * scale + middleX;
      y[i] = (y[i] - (top + bottom) / 2) * scale + middleY;
    }
  }

  /**
   * Draws the stroke from point {@code i} to the next: a cubic Hermite curve whose tangents are
   * those of Catmull and Rom (1974), or straight to the other point at ends and corners.
   */
  private void curve(int i, DigitsSheet sheet, float radius, float nextRadius) {
    boolean free = shape.isFirst(i) || shape.isCorner(i);
    boolean nextFree = shape.isLast(i + 1) || shape.isCorner(i + 1);
    float dx = x[i + 1] - x[i];
    float dy = y[i + 1] - y[i];
    float tangentX = free ? dx : (x[i + 1] - x[i - 1]) / 2;
    float tangentY = free ? dy : (y[i + 1] - y[i - 1]) / 2;
    float nextTangentX = nextFree ? dx : (x[i + 2] - x[i]) / 2;
    float nextTangentY = nextFree ? dy : (y[i + 2] - y[i]) / 2;
    float fromX = x[i];
    float fromY = y[i];
    for (int piece = 1; piece <= PIECES; piece++) {
      float t = (float) piece / PIECES;
      float way = t * t * (3 - 2 * t);
      float early = t * (1 - t) * (1 - t);
      float late = t * t * (t - 1);
      float toX = x[i] + way * dx + early * tangentX + late * nextTangentX;
      float toY = y[i] + way * dy + early * tangentY + late * nextTangentY;
      sheet.line(fromX, fromY, toX, toY, radius + (nextRadius - radius) * t);
      fromX = toX;
      fromY = toY;
    }
  }
}
