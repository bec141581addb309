package dev.conv4j.tensor;

import java.util.Locale;

/** What one element of a tensor is. */
public enum ElementType {
  /** IEEE 754 single precision: images, weights, gradients. */
  FLOAT32(4),
  /** The upper half of a float32. */
  BFLOAT16(2),
  /** IEEE 754 half precision. */
  FLOAT16(2),
  /** Signed 32-bit integers: labels, positions. */
  INT32(4),
  /** Unsigned bytes: raw pixels. */
  UINT8(1);

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  /** The size of one element in bytes. */
  public int bytes() {
    return bytes;
  }

  /** Whether the elements are floating-point numbers. */
  public boolean isFloating() {
    return this == FLOAT32 || this == BFLOAT16 || this == FLOAT16;
  }

  /** The name as people write it, such as {@code float32}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
