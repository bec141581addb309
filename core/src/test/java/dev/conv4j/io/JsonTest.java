package dev.conv4j.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.FormatException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON as plain values, both ways. */
class JsonTest {

  @Test
  void whatWasWrittenIsRead() {
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("z", 1);
    value.put("a", Arrays.asList(null, true, -0.5, 1L << 40, "\"\\\n中\u0000"));
    value.put("nested", Map.of("k", List.of()));
    assertThat(Json.parse(Json.write(value), "test")).isEqualTo(value);
    assertThat(Json.write(value))
        .startsWith("{\"z\":1,\"a\":[null,true,-0.5,")
        .doesNotContain("\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "true", "3", "\"x\"", "[]", "{}", " [1] "})
  void everyValueIsADocument(String text) {
    assertThat(Json.write(Json.parse(text, "test"))).isEqualTo(text.strip());
  }

  @Test
  void wholeNumbersKeepTheirValue() {
    assertThat(Json.parse("[2147483647, 2147483648, 18446744073709551616]", "test"))
        .isEqualTo(List.of(2147483647, 2147483648L, new BigInteger("18446744073709551616")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[1,]",
        "{\"a\":1,}",
        "{a:1}",
        "'a'",
        "1 2",
        "{} []",
        "NaN",
        "Infinity",
        "01",
        "{\"a\":1,\"a\":2}",
        "\"\n\"",
        "// c\n1",
        "\"\\x\"",
        "tru",
        "+1",
        "\u0000"
      })
  void whatIsNotJsonIsRefused(String text) {
    assertThatThrownBy(() -> Json.parse(text, "settings.json"))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith("settings.json: expected one JSON value but got ");
  }

  @Test
  void nestingIsBounded() {
    assertThat(Json.parse("[".repeat(300) + "]".repeat(300), "test")).isNotNull();
    assertThatThrownBy(() -> Json.parse("[".repeat(301) + "]".repeat(301), "test"))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("nesting depth");
  }
}
