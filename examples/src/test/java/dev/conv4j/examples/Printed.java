package dev.conv4j.examples;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** What programs write, as text. */
final class Printed {
  private static final Map<Section, String> SECTIONS = new ConcurrentHashMap<>();

  private Printed() {}

  /** What a section writes where nobody watches; it is run once for all tests. */
  static String by(Section section) {
    return SECTIONS.computeIfAbsent(
        section, it -> by(out -> it.run(out, Display.PLAIN), StandardCharsets.UTF_8));
  }

  static String by(Consumer<PrintStream> program, Charset charset) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(bytes, true, charset)) {
      program.accept(out);
    }
    return bytes.toString(charset);
  }

  /** The text as words with one space between, whatever the layout. */
  static String words(String text) {
    return String.join(" ", List.of(text.strip().split("\\s+", -1)));
  }
}
