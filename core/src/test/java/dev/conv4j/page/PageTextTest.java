package dev.conv4j.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageTextTest {

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          0.9871, 98.71 %
          1, 100.00 %
          0, 0.00 %
          0.9999, 99.99 %
          0.999999, 99.9999 %
          0.00001, 0.001 %
          NaN, –
          """)
  void neverRoundsToAllOrNothing(double share, String expected) {
    assertThat(PageText.percent(share)).isEqualTo(expected.replace(' ', '\u00A0'));
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          0.25, 25.0 %
          0.0004, &lt; 0.1 %
          0.9996, &gt; 99.9 %
          0, 0.0 %
          1, 100.0 %
          """)
  void saysHowCloseARoundPercentageIs(double share, String expected) {
    assertThat(PageText.roundPercent(share).replace('\u00A0', ' ')).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          0.0394449, 0.03944
          12.3456, 12.35
          2, 2
          0, 0
          -0.5, −0.5
          0.00001234567, 0.00001235
          1.234567e-12, 1.235 × 10⁻¹²
          1e9, 1 × 10⁹
          -4e-9, −4 × 10⁻⁹
          NaN, not a number
          Infinity, infinite
          """)
  void givesNumbersFourDigits(double value, String expected) {
    assertThat(PageText.number(value)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"4.24, 4.2 s", "192, 3 min 12 s", "3840, 1 h 4 min", "NaN, –"})
  void tellsTimes(double seconds, String expected) {
    assertThat(PageText.time(seconds)).isEqualTo(expected);
  }

  @Test
  void escapesMarkupAndReplacesWhatXmlForbids() {
    assertThat(PageText.escape("<a href=\"x\">&'\u0000\u001B\uD800\uFFFF\n😀"))
        .isEqualTo("&lt;a href=&quot;x&quot;&gt;&amp;&#39;\uFFFD\uFFFD\uFFFD\uFFFD\n😀");
  }

  @Test
  void writesEnglishNumbersEverywhere() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    try {
      assertThat(PageText.count(1_234_567)).isEqualTo("1,234,567");
      assertThat(PageText.percent(0.5)).isEqualTo("50.00\u00A0%");
      assertThat(PageText.time(192)).isEqualTo("3 min 12 s");
      assertThat(PageText.coordinate(-12.34)).isEqualTo("-12.3");
    } finally {
      Locale.setDefault(before);
    }
  }
}
