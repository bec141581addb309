package dev.conv4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conv4j.tensor.Shape;
import org.junit.jupiter.api.Test;

class Section5MaxPoolingTest {
  @Test
  void keepsTheLargestOfEachWindow() {
    assertThat(Section5MaxPooling.pool()).hasToString("4 8 / 9 8");
  }

  @Test
  void keepsTheChannels() {
    assertThat(Section5MaxPooling.pooledShape(Shape.of(3, 10, 24, 24)))
        .isEqualTo(Shape.of(3, 10, 12, 12));
  }

  @Test
  void showsEachWindow() {
    assertThat(Printed.by(Section5MaxPooling.SECTION))
        .contains("3 of 4: the largest of 1, 6, 9, 7 is 9", "[1, 10, 12, 12]");
  }
}
