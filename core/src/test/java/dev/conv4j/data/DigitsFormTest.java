package dev.conv4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.data.DigitsForm.Example;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of strokes and how it is read. */
class DigitsFormTest {

  @Test
  void readsStrokesPointsAndCorners() {
    List<DigitsForm> forms =
        DigitsForm.parse(
            """
            4 7
              10,0 -5,60! 90.5,60 / 70,0 70,100

            1 2
              50,0 50,100
            """);
    assertThat(forms).extracting(DigitsForm::digit).containsExactly(4, 1);
    assertThat(forms).extracting(DigitsForm::weight).containsExactly(7, 2);
    Example four = forms.getFirst().examples().getFirst();
    assertThat(four.points()).isEqualTo(5);
    assertThat(four.x(1)).isEqualTo(-5);
    assertThat(four.x(2)).isEqualTo(90.5f);
    assertThat(four.y(4)).isEqualTo(100);
    assertPoints(List.of(1), four::isCorner);
    assertPoints(List.of(0, 3), four::isFirst);
    assertPoints(List.of(2, 4), four::isLast);
  }

  private static void assertPoints(List<Integer> expected, IntPredicate property) {
    assertThat(IntStream.range(0, 5).filter(property).boxed().toList()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0,0 1,1! 2,2", "0,0 1,1 / 2,2", "0,0 1,1"})
  void refusesExamplesThatCannotBeMixed(String other) {
    assertThatThrownBy(() -> DigitsForm.parse("3 1\n 0,0 1,1 2,2\n " + other))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(other);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
  void everyDigitHasSeveralForms(int digit) {
    List<DigitsForm> forms = DigitsShapes.forms(digit);
    assertThat(forms).hasSizeGreaterThan(1);
    for (DigitsForm form : forms) {
      assertThat(form.weight()).isPositive();
      assertThat(form.examples()).hasSizeGreaterThan(1);
      for (Example example : form.examples()) {
        for (int point = 0; point < example.points(); point++) {
          boolean alone = example.isFirst(point) && example.isLast(point);
          assertThat(alone).as("%s, point %d", example, point).isFalse();
        }
      }
    }
  }
}
