package dev.conv4j.gpu;

import dev.conv4j.tensor.ElementType;

/** Numbers of 16 bits, rounded to the nearest, ties to even. */
final class Halves {
  private Halves() {}

  /** The values as float16 or bfloat16. */
  static short[] of(ElementType type, float[] values) {
    short[] halves = new short[values.length];
    for (int i = 0; i < values.length; i++) {
      halves[i] =
          type == ElementType.FLOAT16 ? Float.floatToFloat16(values[i]) : bfloat16(values[i]);
    }
    return halves;
  }

  /** The values of float16 or bfloat16. */
  static void widen(ElementType type, short[] halves, float[] into) {
    for (int i = 0; i < into.length; i++) {
      into[i] =
          type == ElementType.FLOAT16
              ? Float.float16ToFloat(halves[i])
              : Float.intBitsToFloat(halves[i] << 16);
    }
  }

  private static short bfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) ((bits >>> 16) | 0x40); // stays a NaN when the lower half is cut off
    }
    return (short) ((bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16);
  }
}
