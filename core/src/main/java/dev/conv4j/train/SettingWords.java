package dev.conv4j.train;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a setting is, in words: all that there is to it, so that equal words mean equal settings.
 */
final class SettingWords {
  private static final Pattern BETWEEN_WORDS = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");

  /** What the records of settings are called within the class that they set up. */
  private static final String CONFIG = "Config";

  private SettingWords() {}

  /**
   * Such as {@code adam (learning rate 0.001, beta1 0.9)} for a record, {@code conv1.*, fc.*} for a
   * list; what is neither speaks for itself.
   */
  static String of(Object setting) {
    return switch (setting) {
      case Record record -> named(record);
      case List<?> list when list.isEmpty() -> "none";
      case List<?> list -> list.stream().map(SettingWords::of).collect(Collectors.joining(", "));
      case Enum<?> constant -> constant.name().toLowerCase(Locale.ROOT);
      default -> setting.toString();
    };
  }

  private static String named(Record setting) {
    Class<?> type = setting.getClass();
    Class<?> outer = type.getEnclosingClass();
    String name =
        words(
            outer != null && type.getSimpleName().equals(CONFIG)
                ? outer.getSimpleName()
                : type.getSimpleName());
    try {
      String parts = parts(setting, type.getRecordComponents());
      return parts.isEmpty() ? name : name + " (" + parts + ")";
    } catch (ReflectiveOperationException e) {
      return setting.toString(); // a record that only its own module may look into
    }
  }

  private static String parts(Record setting, RecordComponent[] components)
      throws ReflectiveOperationException {
    StringBuilder parts = new StringBuilder();
    for (RecordComponent component : components) {
      Object value = component.getAccessor().invoke(setting);
      parts
          .append(parts.isEmpty() ? "" : ", ")
          .append(words(component.getName()))
          .append(' ')
          .append(value == null ? "none" : of(value));
    }
    return parts.toString();
  }

  private static String words(String name) {
    return Arrays.stream(BETWEEN_WORDS.split(name, -1))
        .map(word -> word.toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(" "));
  }
}
