package dev.conv4j;

/**
 * What went wrong, told the same way everywhere: where, what was expected, what was found, and what
 * to do about it. A part that says nothing is the empty string.
 */
public record Problem(String place, String expected, String found, String remedy) {

  /** A problem whose finding needs no expectation beside it, such as "the file does not exist". */
  public static Problem of(String place, String found, String remedy) {
    return new Problem(place, "", found, remedy);
  }

  /** The problem as one line for a person. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    if (!place.isEmpty()) {
      text.append(place).append(": ");
    }
    if (expected.isEmpty()) {
      text.append(found);
    } else {
      text.append("expected ").append(expected).append(" but got ").append(found);
    }
    if (!endsSentence(text)) {
      text.append('.');
    }
    if (!remedy.isEmpty()) {
      text.append(' ').append(remedy);
      if (!endsSentence(text)) {
        text.append('.');
      }
    }
    return text.toString();
  }

  private static boolean endsSentence(StringBuilder text) {
    return !text.isEmpty() && ".!?:".indexOf(text.charAt(text.length() - 1)) >= 0;
  }
}
