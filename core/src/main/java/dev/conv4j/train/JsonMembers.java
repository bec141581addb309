package dev.conv4j.train;

import dev.conv4j.FormatException;
import dev.conv4j.io.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The members of a JSON object, each checked for its type when it is asked for. */
record JsonMembers(Map<?, ?> members, String place) {
  private static final Map<String, Double> NOT_IN_JSON =
      Map.of(
          "NaN",
          Double.NaN,
          "Infinity",
          Double.POSITIVE_INFINITY,
          "-Infinity",
          Double.NEGATIVE_INFINITY);

  int count(String name) {
    if (members.get(name) instanceof Integer value && value >= 0) {
      return value;
    }
    throw bad("a whole number of 0 or more", name);
  }

  double number(String name) {
    Double value = number(members.get(name));
    if (value == null) {
      throw bad("a number", name);
    }
    return value;
  }

  /** A number, or one that JSON has no word for, as {@link Json#write} writes it; else null. */
  private static @Nullable Double number(@Nullable Object value) {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    return value instanceof String word ? NOT_IN_JSON.get(word) : null;
  }

  /** A number, or null if it is null or absent. */
  @Nullable Double numberOrNull(String name) {
    return members.get(name) == null ? null : Double.valueOf(number(name));
  }

  List<Double> numbers(String name) {
    return list(name).stream()
        .map(value -> {
          Double number = number(value);
          if (number == null) {
            throw bad("a list of numbers", name);
          }
          return number;
        })
        .toList();
  }

  List<JsonMembers> objects(String name) {
    return list(name).stream()
        .map(value -> {
          if (value instanceof Map<?, ?> object) {
            return new JsonMembers(object, place);
          }
          throw bad("a list of objects", name);
        })
        .toList();
  }

  private List<?> list(String name) {
    if (members.get(name) instanceof List<?> values) {
      return values;
    }
    throw bad("a list", name);
  }

  private FormatException bad(String expected, String name) {
    return new FormatException(
        place, expected + " as \"" + name + "\"", String.valueOf(members.get(name)), "");
  }
}
