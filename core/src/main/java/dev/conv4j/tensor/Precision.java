package dev.conv4j.tensor;

import dev.conv4j.DeviceException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How exactly a device multiplies in convolutions and matrix products. Weights, sums, losses and
 * updates are float32 in all of them.
 */
public enum Precision {
  /** Factors and sums in float32; what every device can do, and the default. */
  FLOAT32("float32"),
  /** Factors rounded to 10 bits after the point, as tensor cores take float32. */
  TF32("tf32"),
  /** Factors rounded to bfloat16: 7 bits after the point, the range of float32. */
  BFLOAT16("bf16"),
  /** Factors rounded to float16: 10 bits after the point, and at most 65,504. */
  FLOAT16("float16");

  private final String text;

  Precision(String text) {
    this.text = text;
  }

  /**
   * The precision with this name.
   *
   * @throws DeviceException if there is none, naming all
   */
  public static Precision of(String name) {
    return Arrays.stream(values())
        .filter(precision -> precision.text.equals(name.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() ->
            new DeviceException(
                "precision",
                Arrays.stream(values()).map(Precision::toString).collect(Collectors.joining(", ")),
                "'" + name + "'",
                ""));
  }

  /**
   * Refuses this precision unless it is float32, for a device that knows no other.
   *
   * @throws DeviceException naming the device, and where other precisions are to be had
   */
  public void requireFloat32(String device) {
    if (this != FLOAT32) {
      throw new DeviceException(
          "device " + device,
          "precision float32, the only one this device computes in",
          text,
          "Compute in float32 (without --precision), or take a device that has it, such as cuda:0");
    }
  }

  /** The name as people write it, such as {@code bf16}. */
  @Override
  public String toString() {
    return text;
  }
}
