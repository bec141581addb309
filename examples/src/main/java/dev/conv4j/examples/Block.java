package dev.conv4j.examples;

import java.util.ArrayList;
import java.util.List;

/**
 * Lines of text that take up a rectangle.
 *
 * @param lines each fills the width; escape sequences in them take up no room
 * @param width in characters as seen on the screen
 */
record Block(List<String> lines, int width) {
  private static final String GAP = "    ";

  Block {
    lines = List.copyOf(lines);
  }

  /** These blocks side by side, their tops level. */
  static Block beside(List<Block> blocks) {
    int height = blocks.stream().mapToInt(block -> block.lines().size()).max().orElse(0);
    List<String> joined = new ArrayList<>();
    for (int i = 0; i < height; i++) {
      StringBuilder line = new StringBuilder();
      for (Block block : blocks) {
        line.append(line.isEmpty() ? "" : GAP).append(block.line(i));
      }
      joined.add(line.toString());
    }
    int width = blocks.stream().mapToInt(Block::width).sum() + GAP.length() * (blocks.size() - 1);
    return new Block(joined, width);
  }

  private String line(int i) {
    return i < lines.size() ? lines.get(i) : " ".repeat(width);
  }
}
