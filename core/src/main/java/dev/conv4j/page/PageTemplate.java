package dev.conv4j.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text with places to fill, such as <code>{{title}}</code>. */
public record PageTemplate(String text) {
  private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z]+)\\}\\}");

  /**
   * Reads a file that lies in the jar.
   *
   * @param beside the class beside which it lies
   */
  public static PageTemplate read(Class<?> beside, String file) {
    try (InputStream in = beside.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is missing from the jar of conv4j");
      }
      return new PageTemplate(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The style sheet that all pages begin with. */
  public static String commonStyle() {
    return read(PageTemplate.class, "page.css").text();
  }

  /**
   * Puts the values into their places, as they are. What looks like a place within a value is left
   * alone.
   */
  public String fill(Map<String, String> values) {
    return PLACE
        .matcher(text)
        .replaceAll(place -> {
          String value = values.get(place.group(1));
          if (value == null) {
            throw new IllegalStateException("nothing to put at " + place.group());
          }
          return Matcher.quoteReplacement(value);
        });
  }
}
