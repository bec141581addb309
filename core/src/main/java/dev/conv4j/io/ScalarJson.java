package dev.conv4j.io;

import dev.conv4j.tensor.Size2d;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Single values of an architecture as JSON: numbers, flags, text, enums and sizes. */
final class ScalarJson {
  private static final Map<Class<?>, Class<?>> BOXES =
      Map.of(
          boolean.class, Boolean.class,
          byte.class, Byte.class,
          char.class, Character.class,
          double.class, Double.class,
          float.class, Float.class,
          int.class, Integer.class,
          long.class, Long.class,
          short.class, Short.class);

  /** What JSON means as a value of each class; null if it means none. */
  private static final Map<Class<?>, Function<@Nullable Object, @Nullable Object>> READERS =
      Map.of(
          Boolean.class, json -> json instanceof Boolean flag ? flag : null,
          Byte.class, json -> whole(json, Byte.MAX_VALUE, Long::byteValue),
          Character.class,
              json -> json instanceof String text && text.length() == 1 ? text.charAt(0) : null,
          Double.class, json -> json instanceof Number number ? number.doubleValue() : null,
          Float.class, json -> json instanceof Number number ? number.floatValue() : null,
          Integer.class, json -> json instanceof Integer number ? number : null,
          Long.class, json -> whole(json, Long.MAX_VALUE, Long::longValue),
          Short.class, json -> whole(json, Short.MAX_VALUE, Long::shortValue),
          Size2d.class, ScalarJson::size,
          String.class, json -> json instanceof String text ? text : null);

  private ScalarJson() {}

  /** Whether a type is the class of a primitive one, such as {@code Integer}. */
  static boolean isBox(Class<?> type) {
    return BOXES.containsValue(type);
  }

  /** A value as JSON; null if {@link #read} could not make one of this type of it. */
  static @Nullable Object write(Class<?> type, @Nullable Object value) {
    Object json =
        switch (value) {
          case Size2d size -> List.of(size.height(), size.width());
          case Enum<?> constant -> constant.name();
          case Character letter -> letter.toString();
          case Byte number -> number.intValue();
          case Short number -> number.intValue();
          case Float number when !Float.isFinite(number) -> null;
          case Double number when !Double.isFinite(number) -> null;
          case null, default -> value;
        };
    return value != null && value.equals(read(type, json)) ? json : null;
  }

  /** The value of a type that JSON means; null if it means none. */
  static @Nullable Object read(Class<?> type, @Nullable Object json) {
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .filter(constant -> ((Enum<?>) constant).name().equals(json))
          .findFirst()
          .orElse(null);
    }
    var reader = READERS.get(BOXES.getOrDefault(type, type));
    return reader == null ? null : reader.apply(json);
  }

  /** What to expect of JSON for a type, for messages. */
  static String expected(Class<?> type) {
    return type.isEnum()
        ? "one of " + Arrays.toString(type.getEnumConstants())
        : "a value for " + type.getSimpleName();
  }

  private static @Nullable Object whole(
      @Nullable Object json, long most, Function<Long, Object> as) {
    Long number =
        switch (json) {
          case Integer small -> small.longValue();
          case Long large -> large;
          case null, default -> null;
        };
    return number == null || number > most || number < -most - 1 ? null : as.apply(number);
  }

  private static @Nullable Size2d size(@Nullable Object json) {
    return json instanceof List<?> size
            && size.size() == 2
            && size.get(0) instanceof Integer height
            && size.get(1) instanceof Integer width
        ? new Size2d(height, width)
        : null;
  }
}
