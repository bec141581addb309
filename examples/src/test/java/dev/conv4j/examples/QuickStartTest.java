package dev.conv4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

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
}
