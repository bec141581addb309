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

  /** A draw that falls around 0, mostly near, with deviation 1 and never further than 3. */
  private float bell() {
    return random.nextFloat(-1, 1) + random.nextFloat(-1, 1) + random.nextFloat(-1, 1);
  }

  /** Places the points between two examples or a little beyond, each some units astray. */
  private void sketch(Example other) {
    float share = random.nextFloat(-0.15f, 1.15f);
    float unsteadiness = random.nextFloat(1.5f, 4.5f);
    float strayX = 0;
    float strayY = 0;
    for (int i = 0; i < x.length; i++) {
      strayX = DRIFT * strayX + unsteadiness * bell();
      strayY = DRIFT * strayY + unsteadiness * bell();
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
    float[] pressures = new float[x.length];
    for (int i = 0; i < pressures.length; i++) {
      pressures[i] = 1 + 0.12f * bell();
    }
    float radius = 0.75f + 1.45f * random.nextFloat() * random.nextFloat(0.45f, 1);
    DigitsLine line = new DigitsLine(shape, x, y, pressures);
    line.fit(BOX * random.nextFloat(0.92f, 1.02f) - 2 * radius, nearMiddle(), nearMiddle());
    DigitsSheet sheet = new DigitsSheet(random.nextFloat(0.8f, 1.4f));
    line.draw(sheet, radius);
    sheet.develop(0.7f * bell(), 0.7f * bell(), random, pixels, at);
  }

  /** Off the middle of the sheet by half a pixel at most: edges fall anywhere in a pixel. */
  private float nearMiddle() {
    return DigitsSheet.SIDE / 2f + random.nextFloat(-0.5f, 0.5f);
  }
}
