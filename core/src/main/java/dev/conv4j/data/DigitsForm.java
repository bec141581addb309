package dev.conv4j.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One way to write a digit.
 *
 * @param digit 0 to 9
 * @param weight how often people write the digit so, beside its other forms
 * @param examples at least one, all with the same strokes and corners
 */
record DigitsForm(int digit, int weight, List<Example> examples) {

  DigitsForm {
    examples = List.copyOf(examples);
    for (Example example : examples) {
      if (!example.isLike(examples.getFirst())) {
        throw new IllegalStateException(
            "the examples of a form of %d differ in strokes or corners: %s"
                .formatted(digit, example));
      }
    }
  }

  /**
   * Reads forms: each has a line {@code digit weight}, then its examples, one on each line that
   * begins with a space.
   */
  static List<DigitsForm> parse(String table) {
    List<DigitsForm> forms = new ArrayList<>();
    List<String> block = new ArrayList<>();
    for (String line : table.lines().filter(text -> !text.isBlank()).toList()) {
      if (!line.startsWith(" ") && !block.isEmpty()) {
        forms.add(parseBlock(block));
        block.clear();
      }
      block.add(line);
    }
    forms.add(parseBlock(block));
    return List.copyOf(forms);
  }

  private static DigitsForm parseBlock(List<String> lines) {
    String[] head = lines.getFirst().split(" ", -1);
    return new DigitsForm(
        Integer.parseInt(head[0]),
        Integer.parseInt(head[1]),
        lines.stream().skip(1).map(Example::parse).toList());
  }

  /**
   * A digit as somebody might write it: points that the strokes pass through, one after another.
   */
  static final class Example {
    private static final String NEXT_STROKE = "/";
    private static final String CORNER = "!";

    private final String text;
    private final float[] x;
    private final float[] y;
    private final boolean[] corner;
    private final boolean[] last;

    private Example(String text, int points) {
      this.text = text;
      x = new float[points];
      y = new float[points];
      corner = new boolean[points];
      last = new boolean[points];
    }

    private static Example parse(String line) {
      String[] words = line.strip().split(" +", -1);
      int strokes = 1 + (int) Arrays.stream(words).filter(NEXT_STROKE::equals).count();
      Example example = new Example(line.strip(), words.length - strokes + 1);
      int point = 0;
      for (String word : words) {
        if (word.equals(NEXT_STROKE)) {
          example.last[point - 1] = true;
        } else {
          example.parsePoint(point++, word);
        }
      }
      example.last[point - 1] = true;
      return example;
    }

    private void parsePoint(int point, String word) {
      corner[point] = word.endsWith(CORNER);
      String[] numbers = word.replace(CORNER, "").split(",", -1);
      x[point] = Float.parseFloat(numbers[0]);
      y[point] = Float.parseFloat(numbers[1]);
    }

    private boolean isLike(Example other) {
      return Arrays.equals(corner, other.corner) && Arrays.equals(last, other.last);
    }

    int points() {
      return x.length;
    }

    float x(int point) {
      return x[point];
    }

    float y(int point) {
      return y[point];
    }

    /** Whether a stroke begins at this point. */
    boolean isFirst(int point) {
      return point == 0 || last[point - 1];
    }

    /** Whether a stroke ends at this point. */
    boolean isLast(int point) {
      return last[point];
    }

    /** Whether the stroke has a corner at this point. */
    boolean isCorner(int point) {
      return corner[point];
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
