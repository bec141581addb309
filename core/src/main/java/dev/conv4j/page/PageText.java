package dev.conv4j.page;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.stream.Collectors;

/** Text and numbers as pages show them: in English, wherever the program runs. */
public final class PageText {
  /** Stands where there is no number. */
  public static final String NONE = "–";

  /** The most decimals of a percentage: enough for one image in a billion. */
  private static final int MOST_DECIMALS = 9;

  private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

  private static final char REPLACEMENT = '\uFFFD';

  private PageText() {}

  /** Text for an element or an attribute; characters that XML forbids are replaced. */
  public static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '&' -> escaped.append("&amp;");
            case '<' -> escaped.append("&lt;");
            case '>' -> escaped.append("&gt;");
            case '"' -> escaped.append("&quot;");
            case '\'' -> escaped.append("&#39;");
            default -> escaped.appendCodePoint(isAllowed(c) ? c : REPLACEMENT);
          }
        });
    return escaped.toString();
  }

  /** See "Extensible Markup Language (XML) 1.0", production 2. */
  private static boolean isAllowed(int c) {
    boolean control = c < 0x20 && c != '\t' && c != '\n' && c != '\r';
    boolean surrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    return !control && !surrogate && c != 0xFFFE && c != 0xFFFF;
  }

  /** A name within a sentence: escaped, and unable to turn the writing direction around it. */
  public static String name(String text) {
    return "<bdi>" + escape(text) + "</bdi>";
  }

  /** Such as {@code 10,000}. */
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** Such as {@code 1 image} or {@code 10,000 images}. */
  public static String count(long number, String noun) {
    return count(number) + " " + noun + (number == 1 ? "" : "s");
  }

  /**
   * A share as a percentage with two decimals, or as many more as it takes to tell it from 0 and
   * from 100.
   */
  public static String percent(double share) {
    if (!Double.isFinite(share)) {
      return NONE;
    }
    String text = percent(share, 2);
    for (int decimals = 3; decimals <= MOST_DECIMALS && roundsAway(share, text); decimals++) {
      text = percent(share, decimals);
    }
    return text;
  }

  private static boolean roundsAway(double share, String text) {
    return share > 0 && share < 1 && (text.matches("100[.].*") || text.matches("0[.]0+\\D*"));
  }

  /** A share as a percentage with one decimal, or how close it is to 0 or to 100; escaped. */
  public static String roundPercent(double share) {
    if (!Double.isFinite(share)) {
      return NONE;
    }
    if (share > 0 && share < 0.0005) {
      return "&lt; 0.1\u00A0%";
    }
    return share > 0.9995 && share < 1 ? "&gt; 99.9\u00A0%" : percent(share, 1);
  }

  private static String percent(double share, int decimals) {
    return String.format(Locale.ROOT, "%." + decimals + "f\u00A0%%", share * 100);
  }

  /** A measured number with four significant digits. */
  public static String number(double value) {
    if (Double.isNaN(value)) {
      return "not a number";
    }
    return Double.isInfinite(value) ? "infinite" : digits(value, 4);
  }

  /** A number with so many significant digits and no needless zeros. */
  public static String digits(double value, int significant) {
    if (value == 0) {
      return "0";
    }
    BigDecimal rounded = rounded(value, significant);
    return isReadable(value) ? rounded.toPlainString().replace('-', '−') : scientific(rounded);
  }

  /** Like {@link #digits}, in the few characters that pictures have: {@code 4.2E−9}. */
  public static String simpleDigits(double value, int significant) {
    if (value == 0) {
      return "0";
    }
    BigDecimal rounded = rounded(value, significant);
    String text = isReadable(value) ? rounded.toPlainString() : rounded.toString();
    return text.replace('-', '−');
  }

  private static BigDecimal rounded(double value, int significant) {
    return new BigDecimal(value).round(new MathContext(significant)).stripTrailingZeros();
  }

  private static boolean isReadable(double value) {
    return Math.abs(value) >= 1e-6 && Math.abs(value) < 1e7;
  }

  /** Such as {@code 4.2 × 10⁻⁹}. */
  private static String scientific(BigDecimal value) {
    int exponent = value.precision() - value.scale() - 1;
    String power =
        Integer.toString(exponent)
            .chars()
            .mapToObj(c -> c == '-' ? "⁻" : SUPERSCRIPTS.substring(c - '0', c - '0' + 1))
            .collect(Collectors.joining());
    String factor = value.movePointLeft(exponent).toPlainString().replace('-', '−');
    return factor + "\u00A0×\u00A010" + power;
  }

  /** Images in a second. */
  public static String rate(double perSecond) {
    return Double.isFinite(perSecond) ? count(Math.round(perSecond)) : NONE;
  }

  /** A time for people, such as {@code 4.2 s} or {@code 3 min 12 s}. */
  public static String time(double seconds) {
    if (!Double.isFinite(seconds)) {
      return NONE;
    }
    if (seconds < 60) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    long whole = Math.round(seconds);
    return whole < 3600
        ? "%s min %s s".formatted(count(whole / 60), whole % 60)
        : "%s h %s min".formatted(count(whole / 3600), whole % 3600 / 60);
  }

  /** A length in a drawing. */
  public static String coordinate(double value) {
    return digits(Math.round(value * 10) / 10.0, 6).replace('−', '-');
  }
}
