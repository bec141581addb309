package dev.conv4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tables of class names in any script. */
class ColumnsTest {
  @Test
  void wideCharactersTakeTwoColumnsAndAccentsNone() {
    assertThat(Columns.width("cat")).isEqualTo(3);
    assertThat(Columns.width("猫")).isEqualTo(2);
    assertThat(Columns.width("e\u0301")).isEqualTo(1);
    assertThat(Columns.left("猫", 4)).isEqualTo("猫  ");
    assertThat(Columns.right("猫", 4)).isEqualTo("  猫");
    assertThat(Columns.left("cat", 3)).isEqualTo("cat");
  }

  @Test
  void longTextsAreCutWhereTheyFit() {
    assertThat(Columns.cut("elephants", 6)).isEqualTo("eleph…");
    assertThat(Columns.cut("長長長長", 6)).isEqualTo("長長…");
    assertThat(Columns.cut("長長長", 6)).isEqualTo("長長長");
    assertThat(Columns.left("長長長長", 6)).isEqualTo("長長… ");
    assertThat(Columns.cut("\uD83D\uDC08\uD83D\uDC08\uD83D\uDC08", 5))
        .isEqualTo("\uD83D\uDC08\uD83D\uDC08…");
  }

  @Test
  void theMatrixStaysInItsColumns() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    List<String> labels = List.of("cat", "猫", "四つ足の動物たち");
    ConfusionTable.print(
        new Console(out, out, 0, false),
        labels,
        List.of(List.of(5, 0, 12), List.of(1, 7, 0), List.of(0, 3, 9)));
    List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines.getFirst()).isEqualTo("is \\ named      cat     猫  四つ…");
    assertThat(lines.get(2)).isEqualTo("猫                1      7      ·");
    assertThat(lines).hasSize(4).allMatch(line -> Columns.width(line) == 12 + 3 * 7);
  }
}
