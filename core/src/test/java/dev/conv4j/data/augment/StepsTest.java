package dev.conv4j.data.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.conv4j.DataException;
import dev.conv4j.tensor.Shape;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;

/** What each step does to an image. */
class StepsTest {
  static final List<Augmentation> ALL = Sample.all();

  private static float[] after(DrawnAugmentation step, Shape shape, int... drawn) {
    Canvas canvas = Sample.canvas(shape);
    step.apply(canvas, drawn, 0);
    return canvas.pixels();
  }

  /** The image of which {@code from} says for each pixel which one stands there. */
  private static float[] moved(Shape shape, From from) {
    float[] pixels = Sample.pixels(shape);
    float[] moved = new float[pixels.length];
    int width = shape.intExtent(2);
    int plane = shape.intExtent(1) * width;
    for (int i = 0; i < moved.length; i++) {
      int at = from.at(i % plane / width, i % width);
      moved[i] = at < 0 ? 0 : pixels[i / plane * plane + at];
    }
    return moved;
  }

  private interface From {
    /** The place in its plane, or -1 for black. */
    int at(int y, int x);
  }

  @Test
  void aFlipMirrorsOrDoesNothing() {
    Shape shape = Sample.COLOUR;
    assertThat(after(Flip.horizontal(), shape, 1)).isEqualTo(moved(shape, (y, x) -> y * 7 + 6 - x));
    assertThat(after(Flip.vertical(), shape, 1)).isEqualTo(moved(shape, (y, x) -> (4 - y) * 7 + x));
    assertThat(after(Flip.horizontal(), shape, 0)).isEqualTo(Sample.pixels(shape));
    assertThat(after(Flip.vertical(), shape, 0)).isEqualTo(Sample.pixels(shape));
  }

  @Test
  void aFlipHappensAsOftenAsItShould() {
    int[] drawn = new int[1];
    int flips = 0;
    for (int i = 0; i < 4000; i++) {
      new Flip(Flip.Axis.VERTICAL, 0.25f).draw(Sample.random(i), 5, 7, drawn, 0);
      flips += drawn[0];
    }
    // 1000 are expected, with a deviation of 27.
    assertThat(flips).isBetween(890, 1110);
  }

  @ParameterizedTest
  @EnumSource(Border.class)
  void aPaddedCropIsAShift(Border border) {
    Shape shape = Sample.COLOUR;
    for (int down = -12; down <= 12; down += 3) {
      for (int right = -15; right <= 15; right++) {
        int dy = down;
        int dx = right;
        float[] shifted = after(new PaddedCrop(15, border), shape, down, right);
        float[] expected =
            moved(
                shape,
                (y, x) -> {
                  int from = border.index(y + dy, 5);
                  int beside = border.index(x + dx, 7);
                  return from < 0 || beside < 0 ? -1 : from * 7 + beside;
                });
        for (int i = 0; i < expected.length; i++) {
          expected[i] = expected[i] == 0 && border == Border.MEAN ? 0.25f : expected[i];
        }
        assertThat(shifted).as("down %s, right %s", down, right).isEqualTo(expected);
      }
    }
  }

  @Test
  void shiftsAreEvenlyDrawn() {
    Set<List<Integer>> seen = new HashSet<>();
    int[] drawn = new int[3];
    for (int i = 0; i < 400; i++) {
      new PaddedCrop(2, Border.EDGE).draw(Sample.random(i), 5, 7, drawn, 1);
      assertThat(drawn[1]).isBetween(-2, 2);
      assertThat(drawn[2]).isBetween(-2, 2);
      seen.add(List.of(drawn[1], drawn[2]));
    }
    assertThat(seen).hasSize(25);
  }

  @Test
  void bordersMirrorAndStretch() {
    assertThat(indices(Border.REFLECT, 3)).containsExactly(1, 0, 1, 2, 1, 0, 1, 2, 1, 0, 1);
    assertThat(indices(Border.EDGE, 3)).containsExactly(0, 0, 0, 0, 0, 0, 1, 2, 2, 2, 2);
    assertThat(indices(Border.BLACK, 3)).containsExactly(-1, -1, -1, -1, -1, 0, 1, 2, -1, -1, -1);
    assertThat(indices(Border.REFLECT, 1)).containsOnly(0);
  }

  /** Which pixels stand for -5 to 5. */
  private static int[] indices(Border border, int extent) {
    int[] indices = new int[11];
    Arrays.setAll(indices, i -> border.index(i - 5, extent));
    return indices;
  }

  @Test
  void aCutoutIsASquareOfTheMean() {
    Shape shape = Shape.of(3, 20, 30);
    int[] drawn = new int[4];
    int whole = 0;
    for (int i = 0; i < 50; i++) {
      Cutout step = new Cutout(0.5f);
      step.draw(Sample.random(i), 20, 30, drawn, 0);
      float[] cut = after(step, shape, drawn);
      float[] before = Sample.pixels(shape);
      int covered = 0;
      for (int at = 0; at < cut.length; at++) {
        int y = at % 600 / 30;
        int x = at % 30;
        boolean inside = y >= drawn[0] && y < drawn[2] && x >= drawn[1] && x < drawn[3];
        assertThat(cut[at]).isEqualTo(inside ? 0.25f : before[at]);
        covered += inside ? 1 : 0;
      }
      assertThat(covered).isPositive().isLessThanOrEqualTo(3 * 100);
      whole += covered == 3 * 100 ? 1 : 0;
    }
    assertThat(whole).isBetween(5, 45);
  }

  @Test
  void nothingTurnedShiftedOrScaledIsNothingChanged() {
    for (Shape shape : List.of(Sample.COLOUR, Sample.GREY, Shape.of(1, 1, 1), Shape.of(3, 1, 9))) {
      float[] before = Sample.pixels(shape);
      assertThat(Sample.after(new Affine(0, 0, 1, 1, 0, Border.BLACK), shape, 1)).isEqualTo(before);
      assertThat(Sample.after(new Rotation(0, Border.BLACK), shape, 1)).isEqualTo(before);
      assertThat(Sample.after(new RandomResizedCrop(1, 1, 1, 1), shape, 1)).isEqualTo(before);
      assertThat(Sample.after(new ColourJitter(0, 0, 0, 0), shape, 1))
          .containsExactly(before, within(1e-6f));
    }
  }

  private static float[] affine(
      Shape shape, float turn, float down, float right, float scale, float slant) {
    Canvas canvas = Sample.canvas(shape);
    Affine.apply(canvas, turn, down, right, scale, slant, Border.BLACK);
    return canvas.pixels();
  }

  @Test
  void aQuarterTurnPutsTheTopToTheRight() {
    Shape square = Shape.of(1, 5, 5);
    assertThat(affine(square, 90, 0, 0, 1, 0))
        .containsExactly(moved(square, (y, x) -> (4 - x) * 5 + y), within(1e-4f));
    assertThat(affine(square, 180, 0, 0, 1, 0))
        .containsExactly(moved(square, (y, x) -> (4 - y) * 5 + 4 - x), within(1e-4f));
  }

  @Test
  void anAffineShiftMovesDownAndRight() {
    assertThat(affine(Sample.COLOUR, 0, 2, 1, 1, 0))
        .containsExactly(
            moved(Sample.COLOUR, (y, x) -> y < 2 || x < 1 ? -1 : (y - 2) * 7 + x - 1),
            within(1e-5f));
  }

  @Test
  void aDoubledImageShowsItsMiddle() {
    Shape shape = Shape.of(1, 5, 5);
    float[] before = Sample.pixels(shape);
    float[] larger = affine(shape, 0, 0, 0, 2, 0);
    assertThat(larger[2 * 5 + 2]).isCloseTo(before[2 * 5 + 2], within(1e-5f));
    assertThat(larger[4 * 5 + 4]).isCloseTo(before[3 * 5 + 3], within(1e-5f));
    assertThat(larger[2 * 5 + 3])
        .isCloseTo((before[2 * 5 + 2] + before[2 * 5 + 3]) / 2, within(1e-5f));
  }

  @Test
  void aSlantMovesRowsByTheirDistanceFromTheMiddle() {
    Shape shape = Shape.of(1, 5, 5);
    // Slanted by 45 degrees a row moves as far as it is below the middle.
    assertThat(affine(shape, 0, 0, 0, 1, 45))
        .containsExactly(
            moved(
                shape,
                (y, x) -> {
                  int from = x - (y - 2);
                  return from < 0 || from > 4 ? -1 : y * 5 + from;
                }),
            within(1e-4f));
  }

  @Test
  void aResizedCropStaysWithinTheImage() {
    Shape shape = Shape.of(1, 16, 16);
    Canvas canvas = new Canvas(shape, List.of(0f));
    for (int i = 0; i < 200; i++) {
      for (int at = 0; at < 256; at++) {
        int row = at / 16;
        canvas.pixels()[at] = row / 15f;
      }
      RandomResizedCrop.atLeast(0.2f).apply(canvas, Sample.random(i));
      float[] rows = canvas.pixels();
      float top = rows[0];
      float bottom = rows[255];
      assertThat(top).isBetween(0f, 1f);
      assertThat(bottom - top).isBetween(0.3f, 1f);
      // Each row is even, and rows follow at even distances but at the edge.
      assertThat(rows[8 * 16]).isEqualTo(rows[8 * 16 + 15]);
      assertThat(rows[8 * 16] - rows[7 * 16]).isCloseTo(rows[7 * 16] - rows[6 * 16], within(1e-5f));
    }
  }

  @Test
  void greysStayGreyWhateverHappensToColours() {
    Canvas canvas = new Canvas(Shape.of(3, 2, 2), List.of(0f, 0f, 0f));
    for (int i = 0; i < 100; i++) {
      Arrays.fill(canvas.pixels(), 0.4f);
      new ColourJitter(0, 0, 1, 0.5f).apply(canvas, Sample.random(i));
      assertThat(canvas.pixels()).containsOnly(new float[] {0.4f}, within(1e-6f));
    }
  }

  @Test
  void aTurnOfTheHueKeepsTheSumOfTheColours() {
    Canvas canvas = new Canvas(Shape.of(3, 1, 1), List.of(0f, 0f, 0f));
    boolean changed = false;
    for (int i = 0; i < 100; i++) {
      System.arraycopy(new float[] {0.5f, 0.4f, 0.45f}, 0, canvas.pixels(), 0, 3);
      new ColourJitter(0, 0, 0, 0.5f).apply(canvas, Sample.random(i));
      float[] turned = canvas.pixels();
      assertThat(turned[0] + turned[1] + turned[2]).isCloseTo(1.35f, within(1e-5f));
      changed |= turned[1] > turned[0];
    }
    assertThat(changed).isTrue();
  }

  @Test
  void brightnessScalesAndContrastKeepsTheMean() {
    Shape shape = Shape.of(1, 4, 4);
    float[] before = Sample.pixels(shape);
    for (int i = 0; i < 50; i++) {
      float[] brighter = Sample.after(new ColourJitter(0.3f, 0, 0, 0), shape, i);
      float factor = brighter[0] / before[0];
      assertThat(factor).isBetween(0.7f, 1.3f);
      assertThat(brighter[3]).isCloseTo(Math.min(factor * before[3], 1), within(1e-5f));
      float[] starker = Sample.after(new ColourJitter(0, 0.01f, 0, 0), shape, i);
      assertThat(sum(starker)).isCloseTo(sum(before), within(1e-4));
    }
  }

  private static double sum(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum;
  }

  @ParameterizedTest
  @FieldSource("ALL")
  void theSameDrawDoesTheSameAndAnotherAnother(Augmentation step) {
    for (Shape shape : List.of(Sample.COLOUR, Sample.GREY)) {
      Set<List<Float>> results = new HashSet<>();
      for (int index = 0; index < 40; index++) {
        float[] once = Sample.after(step, shape, index);
        assertThat(Sample.after(step, shape, index)).isEqualTo(once);
        for (float value : once) {
          assertThat(value).isBetween(0f, 1f);
        }
        results.add(List.of(once[0], once[once.length / 2], once[once.length - 1]));
      }
      assertThat(results).as(step + " of " + shape).hasSizeGreaterThan(1);
    }
  }

  @ParameterizedTest
  @FieldSource("ALL")
  void anImageOfOnePixelIsNoTrouble(Augmentation step) {
    for (int index = 0; index < 20; index++) {
      assertThat(Sample.after(step, Shape.of(1, 1, 1), index)[0]).isBetween(0f, 1f);
    }
  }

  @Test
  void numbersThatMakeNoSenseAreRefused() {
    List<Runnable> wrong =
        List.of(
            () -> new Flip(Flip.Axis.VERTICAL, 1.5f),
            () -> new PaddedCrop(-1, Border.EDGE),
            () -> new Cutout(Float.NaN),
            () -> new Rotation(181, Border.EDGE),
            () -> new Affine(0, 0, 2, 1, 0, Border.EDGE),
            () -> new Affine(0, 0, 0, 1, 0, Border.EDGE),
            () -> new RandomResizedCrop(0, 1, 1, 1),
            () -> new RandomResizedCrop(0.5f, 1.5f, 1, 1),
            () -> new ColourJitter(0, 0, 0, 0.6f),
            () -> new Sometimes(-0.1f, Flip.vertical()),
            () -> new Mixup(0, 1),
            () -> new CutMix(1, 2));
    for (Runnable make : wrong) {
      assertThatThrownBy(make::run)
          .isInstanceOf(DataException.class)
          .hasMessageContaining("expected ");
    }
  }
}
