package dev.conv4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShadingTest {
  @Test
  void drawsALetterForTwoPixelsByTwo() {
    float[] pixels = {0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 1, 0};
    Block block = Shading.draw("7", pixels, 4);
    assertThat(block.lines()).containsExactly("7 ", " @", " +");
  }
}
