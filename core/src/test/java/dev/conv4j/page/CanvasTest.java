package dev.conv4j.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class CanvasTest {
  private static final int INK = 0x010203;

  private static String rows(PagePicture picture) {
    StringBuilder text = new StringBuilder();
    for (int y = 0; y < picture.height(); y++) {
      for (int x = 0; x < picture.width(); x++) {
        text.append(picture.colour(x, y) == INK ? '#' : '.');
      }
      text.append('\n');
    }
    return text.toString();
  }

  @Test
  void writesLetters() {
    Canvas canvas = new Canvas(Canvas.textWidth("g1", 1), Canvas.textHeight(1), 0xFFFFFF);
    canvas.text("g1", 0, 0, 1, INK);
    assertThat(rows(canvas.picture()))
        .isEqualTo(
            """
            ........#..
            .......##..
            .####...#..
            #...#...#..
            #...#...#..
            .####...#..
            ....#..###.
            .###.......
            """);
  }

  @Test
  void everyLetterOfAsciiIsThereAndNoTwoAreTheSame() {
    Set<String> seen = new HashSet<>();
    for (char c = ' '; c <= '~'; c++) {
      assertThat(seen.add(letter(c))).as("%s", c).isTrue();
    }
    assertThat(letter('\u4e03')).isEqualTo(letter('\u25a1'));
    assertThat(seen).doesNotContain(letter('\u4e03'));
  }

  private static String letter(char c) {
    Canvas canvas = new Canvas(5, 8, 0xFFFFFF);
    canvas.text(Character.toString(c), 0, 0, 1, INK);
    return rows(canvas.picture());
  }

  @Test
  void drawsPicturesLargerAndLosesWhatIsBeyondTheEdge() {
    Canvas small = new Canvas(2, 1, 0xFFFFFF);
    small.fill(1, 0, 1, 1, INK);
    Canvas canvas = new Canvas(5, 4, 0xFFFFFF);
    canvas.draw(small.picture(), -1, 2, 3);
    assertThat(rows(canvas.picture())).isEqualTo(".....\n.....\n..###\n..###\n");
    canvas.frame(0, 0, 4, 3, 1, INK);
    assertThat(rows(canvas.picture())).isEqualTo("####.\n#..#.\n#####\n..###\n");
    canvas.text("M", 3, -2, 2, INK);
    canvas.paint(3, 3, 9, 9, (x, y) -> x == 0 ? 0xFFFFFF : INK);
    assertThat(rows(canvas.picture())).endsWith("..#.#\n");
  }

  @Test
  void theFileHoldsThePicture() throws IOException {
    Canvas canvas = new Canvas(40, 3, 0xABCDEF);
    canvas.ramp(Palette.SIGNED, 0, 1, 40, 1);
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(canvas.picture().png()));
    assertThat(image.getWidth()).isEqualTo(40);
    assertThat(image.getRGB(5, 0) & 0xFFFFFF).isEqualTo(0xABCDEF);
    assertThat(image.getRGB(0, 1) & 0xFFFFFF).isEqualTo(0x1F5FAF);
    assertThat(image.getRGB(39, 1) & 0xFFFFFF).isEqualTo(0xC2410C);
  }
}
