package dev.conv4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MatrixTest {
  @Test
  void readsWhatItWrites() {
    Matrix matrix = Matrix.of("1 -2 0.25 / 4 5 6");
    assertThat(matrix).hasToString("1 -2 0.25 / 4 5 6");
    assertThat(matrix.rows()).isEqualTo(2);
    assertThat(matrix.columns()).isEqualTo(3);
    assertThat(matrix.at(1, 0)).isEqualTo(4);
  }

  @Test
  void getsRingsOfZeros() {
    assertThat(Matrix.of("1 2").padded(1)).hasToString("0 0 0 0 / 0 1 2 0 / 0 0 0 0");
  }

  @Test
  void cutsOutAWindow() {
    assertThat(Matrix.of("1 2 3 / 4 5 6 / 7 8 9").window(1, 1, 2, 2)).hasToString("5 6 / 8 9");
  }

  @Test
  void laysSeveralOneAfterTheOther() {
    assertThat(Matrix.valuesOf(List.of(Matrix.of("1 2"), Matrix.of("3")))).containsExactly(1, 2, 3);
  }
}
