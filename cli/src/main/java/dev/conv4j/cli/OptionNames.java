package dev.conv4j.cli;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Messages of the library, in which remedies name what a program calls, in the words of the command
 * line.
 */
final class OptionNames {
  private record Name(Pattern inJava, String here) {
    static Name of(String inJava, String here) {
      return new Name(Pattern.compile(inJava), here);
    }
  }

  private static final List<Name> NAMES =
      List.of(
          Name.of("ImageOptions\\.skipUnreadable\\b", "--skip-unreadable"),
          Name.of("DataSources\\.open\\(\"?(\\w+)\"?\\)", "--data $1"),
          Name.of("Model\\.parameters\\b", "conv4j summary"));

  private OptionNames() {}

  /** The message with options and commands in place of what they set or call. */
  static String in(String message) {
    String text = message;
    for (Name name : NAMES) {
      text = name.inJava.matcher(text).replaceAll(name.here);
    }
    return text;
  }
}
