package dev.conv4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SlidingTest {
  private static String printed(Sliding sliding) {
    return Printed.by(out -> sliding.show(new Screen(out, Display.PLAIN)), StandardCharsets.UTF_8)
        .replace(System.lineSeparator(), "\n");
  }

  @Test
  void showsWhereTheKernelIsAndWhatIsAdded() {
    Matrix image = Matrix.of("1 2 3");
    Sliding sliding = Sliding.convolution(image, Matrix.of("10"), 0, 2, Matrix.of("10 30"));
    assertThat(printed(sliding))
        .isEqualTo(
            """
              image      kernel    output
              [1]2 3      10       [10] .
              1 of 2: 1·10 = 10

              image      kernel    output
               1 2[3]     10        10[30]
              2 of 2: 3·10 = 30

            """);
  }

  @Test
  void showsThePadding() {
    Sliding sliding =
        Sliding.convolution(Matrix.of("5"), Matrix.of("1"), 1, 2, Matrix.of("0 0 / 0 0"));
    assertThat(printed(sliding).lines().filter(line -> !line.isEmpty()))
        .startsWith(
            "  image and padding    kernel    output",
            "  [0]0 0                1        [0].",
            "   0 5 0                          . .",
            "   0 0 0",
            "  1 of 4: 0·1 = 0");
  }

  @Test
  void showsWhichIsTheLargest() {
    Sliding sliding = Sliding.maxPooling(Matrix.of("1 7 / 3 2"), 2, Matrix.of("7"));
    assertThat(printed(sliding)).contains("1 of 1: the largest of 1, 7, 3, 2 is 7");
  }
}
