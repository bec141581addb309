package dev.conv4j.data.augment;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Numbers of an augmentation as people read them. */
final class AugmentWords {
  private static final BigDecimal HUNDRED = new BigDecimal(100);

  private AugmentWords() {}

  /** A number without needless digits, such as {@code 1.4} or {@code 12}. */
  static String number(float value) {
    return plain(new BigDecimal(Float.toString(value)));
  }

  /** A share, such as {@code 25 %}. */
  static String percent(float share) {
    return plain(new BigDecimal(Float.toString(share)).multiply(HUNDRED)) + " %";
  }

  /** So many pixels, such as {@code 1 pixel}. */
  static String pixels(float count) {
    return number(count) + (count == 1 ? " pixel" : " pixels");
  }

  /** What is done to some of the images, such as {@code mirrored (half of them)}. */
  static String some(String what, float probability) {
    if (probability == 1) {
      return what;
    }
    return what + (probability == 0.5f ? " (half of them)" : " (" + percent(probability) + ")");
  }

  /** Adds what is changed by up to an amount, unless that is nothing. */
  static void upTo(List<String> into, String what, float most, String amount) {
    if (most != 0) {
      into.add(what + " by up to " + amount);
    }
  }

  /** The parts of one step; what is said of a step that changes nothing. */
  static String joined(List<String> parts) {
    return parts.isEmpty() ? "left as they are" : String.join(", ", parts);
  }

  /** A list to add parts to. */
  static List<String> parts() {
    return new ArrayList<>();
  }

  private static String plain(BigDecimal value) {
    return value.stripTrailingZeros().toPlainString();
  }
}
