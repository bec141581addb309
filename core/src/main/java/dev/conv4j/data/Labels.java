package dev.conv4j.data;

import dev.conv4j.DataException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The names of classes, and their numbers. */
final class Labels {
  private static final int MOST_SHOWN = 10;

  private final List<String> names;
  private final Map<String, Integer> numbers = new HashMap<>();

  /** Classes with these names, in this order. */
  Labels(List<String> names) {
    this.names = List.copyOf(names);
    for (int i = 0; i < names.size(); i++) {
      numbers.putIfAbsent(names.get(i), i);
    }
  }

  /** These classes if there are any, else those found, sorted. */
  static Labels of(List<String> wanted, Collection<String> found) {
    return new Labels(wanted.isEmpty() ? sorted(found) : wanted);
  }

  /** Each name once: numbers by their value if all are numbers, else by their characters. */
  static List<String> sorted(Collection<String> names) {
    boolean numbers = names.stream().allMatch(name -> name.matches("[0-9]{1,9}"));
    Comparator<String> byCharacters = Comparator.naturalOrder();
    Comparator<String> order =
        numbers
            ? Comparator.<String>comparingInt(Integer::parseInt).thenComparing(byCharacters)
            : byCharacters;
    return names.stream().distinct().sorted(order).toList();
  }

  List<String> names() {
    return names;
  }

  /**
   * The number of a class.
   *
   * @param place where the name stands, for messages
   * @throws DataException if it is none of these classes
   */
  int number(String name, String place) {
    Integer number = numbers.get(name);
    if (number == null) {
      throw new DataException(
          place,
          "one of the classes " + shown(names),
          "'" + name + "'",
          "Correct the name, or leave the class out; to train on other classes, a model needs a new last"
              + " layer (--classes data)");
    }
    return number;
  }

  /** The first of some names, and how many more there are. */
  static String shown(List<String> names) {
    String first = String.join(", ", names.subList(0, Math.min(names.size(), MOST_SHOWN)));
    int more = names.size() - MOST_SHOWN;
    return more > 0 ? first + " and " + more + " more" : first;
  }
}
