package dev.conv4j.page;

/** What is done with colours, {@code 0xRRGGBB}. */
public final class Colours {
  private Colours() {}

  /** {@code from} at share 0, {@code to} at share 1, and between them in between. */
  public static int mix(int from, int to, float share) {
    int mixed = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int a = from >> shift & 0xFF;
      int b = to >> shift & 0xFF;
      mixed |= Math.round(a + (b - a) * share) << shift;
    }
    return mixed;
  }

  /** A grey; 0 is black and 1 white. */
  public static int grey(float level) {
    return rgb(level, level, level);
  }

  /** Red, green and blue of 0 to 1; what is outside is cut off. */
  public static int rgb(float red, float green, float blue) {
    return level(red) << 16 | level(green) << 8 | level(blue);
  }

  /** The grey that looks as bright: Recommendation ITU-R BT.601, section 2.5.1. */
  public static int luma(int colour) {
    float red = (colour >> 16 & 0xFF) / 255f;
    float green = (colour >> 8 & 0xFF) / 255f;
    float blue = (colour & 0xFF) / 255f;
    return grey(0.299f * red + 0.587f * green + 0.114f * blue);
  }

  private static int level(float value) {
    return Math.round(Math.clamp(value, 0f, 1f) * 255);
  }
}
