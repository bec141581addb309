package dev.conv4j.data;

import dev.conv4j.DataException;
import dev.conv4j.FormatException;
import dev.conv4j.Problem;
import dev.conv4j.data.CsvRows.Row;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A table of picture files and their classes as comma-separated values, in UTF-8. A header may name
 * the columns, in any order: the picture ({@code path}, {@code file}, {@code filename} or {@code
 * image}), its class ({@code label} or {@code class}), and perhaps {@code split}, which says {@code
 * train}, {@code test} or {@code val}; others are passed over. Rows of {@code val} are to test with
 * if there are none of {@code test}, else they are not used. Without a header the first two columns
 * are picture and class. Paths are from the folder of the table.
 */
final class ImageTable {
  /** What a table looks like, for messages. */
  static final String LAYOUT = "rows of a picture's path and its class, such as cats/1.jpg,cat";

  private static final long MOST_BYTES = 1 << 28;
  private static final List<String> PATHS = List.of("path", "file", "filename", "image");
  private static final List<String> LABELS = List.of("label", "class");
  private static final List<String> SPLITS = List.of("split");
  private static final List<String> TRAIN = List.of("train", "training", "");
  private static final List<String> TEST = List.of("test", "testing");
  private static final List<String> VALIDATION =
      List.of("val", "valid", "validation", "eval", "evaluation");

  private final Path table;
  private final List<Row> rows;
  private final Columns columns;
  private final int width;

  /** Which column holds what; the split may be in none, -1. */
  private record Columns(int path, int label, int split, boolean named) {

    static Columns of(Row first) {
      List<String> names =
          first.values().stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
      int path = find(names, PATHS);
      int label = find(names, LABELS);
      return path >= 0 && label >= 0
          ? new Columns(path, label, find(names, SPLITS), true)
          : new Columns(0, 1, -1, false);
    }

    private static int find(List<String> names, List<String> wanted) {
      return wanted.stream().mapToInt(names::indexOf).filter(i -> i >= 0).findFirst().orElse(-1);
    }

    int needed() {
      return Math.max(Math.max(path, label), split) + 1;
    }
  }

  private ImageTable(Path table, List<Row> rows) {
    this.table = table;
    this.columns = Columns.of(rows.getFirst());
    this.rows = columns.named() ? rows.subList(1, rows.size()) : rows;
    this.width = rows.getFirst().values().size();
  }

  /** What a picture is for. */
  private enum Split {
    TRAIN,
    TEST,
    VALIDATION
  }

  /**
   * Finds the pictures.
   *
   * @param wanted the names of the classes; if empty, they are those found
   * @throws DataException if the file cannot be read, or a row names no picture or class
   * @throws FormatException if it is no table
   */
  static FoundImages find(Path table, List<String> wanted) {
    List<Row> rows = CsvRows.of(table.toString(), text(table));
    if (rows.isEmpty()) {
      throw new DataException(table.toString(), LAYOUT, "an empty file", "");
    }
    return new ImageTable(table, rows).find(wanted);
  }

  private static String text(Path table) {
    try {
      if (Files.size(table) > MOST_BYTES) {
        throw new DataException(
            table.toString(),
            "a table of at most " + MOST_BYTES + " bytes",
            Long.toString(Files.size(table)),
            "");
      }
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(Files.readAllBytes(table)))
          .toString();
    } catch (CharacterCodingException e) {
      throw new FormatException(
          new Problem(table.toString(), "text in UTF-8", "other bytes", "Save the table as UTF-8"),
          e);
    } catch (IOException e) {
      throw new DataException(
          Problem.of(table.toString(), "it cannot be read: " + e.getMessage(), ""), e);
    }
  }

  private FoundImages find(List<String> wanted) {
    if (rows.isEmpty()) {
      throw new DataException(
          table.toString(), LAYOUT, "a header alone", "Add rows, one for each picture");
    }
    rows.forEach(this::requireComplete);
    Labels labels =
        Labels.of(wanted, rows.stream().map(row -> row.values().get(columns.label())).toList());
    List<LabelledFile> train = new ArrayList<>();
    List<LabelledFile> test = new ArrayList<>();
    List<LabelledFile> validation = new ArrayList<>();
    for (Row row : rows) {
      String label = row.values().get(columns.label());
      LabelledFile file =
          new LabelledFile(
              path(row), labels.number(label, place(row)), row.values().get(columns.path()));
      switch (split(row)) {
        case TRAIN -> train.add(file);
        case TEST -> test.add(file);
        case VALIDATION -> validation.add(file);
      }
    }
    List<String> remarks = new ArrayList<>();
    if (!validation.isEmpty()) {
      remarks.add(FoundImages.validationRemark("the split val", validation.size(), test.size()));
    }
    return new FoundImages(
        FoundImages.Layout.TABLE,
        table.toString(),
        labels.names(),
        train,
        test.isEmpty() ? validation : test,
        remarks);
  }

  private String place(Row row) {
    return table + ", line " + row.line();
  }

  private void requireComplete(Row row) {
    List<String> values = row.values();
    if (values.size() < columns.needed()) {
      throw new FormatException(
          place(row),
          LAYOUT,
          "'" + String.join(",", values) + "'",
          "Separate the two by a comma; a path with a comma in it stands in quotes");
    }
    if (values.stream().skip(width).anyMatch(value -> !value.isEmpty())) {
      throw new FormatException(
          place(row),
          "%d values, as the first row has".formatted(width),
          "%d, '%s'".formatted(values.size(), String.join(",", values)),
          "A path with a comma in it stands in quotes");
    }
    if (values.get(columns.path()).isEmpty() || values.get(columns.label()).isEmpty()) {
      throw new FormatException(
          place(row), LAYOUT, "'" + String.join(",", values) + "'", "Leave neither of them empty");
    }
  }

  private Path path(Row row) {
    String path = row.values().get(columns.path());
    try {
      Path file = table.resolveSibling(path);
      if (mayBeHeader(row) && !Files.exists(file)) {
        throw new DataException(
            place(row),
            "the path of a picture, from the folder of the table",
            "'" + path + "', which is not there",
            "Correct it; if this is a header, name the columns path and label");
      }
      return file;
    } catch (InvalidPathException e) {
      throw new DataException(
          new Problem(place(row), "the path of a picture", "'" + path + "'", e.getReason()), e);
    }
  }

  /** Whether a row is the first, and its class is not heard of again. */
  private boolean mayBeHeader(Row row) {
    String label = row.values().get(columns.label());
    return !columns.named()
        && row.line() == rows.getFirst().line()
        && rows.stream().skip(1).noneMatch(other -> other.values().get(1).equals(label));
  }

  private Split split(Row row) {
    if (columns.split() < 0) {
      return Split.TRAIN;
    }
    String split = row.values().get(columns.split()).toLowerCase(Locale.ROOT);
    if (TRAIN.contains(split)) {
      return Split.TRAIN;
    }
    if (TEST.contains(split)) {
      return Split.TEST;
    }
    if (VALIDATION.contains(split)) {
      return Split.VALIDATION;
    }
    throw new FormatException(
        place(row),
        "train, test or val in the column split, or nothing, which means train",
        "'" + split + "'",
        "");
  }
}
