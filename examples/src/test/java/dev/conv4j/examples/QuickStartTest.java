package dev.conv4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuickStartTest {
  @Test
  void trainsANetworkThatReadsMostDigits() {
    PrintStream standard = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      QuickStart.main(new String[0]);
    } finally {
      System.setOut(standard);
    }
    double accuracy = Double.parseDouble(bytes.toString(StandardCharsets.UTF_8));
    assertThat(accuracy).isBetween(0.8, 1.0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "README.zh-CN.md"})
  void isWhatTheReadmeShows(String readme) throws IOException {
    String source = Files.readString(Path.of("src/main/java/dev/conv4j/examples/QuickStart.java"));
    String lines = source.substring(source.indexOf("    try ("), source.lastIndexOf("  }\n"));
    assertThat(Files.readString(Path.of("..", readme)))
        .contains(lines.stripTrailing().stripIndent());
  }
}
