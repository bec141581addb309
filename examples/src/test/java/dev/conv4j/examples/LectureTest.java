package dev.conv4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LectureTest {
  static Iterable<Section> sections() {
    return Lecture.sections();
  }

  @Test
  void numbersItsSectionsFromOne() {
    assertThat(Lecture.sections()).extracting(Section::number).containsExactly(1, 2, 3, 4, 5, 6, 7);
  }

  @Test
  void listsItsSections() {
    String list = Printed.by(Lecture::list, StandardCharsets.UTF_8);
    assertThat(list.lines()).hasSize(7).element(2).asString().contains("section 3", "Padding");
  }

  @ParameterizedTest
  @MethodSource("sections")
  void fitsAnOrdinaryTerminal(Section section) {
    assertThat(Printed.by(section).lines())
        .allSatisfy(line -> {
          assertThat(line).hasSizeLessThan(100);
          assertThat(line).isEqualTo(line.stripTrailing()).doesNotContain("\u001b");
        })
        .startsWith(section.number() + ". " + section.title());
  }
}
