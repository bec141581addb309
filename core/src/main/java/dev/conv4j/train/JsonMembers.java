package dev.conv4j.train;

import dev.conv4j.FormatException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The members of a JSON object, each checked for its type when it is asked for. */
record JsonMembers(Map<?, ?> members, String place) {

  int count(String name) {
    if (members.get(name) instanceof Integer value && value >= 0) {
      return value;
    }
    throw bad("a whole number of 0 or more", name);
  }

  double number(String name) {
    if (members.get(name) instanceof Number value) {
      return value.doubleValue();
    }
    throw bad("a number", name);
  }

  /** A number, or null if it is null or absent. */
  @Nullable Double numberOrNull(String name) {
    return members.get(name) == null ? null : Double.valueOf(number(name));
  }

  List<Double> numbers(String name) {
    return list(name).stream()
        .map(value -> {
          if (value instanceof Number number) {
            return number.doubleValue();
          }
          throw bad("a list of numbers", name);
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
