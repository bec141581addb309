package dev.conv4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class GridTest {
  private static final Matrix MATRIX = Matrix.of("1 20 3 / 4 5 6");

  private static Screen screen(Display display) {
    return new Screen(new PrintStream(OutputStream.nullOutputStream()), display);
  }

  @Test
  void alignsItsColumnsUnderACaption() {
    Block block = new Grid("image", MATRIX).draw(screen(Display.PLAIN));
    assertThat(block.lines()).containsExactly("image     ", "  1 20  3 ", "  4  5  6 ");
    assertThat(block.width()).isEqualTo(10);
  }

  @Test
  void growsToItsCaption() {
    Block block = new Grid("a long caption", Matrix.of("1")).draw(screen(Display.PLAIN));
    assertThat(block.lines()).containsExactly("a long caption", " 1            ");
  }

  @Test
  void bracketsTheWindowWhereThereIsNoColor() {
    Block block = new Grid("", MATRIX).window(0, 1, 2, 2).draw(screen(Display.PLAIN));
    assertThat(block.lines().subList(1, 3)).containsExactly("  1[20  3]", "  4[ 5  6]");
  }

  @Test
  void invertsTheWindowWhereThereIsColor() {
    Block block = new Grid("", MATRIX).window(1, 0, 1, 1).draw(screen(new Display(true, false)));
    assertThat(block.lines().get(1)).isEqualTo("  1 20  3 ");
    assertThat(block.lines().get(2))
        .isEqualTo("\u001b[7m \u001b[0m\u001b[7m 4\u001b[0m\u001b[7m \u001b[0m 5  6 ");
  }

  @Test
  void leavesOutWhatIsNotFilledYet() {
    Block block = new Grid("", MATRIX).filled(4).draw(screen(Display.PLAIN));
    assertThat(block.lines().subList(1, 3)).containsExactly("  1 20  3 ", "  4  .  . ");
  }
}
