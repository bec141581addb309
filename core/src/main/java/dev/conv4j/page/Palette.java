package dev.conv4j.page;

/** Colours for numbers. */
public enum Palette {
  /** For -1 to 1: blue below zero, nearly white at zero, orange above. */
  SIGNED {
    @Override
    int finite(float share) {
      float clamped = Math.clamp(share, -1f, 1f);
      return Colours.mix(ZERO, clamped < 0 ? BELOW_ZERO : ABOVE_ZERO, Math.abs(clamped));
    }
  },

  /** For 0 to 1: from nearly black over red to light yellow, in steps that look equal. */
  HEAT {
    @Override
    int finite(float share) {
      return HeatColours.of(Math.clamp(share, 0f, 1f));
    }
  },

  /** For -1 to 1, as much light as that: black, mid-grey at zero, white. */
  GREY {
    @Override
    int finite(float share) {
      return Math.round(127.5f + 127.5f * Math.clamp(share, -1f, 1f)) * 0x010101;
    }
  };

  private static final int BELOW_ZERO = 0x1F5FAF;
  private static final int ZERO = 0xF7F7F7;
  private static final int ABOVE_ZERO = 0xC2410C;

  /** No colour of a scale but the darkest; such numbers are rare, and a defect. */
  private static final int NOT_FINITE = 0x000000;

  /**
   * The colour, {@code 0xRRGGBB}.
   *
   * @param share of the full colour; beyond it is the full colour too
   */
  public int of(float share) {
    return Float.isFinite(share) ? finite(share) : NOT_FINITE;
  }

  abstract int finite(float share);

  /** Whether it is for numbers below zero, too. */
  public boolean isSigned() {
    return this != HEAT;
  }
}
