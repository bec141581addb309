package dev.conv4j;

/**
 * What went wrong, told the same way everywhere: where, what was expected, what was found, and what
 * to do about it. A part that says nothing is the empty string. Parts may quote a hostile file: in
 * the message they are short and on one line.
 */
public record Problem(String place, String expected, String found, String remedy) {
  /** A longer part is cut in its middle. */
  private static final int LONGEST_PART = 600;

  /** A problem whose finding needs no expectation beside it, such as "the file does not exist". */
  public static Problem of(String place, String found, String remedy) {
    return new Problem(place, "", found, remedy);
  }

  /** The problem as one line for a person. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    if (!place.isEmpty()) {
      text.append(tame(place)).append(": ");
    }
    if (expected.isEmpty()) {
      text.append(tame(found));
    } else {
      text.append("expected ").append(tame(expected)).append(" but got ").append(tame(found));
    }
    if (!endsSentence(text)) {
      text.append('.');
    }
    if (!remedy.isEmpty()) {
      text.append(' ').append(tame(remedy));
      if (!endsSentence(text)) {
        text.append('.');
      }
    }
    return text.toString();
  }

  private static String tame(String part) {
    String whole = part;
    if (part.length() > LONGEST_PART) {
      int half = LONGEST_PART / 2;
      whole = part.substring(0, half) + " … " + part.substring(part.length() - half);
    }
    return whole.replaceAll("[\\p{Cntrl}\u2028\u2029]+", " ");
  }

  private static boolean endsSentence(StringBuilder text) {
    return !text.isEmpty() && ".!?:".indexOf(text.charAt(text.length() - 1)) >= 0;
  }
}
