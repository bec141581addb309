package dev.conv4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conv4j.nn.Layer;
import dev.conv4j.tensor.Shape;
import dev.conv4j.testkit.GradientCheck;
import dev.conv4j.testkit.LayerContract;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnLayerTest {
  @TempDir Path folder;

  @Test
  void itsGradientIsRight() {
    GradientCheck.ofLayer(new ChannelBlur.Config(2).build(), Shape.of(3, 2, 5, 4));
  }

  /** All that layers of conv4j's own are held to. */
  @Nested
  class Laws extends LayerContract {
    @Override
    protected Layer layer() {
      return new ChannelBlur.Config(2).build();
    }

    @Override
    protected Shape input() {
      return Shape.of(3, 2, 5, 4);
    }

    @Override
    protected List<Shape> wrongInputs() {
      return List.of(Shape.of(3, 1, 5, 4), Shape.of(3, 2));
    }
  }

  @Test
  void aNetworkWithItReadsMostDigits() {
    PrintStream standard = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      OwnLayer.main(new String[] {folder.resolve("own.safetensors").toString()});
    } finally {
      System.setOut(standard);
    }
    double accuracy = Double.parseDouble(bytes.toString(StandardCharsets.UTF_8));
    assertThat(accuracy).isBetween(0.7, 1.0);
  }

  /** What the page shows is what is compiled and run here. */
  @Test
  void isWhatThePageShows() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "how-to", "your-own-layer.md"));
    String layer = source("main", "ChannelBlur");
    assertThat(page).contains(layer.substring(layer.indexOf("public record")).strip());
    String program = source("main", "OwnLayer");
    assertThat(page).contains(line(program, "new ChannelBlur.Config(8)"));
    assertThat(page).contains(line(program, "ModelFile.load("));
    String test = source("test", "OwnLayerTest");
    assertThat(page).contains(line(test, "GradientCheck.ofLayer("));
    String laws =
        test.substring(test.indexOf("  @Nested"), test.indexOf("  @Test\n  void aNetwork"));
    assertThat(page).contains(laws.stripTrailing().stripIndent());
  }

  private static String source(String set, String type) throws IOException {
    return Files.readString(Path.of("src/" + set + "/java/dev/conv4j/examples/" + type + ".java"));
  }

  private static String line(String source, String part) {
    return source.lines().filter(line -> line.contains(part)).findFirst().orElseThrow().strip();
  }
}
