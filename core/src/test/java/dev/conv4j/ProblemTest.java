package dev.conv4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How what went wrong is told. */
class ProblemTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Conv2d | a | b | Do c  | Conv2d: expected a but got b. Do c.",
        "Conv2d | a | b | ''    | Conv2d: expected a but got b.",
        "f.txt  | ''| it is gone | Look elsewhere | f.txt: it is gone. Look elsewhere.",
        "''     | ''| it is gone! | Really? | it is gone! Really?",
        "f.txt  | ''| it is gone. | ''  | f.txt: it is gone.",
      })
  void readsAsSentences(
      String place, String expected, String found, String remedy, String sentence) {
    assertThat(new Problem(place, expected, found, remedy)).hasToString(sentence);
  }

  @Test
  void staysOnOneLineWhateverAFileSays() {
    String hostile = "a\nb\r\nc\u0000d\u2028e\u001b[31mf";
    assertThat(new Problem(hostile, hostile, hostile, hostile).toString())
        .isEqualTo(
            "a b c d e [31mf: expected a b c d e [31mf but got a b c d e [31mf. a b c d e [31mf.");
  }

  @Test
  void staysShortWhateverAFileSays() {
    String text = new Problem("f", "x", "begin" + "?".repeat(1_000_000) + "end", "").toString();
    assertThat(text).hasSizeLessThan(700).contains("begin???", "???end");
  }

  @Test
  void partsAreAsTheyWereGiven() {
    String found = "?".repeat(10_000) + "\n";
    assertThat(new FormatException("f", "x", found, "").problem().found()).isEqualTo(found);
  }

  @Test
  void exceptionsTellTheSameOnAnotherMachine() throws IOException, ClassNotFoundException {
    ShapeException thrown =
        new ShapeException("Linear", "[N, 3]", "[1, 4]", "")
            .inside("fc")
            .after(List.of("1×2×2", "flatten 4"));
    ShapeException arrived = (ShapeException) copy(thrown);
    assertThat(arrived).hasMessage(thrown.getMessage());
    assertThat(arrived.problem().toString()).contains("expected [N, 3] but got [1, 4]");
  }

  private static Object copy(Object original) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(original);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return in.readObject();
    }
  }

  @Test
  void shapesOnTheWayAreJoinedFromTheInside() {
    ShapeException thrown =
        new ShapeException("Linear", "[N, 3]", "[1, 4]", "")
            .inside("fc")
            .after(List.of("1×2×2", "flatten 4"))
            .inside("head")
            .after(List.of("1×4×4", "pool 1×2×2"));
    assertThat(thrown)
        .hasMessage(
            "Linear 'head.fc': expected [N, 3] but got [1, 4]."
                + " Shapes on the way: 1×4×4 → pool 1×2×2 → head.flatten 4.");
  }

  @Test
  void theVersionIsThatOfTheBuild() {
    assertThat(Version.current()).matches("\\d+\\.\\d+\\.\\d+(-[A-Z]+)?");
  }
}
