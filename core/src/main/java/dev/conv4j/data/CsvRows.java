package dev.conv4j.data;

import dev.conv4j.FormatException;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of a table of comma-separated values (RFC 4180): a value may stand in quotes, within
 * which commas and line breaks count for nothing and a quote is written twice. Empty lines are
 * passed over, and so are spaces around values without quotes.
 */
final class CsvRows {
  private final String place;
  private final String text;
  private final List<Row> rows = new ArrayList<>();
  private int at;
  private int line = 1;

  /**
   * One row.
   *
   * @param line where it begins in the file, from 1
   */
  record Row(int line, List<String> values) {}

  private CsvRows(String place, String text) {
    this.place = place;
    this.text = text;
  }

  /**
   * All rows.
   *
   * @param place the name of the file, for messages
   * @throws FormatException if a quote is not closed, or something follows it
   */
  static List<Row> of(String place, String text) {
    CsvRows reader = new CsvRows(place, text.startsWith("\uFEFF") ? text.substring(1) : text);
    while (reader.at < reader.text.length()) {
      reader.row();
    }
    return reader.rows;
  }

  private void row() {
    int begin = line;
    List<String> values = new ArrayList<>(List.of(value()));
    while (isAt(',')) {
      at++;
      values.add(value());
    }
    endLine();
    if (values.size() > 1 || !values.getFirst().isEmpty()) {
      rows.add(new Row(begin, List.copyOf(values)));
    }
  }

  private String value() {
    while (isAt(' ') || isAt('\t')) {
      at++;
    }
    return isAt('"') ? quoted() : plain();
  }

  private String plain() {
    int begin = at;
    while (at < text.length() && ",\r\n".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return text.substring(begin, at).strip();
  }

  private String quoted() {
    int begin = line;
    StringBuilder value = new StringBuilder();
    at++;
    while (!isAt('"') || isAt(1, '"')) {
      if (at >= text.length()) {
        throw new FormatException(
            place + ", line " + begin, "a quote at the end of the value", "none", "");
      }
      at += isAt('"') ? 1 : 0;
      line += isAt('\n') ? 1 : 0;
      value.append(text.charAt(at++));
    }
    at++;
    while (isAt(' ') || isAt('\t')) {
      at++;
    }
    if (at < text.length() && ",\r\n".indexOf(text.charAt(at)) < 0) {
      throw new FormatException(
          place + ", line " + line,
          "a comma or the end of the line after a quote",
          "'" + text.charAt(at) + "'",
          "Within quotes, write a quote twice");
    }
    return value.toString();
  }

  private void endLine() {
    if (isAt('\r')) {
      at++;
    }
    if (isAt('\n')) {
      at++;
    }
    line++;
  }

  private boolean isAt(char character) {
    return isAt(0, character);
  }

  private boolean isAt(int ahead, char character) {
    return at + ahead < text.length() && text.charAt(at + ahead) == character;
  }
}
