package dev.conv4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class Section4StrideTest {
  @Test
  void withoutPadding() {
    assertThat(Section4Stride.withPadding(0)).hasToString("211 262 / 251 169");
  }

  @Test
  void withPadding() {
    assertThat(Section4Stride.withPadding(1)).hasToString("91 224 127 / 192 282 122 / 96 110 31");
  }

  @Test
  void showsTheKernelJumping() {
    assertThat(Printed.by(Section4Stride.SECTION))
        .contains(
            "2 of 4: 6·1 + 5·2 + 7·3 + 6·4 + 8·5 + 2·6 + 7·7 + 8·8 + 4·9 = 262",
            "5 of 9: 4·1 + 6·2 + 8·3 + 6·4 + 7·5 + 8·6 + 7·7 + 4·8 + 6·9 = 282");
  }
}
