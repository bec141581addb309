package dev.conv4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LookInsideTest {

  @Test
  void writesPicturesAndSaysWhatItSaw(@TempDir Path folder) throws IOException {
    PrintStream standard = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      LookInside.main(new String[] {folder.toString()});
    } finally {
      System.setOut(standard);
    }
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .containsPattern("It is taken for [0-9][.]")
        .containsPattern("conv2 sees rows \\d+ to \\d+, columns \\d+ to \\d+[.]");
    for (String name : new String[] {"maps.png", "why.png"}) {
      assertThat(Files.readAllBytes(folder.resolve(name))).startsWith(0x89, 'P', 'N', 'G');
    }
  }

  @Test
  void theHowToShowsItsLines() throws IOException {
    String page = Files.readString(Path.of("../docs/how-to/look-inside.md"));
    String source = Files.readString(Path.of("src/main/java/dev/conv4j/examples/LookInside.java"));
    String lines = page.substring(page.indexOf("```java\n") + 8);
    lines = lines.substring(0, lines.indexOf("```"));
    assertThat(source.replaceAll("(?m)^ +", "")).contains(lines.replaceAll("(?m)^ +", ""));
  }
}
