package dev.conv4j.examples;

import java.io.PrintStream;
import java.nio.charset.CharsetEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Where a program writes: paragraphs, tables, and frames that follow one another. Letters that the
 * stream's character set lacks are replaced by similar ones of ASCII.
 */
final class Screen {
  /** Text is wrapped at this column. */
  static final int WIDTH = 88;

  private static final long PAUSE_MILLIS = 500;
  private static final String ESCAPE = "\u001b[";
  private static final Map<String, String> SIMILAR =
      Map.of("·", "*", "×", "x", "→", "->", "█", "#", "–", "-", "’", "'");

  private final PrintStream out;
  private final Display display;
  private int linesOfLastFrame;
  private boolean hurried;

  Screen(PrintStream out, Display display) {
    this.out = out;
    this.display = display;
  }

  /** Whether marks are colours; else they are characters. */
  boolean hasColor() {
    return display.color();
  }

  /** Text with its background and foreground exchanged. */
  String inverse(String text) {
    return styled("7", text);
  }

  /** Text that stands out. */
  String bold(String text) {
    return styled("1", text);
  }

  /** Text that stands back. */
  String dim(String text) {
    return styled("2", text);
  }

  private String styled(String code, String text) {
    return display.color() ? ESCAPE + code + "m" + text + ESCAPE + "0m" : text;
  }

  /** A heading with a rule under it. */
  void title(String text) {
    line(bold(text));
    line(dim("-".repeat(text.length())));
  }

  /** A paragraph, wrapped, with an empty line after it. */
  void say(String text) {
    wrap(text, WIDTH).forEach(this::line);
    line("");
  }

  /** An item of a list: its name, and beside it a text that is wrapped. */
  void item(String name, String text) {
    String indent = "  %-10s ".formatted(name);
    for (String part : wrap(text, WIDTH - indent.length())) {
      line(indent + part);
      indent = " ".repeat(indent.length());
    }
  }

  /** A block, indented, with an empty line after it. */
  void show(Block block) {
    block.lines().forEach(text -> line("  " + text));
    line("");
  }

  /** One line as it is. */
  void line(String text) {
    out.println(inCharset(text.stripTrailing()));
    linesOfLastFrame = 0;
  }

  /**
   * One of several pictures of the same size that follow one another. Where a person watches, it is
   * drawn over the one before and shown for a moment; else it comes below it.
   */
  void frame(List<String> lines) {
    StringBuilder text = new StringBuilder();
    if (display.animation() && linesOfLastFrame > 0) {
      text.append(ESCAPE).append(linesOfLastFrame).append('A');
    }
    for (String line : lines) {
      text.append(("  " + line).stripTrailing());
      text.append(display.animation() ? ESCAPE + "K" : "").append(System.lineSeparator());
    }
    out.print(inCharset(text.toString()));
    out.flush();
    linesOfLastFrame = lines.size();
    pause();
  }

  /** An interrupt ends the pauses, not the program; it stays set for whoever called. */
  private void pause() {
    if (!display.animation() || hurried) {
      return;
    }
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      hurried = true;
      Thread.currentThread().interrupt();
    }
  }

  private String inCharset(String text) {
    if (!out.charset().canEncode()) {
      return text;
    }
    CharsetEncoder encoder = out.charset().newEncoder();
    String result = text;
    for (Map.Entry<String, String> letter : SIMILAR.entrySet()) {
      if (!encoder.canEncode(letter.getKey())) {
        result = result.replace(letter.getKey(), letter.getValue());
      }
    }
    return result;
  }

  /** Lines of at most so many characters, broken between words. */
  static List<String> wrap(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
