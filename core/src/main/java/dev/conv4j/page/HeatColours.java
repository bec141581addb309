package dev.conv4j.page;

/**
 * A scale of colours for amounts. It is a curve through the colour space Oklab (B. Ottosson 2020,
 * "A perceptual color space for image processing"), where distances are about as large as they
 * look: lightness rises evenly while the hue goes from violet over red to yellow, and the colours
 * are taken at equal distances along the curve. It reads in grey, too, and without red or green.
 */
final class HeatColours {
  private static final int COLOURS = 256;

  /** So fine that the curve is straight between two points. */
  private static final int POINTS = 4096;

  private static final int[] TABLE = table();

  private HeatColours() {}

  /** The colour of an amount of 0 to 1. */
  static int of(float amount) {
    return TABLE[Math.round(amount * (COLOURS - 1))];
  }

  /** A colour in Oklab: its lightness, and how green or red and blue or yellow it is. */
  record Lab(double lightness, double a, double b) {

    double distance(Lab other) {
      double l = lightness - other.lightness;
      double greenRed = a - other.a;
      double blueYellow = b - other.b;
      return StrictMath.sqrt(l * l + greenRed * greenRed + blueYellow * blueYellow);
    }

    /** Red, green and blue in proportion to light; not all in [0, 1] if no screen can show it. */
    double[] linear() {
      double l = cube(lightness + 0.3963377774 * a + 0.2158037573 * b);
      double m = cube(lightness - 0.1055613458 * a - 0.0638541728 * b);
      double s = cube(lightness - 0.0894841775 * a - 1.2914855480 * b);
      return new double[] {
        4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
        -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
        -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s
      };
    }

    private static double cube(double x) {
      return x * x * x;
    }

    boolean canBeShown() {
      for (double part : linear()) {
        if (part < 0 || part > 1) {
          return false;
        }
      }
      return true;
    }

    int rgb() {
      double[] linear = linear();
      return Colours.rgb(encode(linear[0]), encode(linear[1]), encode(linear[2]));
    }

    /** IEC 61966-2-1, the transfer function of sRGB. */
    private static float encode(double linear) {
      return (float)
          (linear <= 0.0031308 ? 12.92 * linear : 1.055 * StrictMath.pow(linear, 1 / 2.4) - 0.055);
    }
  }

  /** The point of the curve at {@code t}, 0 to 1: as colourful as screens can show there. */
  private static Lab point(double t) {
    double lightness = 0.15 + 0.8 * t;
    double hue = StrictMath.toRadians(285 + 180 * t);
    double chroma = 0.06 + 0.38 * t - 0.31 * t * t;
    Lab lab;
    do {
      lab = new Lab(lightness, chroma * StrictMath.cos(hue), chroma * StrictMath.sin(hue));
      chroma -= 0.001;
    } while (!lab.canBeShown());
    return lab;
  }

  private static int[] table() {
    Lab[] points = new Lab[POINTS + 1];
    double[] along = new double[POINTS + 1];
    points[0] = point(0);
    for (int i = 1; i <= POINTS; i++) {
      points[i] = point((double) i / POINTS);
      along[i] = along[i - 1] + points[i].distance(points[i - 1]);
    }
    int[] table = new int[COLOURS];
    int at = 0;
    for (int i = 0; i < COLOURS; i++) {
      while (at < POINTS && along[at] < along[POINTS] * i / (COLOURS - 1)) {
        at++;
      }
      table[i] = points[at].rgb();
    }
    return table;
  }
}
