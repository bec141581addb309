package dev.conv4j.io;

import dev.conv4j.FormatException;
import dev.conv4j.Problem;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * JSON as plain Java values: {@link Map}, {@link List}, {@link String}, {@link Number}, {@link
 * Boolean} and null.
 */
public final class Json {
  /** Far deeper than any network, and far from the end of a thread's stack. */
  private static final int DEEPEST = 300;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
          .build();

  private Json() {}

  /**
   * Reads one JSON value.
   *
   * @param place where the text is from, for messages
   * @throws FormatException if it is not JSON, has a key twice, nests deeper than 300 levels, or
   *     goes on behind the value
   */
  public static @Nullable Object parse(String text, String place) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw notJson(place, "the end", null);
      }
      Object value = value(parser, first);
      if (parser.nextToken() != null) {
        throw notJson(place, "more behind it", null);
      }
      return value;
    } catch (JacksonException e) {
      throw notJson(place, String.valueOf(e.getOriginalMessage()), e);
    }
  }

  private static FormatException notJson(
      String place, String found, @Nullable JacksonException cause) {
    return new FormatException(
        new Problem(place, "one JSON value", found, "The file is damaged or of another kind"),
        cause);
  }

  private static @Nullable Object value(JsonParser parser, JsonToken token) {
    return switch (token) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> parser.getString();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }

  private static Map<String, @Nullable Object> object(JsonParser parser) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      members.put(name, value(parser, parser.nextToken()));
    }
    return members;
  }

  private static List<@Nullable Object> array(JsonParser parser) {
    List<@Nullable Object> elements = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      elements.add(value(parser, token));
    }
    return elements;
  }

  /**
   * Writes a value as JSON on one line. JSON has no numbers that are not finite: they become the
   * strings {@code "NaN"}, {@code "Infinity"} and {@code "-Infinity"}.
   */
  public static String write(@Nullable Object value) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
      write(value, out);
    }
    return text.toString();
  }

  private static void write(@Nullable Object value, JsonGenerator out) {
    switch (value) {
      case null -> out.writeNull();
      case Map<?, ?> members -> {
        out.writeStartObject();
        members.forEach((name, member) -> {
          out.writeName(String.valueOf(name));
          write(member, out);
        });
        out.writeEndObject();
      }
      case Iterable<?> elements -> {
        out.writeStartArray();
        elements.forEach(element -> write(element, out));
        out.writeEndArray();
      }
      case Boolean flag -> out.writeBoolean(flag);
      case Integer number -> out.writeNumber(number);
      case Long number -> out.writeNumber(number);
      case Float number -> out.writeNumber(number);
      case Double number -> out.writeNumber(number);
      default -> out.writeString(value.toString());
    }
  }
}
