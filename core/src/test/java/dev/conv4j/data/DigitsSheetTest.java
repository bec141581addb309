package dev.conv4j.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conv4j.tensor.RandomStream;
import dev.conv4j.tensor.RandomStream.Purpose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines on a sheet, and the image that it becomes. */
class DigitsSheetTest {
  private static final int SIDE = DigitsSheet.SIDE;

  @Test
  void aLineIsAsWideAsItsPenAndSoftAtTheEdge() {
    DigitsSheet sheet = new DigitsSheet(1);
    sheet.line(14, 6, 14, 22, 2.25f);
    byte[] image = develop(sheet, 0, 0);
    assertThat(row(image, 14)).startsWith(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0).endsWith(0, 0, 0, 0);
    assertThat(row(image, 14)[11]).as("a quarter of white").isBetween(38, 89);
    assertThat(row(image, 14)[12]).isEqualTo(255);
    assertThat(row(image, 14)[15]).isEqualTo(255);
    assertThat(row(image, 2)).containsOnly(0);
  }

  @Test
  void aLineWithoutLengthIsADot() {
    DigitsSheet sheet = new DigitsSheet(1);
    sheet.line(14, 14, 14, 14, 1.5f);
    byte[] image = develop(sheet, 0, 0);
    assertThat(row(image, 13)[13]).isEqualTo(255);
    assertThat(row(image, 10)).containsOnly(0);
  }

  @Test
  void crossingLinesDoNotAddUp() {
    DigitsSheet sheet = new DigitsSheet(1.4f);
    sheet.line(10, 14, 18, 14, 0.5f);
    byte[] once = develop(sheet, 0, 0);
    sheet.line(10, 14, 18, 14, 0.5f);
    assertThat(develop(sheet, 0, 0)).isEqualTo(once);
  }

  @ParameterizedTest(name = "offset {0}: a dot drawn at 12.5 ends in column {1}")
  @CsvSource({"0, 14", "-0.4, 13", "0.6, 14", "-2, 12", "1.2, 15", "50, 26", "-50, 1"})
  void theCentreOfMassGoesToTheMiddleAsFarAsWholePixelsCan(float offset, int column) {
    DigitsSheet sheet = new DigitsSheet(1);
    sheet.line(12.5f, 14.5f, 12.5f, 14.5f, 0.5f);
    int[] row = row(develop(sheet, offset, 0), 14);
    assertThat(row[column]).isEqualTo(255);
    row[column] = 0;
    assertThat(row).containsOnly(0);
  }

  private static byte[] develop(DigitsSheet sheet, float offsetX, float offsetY) {
    byte[] image = new byte[SIDE * SIDE];
    sheet.develop(offsetX, offsetY, new RandomStream(1, Purpose.DIGITS, 0, 0), image, 0);
    return image;
  }

  private static int[] row(byte[] image, int row) {
    int[] values = new int[SIDE];
    for (int column = 0; column < SIDE; column++) {
      values[column] = image[row * SIDE + column] & 0xFF;
    }
    return values;
  }
}
