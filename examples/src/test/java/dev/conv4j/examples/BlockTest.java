package dev.conv4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BlockTest {
  @Test
  void putsBlocksOfDifferentHeightsSideBySide() {
    Block left = new Block(List.of("ab"), 2);
    Block right = new Block(List.of("1", "2"), 1);
    Block both = Block.beside(List.of(left, right));
    assertThat(both.lines()).containsExactly("ab    1", "      2");
    assertThat(both.width()).isEqualTo(7);
  }

  @Test
  void escapeSequencesTakeUpNoRoom() {
    Block marked = new Block(List.of("\u001b[1mab\u001b[0m"), 2);
    Block both = Block.beside(List.of(marked, new Block(List.of("c"), 1)));
    assertThat(both.lines()).containsExactly("\u001b[1mab\u001b[0m    c");
  }
}
