package dev.conv4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Precision, recall and F1, worked out by hand. */
class ClassScoresTest {
  private static Evaluation evaluation(List<List<Integer>> confusion) {
    return new Evaluation(1, 0.5, null, 10, confusion, List.of(), 1);
  }

  /**
   * Of the images of a 6 of 8 are right, of b 1 of 4; 9 are taken for a, 3 for b. Nothing is of c
   * or taken for it; d is named once, wrongly.
   */
  @Test
  void countsEachClass() {
    Evaluation evaluation =
        evaluation(
            List.of(
                List.of(6, 2, 0, 0),
                List.of(3, 1, 0, 0),
                List.of(0, 0, 0, 0),
                List.of(0, 0, 0, 0)));
    List<ClassScores> classes = evaluation.classes();
    assertThat(classes.get(0)).isEqualTo(new ClassScores(8, 9, 6));
    assertThat(classes.get(0).precision()).isEqualTo(6.0 / 9);
    assertThat(classes.get(0).recall()).isEqualTo(6.0 / 8);
    assertThat(classes.get(0).f1()).isCloseTo(12.0 / 17, within(1e-12));
    assertThat(classes.get(1)).isEqualTo(new ClassScores(4, 3, 1));
    assertThat(classes.get(2)).isEqualTo(new ClassScores(0, 0, 0));
    assertThat(classes.get(2).precision()).isZero();
    assertThat(classes.get(2).recall()).isZero();
    assertThat(classes.get(2).f1()).isZero();
    assertThat(evaluation.macroPrecision()).isCloseTo((6.0 / 9 + 1.0 / 3) / 2, within(1e-12));
    assertThat(evaluation.macroRecall()).isCloseTo((6.0 / 8 + 1.0 / 4) / 2, within(1e-12));
    assertThat(evaluation.macroF1()).isCloseTo((12.0 / 17 + 2.0 / 7) / 2, within(1e-12));
  }

  /** A class that is only named counts, with 0. */
  @Test
  void aClassThatIsOnlyNamedCounts() {
    Evaluation evaluation = evaluation(List.of(List.of(3, 1), List.of(0, 0)));
    assertThat(evaluation.macroPrecision()).isEqualTo(0.5);
    assertThat(evaluation.macroRecall()).isEqualTo(0.375);
  }
}
