package dev.conv4j.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PaletteTest {

  @Test
  void signedNumbersAreBlueAndOrange() {
    assertThat(Palette.SIGNED.of(-1)).isEqualTo(0x1F5FAF);
    assertThat(Palette.SIGNED.of(0)).isEqualTo(0xF7F7F7);
    assertThat(Palette.SIGNED.of(1)).isEqualTo(0xC2410C);
    assertThat(Palette.SIGNED.of(7)).isEqualTo(0xC2410C);
    assertThat(Palette.SIGNED.of(Float.NaN)).isZero();
    assertThat(Palette.HEAT.of(Float.NaN)).isZero();
    assertThat(Palette.HEAT.of(Float.POSITIVE_INFINITY)).isZero();
    assertThat(Palette.HEAT.of(2)).isEqualTo(Palette.HEAT.of(1));
  }

  @Test
  void greyIsAsMuchLightAsThat() {
    assertThat(Palette.GREY.of(-1)).isZero();
    assertThat(Palette.GREY.of(0)).isEqualTo(0x808080);
    assertThat(Palette.GREY.of(2)).isEqualTo(0xFFFFFF);
  }

  /** Equal steps of the amount look equal: in lightness, and in colour. */
  @Test
  void heatRisesInEvenSteps() {
    double[] before = lab(Palette.HEAT.of(0));
    assertThat(before[0]).isLessThan(0.2);
    assertThat(lab(Palette.HEAT.of(1))[0]).isGreaterThan(0.9);
    int steps = 16;
    double[] distances = new double[steps];
    for (int i = 1; i <= steps; i++) {
      double[] next = lab(Palette.HEAT.of((float) i / steps));
      assertThat(next[0]).isGreaterThan(before[0] + 0.03);
      distances[i - 1] =
          Math.sqrt(
              square(next[0] - before[0])
                  + square(next[1] - before[1])
                  + square(next[2] - before[2]));
      before = next;
    }
    double mean = Arrays.stream(distances).average().orElseThrow();
    for (double distance : distances) {
      assertThat(distance).isEqualTo(mean, within(0.12 * mean));
    }
  }

  private static double square(double x) {
    return x * x;
  }

  /** A colour in Oklab, the other way than the scale is made. */
  private static double[] lab(int rgb) {
    double r = linear(rgb >> 16 & 0xFF);
    double g = linear(rgb >> 8 & 0xFF);
    double b = linear(rgb & 0xFF);
    double l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
    double m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
    double s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
    return new double[] {
      0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
      1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
      0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s
    };
  }

  private static double linear(int level) {
    double c = level / 255.0;
    return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
  }

  @Test
  void mixesAndGreys() {
    assertThat(Colours.mix(0x000000, 0xFF8040, 0.5f)).isEqualTo(0x804020);
    assertThat(Colours.grey(0.2f)).isEqualTo(0x333333);
    assertThat(Colours.luma(0xFF0000)).isEqualTo(0x4C4C4C);
    assertThat(Colours.luma(0x7F7F7F)).isEqualTo(0x7F7F7F);
  }
}
