package dev.conv4j.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What people read of what was done to a picture. */
class PictureWordsTest {
  @Test
  void aReadersSentencesStandInQuotes() {
    BufferedImage image = Pictures.even(8, 8, 0x102030);
    List<String> warnings = List.of("The profile does not fit. Colors may look incorrect.");
    Picture picture = new Picture(image, 8, 8, 1, Orientation.UPRIGHT, warnings);
    PictureRows rows = new PictureRows(image, Path.of("a.jpg"));
    assertThat(String.join(", ", PictureWords.of(picture, rows, 4, 4)))
        .isEqualTo(
            "read with the warning “The profile does not fit. Colors may look incorrect”, resized"
                + " from 8×8 to 4×4");
  }
}
