package dev.conv4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class Section3PaddingTest {
  @Test
  void withoutPaddingTheOutputIsSmaller() {
    assertThat(Section3Padding.withPadding(0))
        .hasToString("211 295 262 / 259 282 214 / 251 253 169");
  }

  @Test
  void oneRingOfZerosKeepsTheSize() {
    assertThat(Section3Padding.withPadding(1))
        .hasToString(
            "91 168 224 215 127 / 114 211 295 262 149 / 192 259 282 214 122"
                + " / 194 251 253 169 86 / 96 112 110 68 31");
  }

  @Test
  void showsTheKernelOverTheZeros() {
    String printed = Printed.by(Section3Padding.SECTION);
    assertThat(printed)
        .contains(
            "1 of 25: 0·1 + 0·2 + 0·3 + 0·4 + 3·5 + 4·6 + 0·7 + 2·8 + 4·9 = 91",
            "25 of 25: 6·1 + 2·2 + 0·3 + 4·4 + 1·5 + 0·6 + 0·7 + 0·8 + 0·9 = 31");
    assertThat(printed.lines()).contains("   259 282 214      114[211 295 262]149");
  }
}
