package dev.conv4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conv4j.data.Dataset;
import dev.conv4j.data.Digits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures that are written and decoded, and what is printed of the loader and of start-up. */
class LoadingTest {
  @TempDir Path folder;

  @Test
  void aPngHoldsTheImageThatWasWritten() throws IOException {
    Dataset digits = Digits.trainTest(1, 3, 1).train();
    Dataset pictures = DecodedPictures.write(digits, folder, "png");
    assertThat(pictures.size()).isEqualTo(3);
    float[] written = new float[28 * 28];
    float[] decoded = new float[28 * 28];
    digits.readImage(2, written, 0);
    pictures.readImage(2, decoded, 0);
    assertThat(decoded).containsExactly(written);
    assertThat(pictures.label(2)).isEqualTo(digits.label(2));
  }

  @Test
  void waitingIsAShareOfTheTrainingsTime() {
    Loading.Stretch first = new Loading.Stretch(4_000, 0.5, 0.5);
    Loading.Stretch alone = new Loading.Stretch(64_000, 0.5, 0.5);
    Loading.Stretch trained = new Loading.Stretch(64_000, 4, 0.1);
    assertThat(Loading.row("PNG", first, alone, trained))
        .isEqualTo("| PNG | 8,000 | 128,000 | 16,000 | 2.5 % |");
  }

  @Test
  void startUpIsInSeconds() {
    assertThat(StartUp.row("lecture", Rates.of(List.of(0.2, 0.3, 0.25))))
        .isEqualTo("| lecture | 0.250 (0.200 to 0.300) |");
  }
}
