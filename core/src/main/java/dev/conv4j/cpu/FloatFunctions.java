package dev.conv4j.cpu;

/**
 * Exponentials and what activation functions are made of, in float32, of additions, multiplications
 * and divisions alone: the same bits interpreted and compiled, and those of {@link
 * VectorFunctions}. Errors are in units of 2⁻²⁴, relative to the value. A NaN stays NaN.
 */
final class FloatFunctions {
  /** Below it the exponential is less than 2⁻¹²⁵, and taken for 0. */
  static final float LEAST = -87;

  /** Below it {@code exp(x) - 1} is -1 to the last bit. */
  static final float LEAST_LESS_ONE = -40;

  static final float LOG2_E = 1.442695f;
  static final float LN2_HIGH = 0.6931472f;
  static final float LN2_LOW = -1.9046542e-9f;

  /**
   * 1.5 · 2²³: added to a small number, it rounds that to a whole number, which stands in the last
   * bits of the sum.
   */
  static final float ROUNDER = 0x1.8p23f;

  static final int EXPONENT_SHIFT = 23;
  static final int ONE_BITS = 0x3F800000;

  static final float C2 = 1 / 2f;
  static final float C3 = 1 / 6f;
  static final float C4 = 1 / 24f;
  static final float C5 = 1 / 120f;
  static final float C6 = 1 / 720f;
  static final float C7 = 1 / 5040f;

  private FloatFunctions() {}

  /** e to the power of x, within 3 units; for x of 0 or less. */
  static float exp(float x) {
    float bounded = Math.max(x, LEAST);
    float rounded = Math.fma(bounded, LOG2_E, ROUNDER);
    float power = powerOfTwo(rounded);
    float less = Math.fma(power, rest(bounded, rounded - ROUNDER), power);
    return x < LEAST ? 0 : less;
  }

  /** {@code exp(x) - 1}, within 4 units; for x of 0 or less. */
  static float expLessOne(float x) {
    float bounded = Math.max(x, LEAST_LESS_ONE);
    float rounded = Math.fma(bounded, LOG2_E, ROUNDER);
    float power = powerOfTwo(rounded);
    return Math.fma(power, rest(bounded, rounded - ROUNDER), power - 1);
  }

  /** Two to the power of what was rounded. */
  private static float powerOfTwo(float rounded) {
    return Float.intBitsToFloat((Float.floatToRawIntBits(rounded) << EXPONENT_SHIFT) + ONE_BITS);
  }

  /**
   * {@code exp(x - n ln 2) - 1} by the Taylor series to the seventh power, whose error is 2⁻²⁶ of
   * it at |x - n ln 2| = ln 2 / 2.
   */
  private static float rest(float x, float n) {
    float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, x));
    float sum = Math.fma(C7, r, C6);
    sum = Math.fma(sum, r, C5);
    sum = Math.fma(sum, r, C4);
    sum = Math.fma(sum, r, C3);
    sum = Math.fma(sum, r, C2);
    return Math.fma(sum * r, r, r);
  }

  /** {@code 1 / (1 + exp(-x))}, within 6 units. */
  static float sigmoid(float x) {
    float e = exp(-Math.abs(x));
    float larger = 1 / (1 + e);
    return x < 0 ? e * larger : larger;
  }

  /** The product of {@code sigmoid(x)} and {@code sigmoid(-x)}, the sigmoid's slope. */
  static float sigmoidSlope(float x) {
    float e = exp(-Math.abs(x));
    float larger = 1 / (1 + e);
    return e * larger * larger;
  }

  /** The hyperbolic tangent, within 8 units. */
  static float tanh(float x) {
    float e = expLessOne(-2 * Math.abs(x));
    return Math.copySign(e / (2 + e), x);
  }

  /** Beyond it the normal distribution leaves nothing, and {@code exp(-x² / 2)} is 0. */
  static final float NORMAL_END = 15;

  /**
   * The probability beyond x of the normal distribution is {@code exp(-x² / 2)} times t times this
   * polynomial of t, its constant first, with {@code t = 1 / (1 + x / 4)}: interpolated at the ten
   * Chebyshev points of 0 to 15, off by 2⁻²⁶ at the most.
   */
  static final float N0 = 0.099748015f;

  static final float N1 = 0.09948557f;
  static final float N2 = 0.09561157f;
  static final float N3 = 0.07138857f;
  static final float N4 = 0.08885936f;
  static final float N5 = 0.007866204f;
  static final float N6 = 0.035075154f;
  static final float N7 = 0.046119936f;
  static final float N8 = -0.06022585f;
  static final float N9 = 0.016071474f;

  /** {@code 1 / sqrt(2π)}. */
  static final float NORMAL_PEAK = 0.3989423f;

  /**
   * {@code exp(-x² / 2)} for x from 0 to 15, within 6 units: what rounding x² loses is put back.
   */
  static float bell(float x) {
    float square = x * x;
    float lost = Math.fma(x, x, -square);
    float e = exp(-0.5f * square);
    return Math.fma(e, -0.5f * lost, e);
  }

  /** The probability of the normal distribution below x, within 16 units. */
  static float normal(float x) {
    float end = Math.min(Math.abs(x), NORMAL_END);
    return normal(x, end, bell(end));
  }

  private static float normal(float x, float end, float bell) {
    float t = 1 / Math.fma(end, 0.25f, 1);
    float sum = Math.fma(N9, t, N8);
    sum = Math.fma(sum, t, N7);
    sum = Math.fma(sum, t, N6);
    sum = Math.fma(sum, t, N5);
    sum = Math.fma(sum, t, N4);
    sum = Math.fma(sum, t, N3);
    sum = Math.fma(sum, t, N2);
    sum = Math.fma(sum, t, N1);
    sum = Math.fma(sum, t, N0);
    float tail = bell * (t * sum);
    return x < 0 ? tail : 1 - tail;
  }

  /** The slope of {@code x * normal(x)}. */
  static float geluSlope(float x) {
    float end = Math.min(Math.abs(x), NORMAL_END);
    float bell = bell(end);
    return Math.fma(x, bell * NORMAL_PEAK, normal(x, end, bell));
  }

  /** The slope of {@code x * sigmoid(x)}. */
  static float siluSlope(float x) {
    return Math.fma(x, sigmoidSlope(x), sigmoid(x));
  }

  /** {@code 2 * sqrt(2 / π)}. */
  static final float GELU_SCALE = 1.5957692f;

  /** That times 0.044715. */
  static final float GELU_CUBE = 0.071354814f;

  /** Beyond it the sigmoid of {@link #geluArgument} is flat to the last bit. */
  static final float GELU_FLAT = 16;

  /** {@code 2 * sqrt(2 / π) * (x + 0.044715 * x³)}. */
  static float geluArgument(float x) {
    return x * Math.fma(GELU_CUBE * x, x, GELU_SCALE);
  }

  /** The slope of {@code x * sigmoid(geluArgument(x))}. */
  static float geluTanhSlope(float x) {
    float bounded = Math.min(Math.max(x, -GELU_FLAT), GELU_FLAT);
    float argument = geluArgument(bounded);
    float slope = Math.fma(3 * GELU_CUBE * bounded, bounded, GELU_SCALE);
    return Math.fma(bounded * sigmoidSlope(argument), slope, sigmoid(argument));
  }
}
