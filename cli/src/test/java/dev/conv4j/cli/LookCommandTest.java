package dev.conv4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code look}. */
class LookCommandTest {
  @TempDir static Path folder;

  private static Path run = Path.of("");
  private static Path bar = Path.of("");

  /** Where a test's command writes. */
  private Path out = Path.of("");

  @BeforeAll
  static void train() throws IOException {
    Path data = TinyData.write(folder.resolve("bars"), 1);
    run = folder.resolve("run");
    Cli.run("train", "--data", data, "--epochs", 2, "--lr", 0.05, "--out", run).succeeds();
    BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < 28; y++) {
      for (int x = 13; x < 16; x++) {
        image.setRGB(x, y, 0xFFFFFF);
      }
    }
    bar = folder.resolve("bar.png");
    ImageIO.write(image, "png", bar.toFile());
  }

  @BeforeEach
  void nameOut(@TempDir Path place) {
    out = place.resolve("look");
  }

  private static List<String> names(Path place) throws IOException {
    try (Stream<Path> files = Files.list(place)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void writesPicturesAndAPageAndSaysWhich() throws IOException {
    Cli.Result result = Cli.run("look", run, bar, "--out", out).succeeds();
    List<String> names =
        List.of(
            "cam.png",
            "features-conv1.png",
            "features-conv2.png",
            "features-relu1.png",
            "features-relu2.png",
            "filters-conv1.png",
            "filters-conv2.png",
            "index.html",
            "receptive-field.png");
    assertThat(names(out)).isEqualTo(names);
    assertThat(result.out().lines().map(line -> line.substring(0, line.indexOf(": "))))
        .containsExactlyInAnyOrderElementsOf(
            names.stream().map(name -> out.resolve(name).toString()).toList());
    assertThat(result.err()).contains("index.html in a browser");
    assertThat(Files.readString(out.resolve("index.html"))).contains("lecture sees in bar.png");
  }

  @Test
  void tellsWhatItDidAsJson() {
    Map<?, ?> json =
        Cli.run("look", run, bar, "--out", out, "--class", "4", "--unit", "3,2,5", "--json")
            .succeeds()
            .object();
    assertThat(json.get("file")).isEqualTo(bar.toString());
    assertThat((List<?>) json.get("top")).hasSize(3);
    assertThat(json.get("class")).isEqualTo("4");
    assertThat(json.get("classLayer")).isEqualTo("conv2");
    assertThat(json.get("unitLayer")).isEqualTo("conv2");
    assertThat(json.get("unit")).isEqualTo(List.of(3, 2, 5));
    assertThat(json.get("out")).isEqualTo(out.toString());
    assertThat((List<?>) json.get("files")).hasSize(9);
  }

  @Test
  void isAboutTheOnlyLayerThatIsNamed() throws IOException {
    Map<?, ?> json =
        Cli.run("look", run, bar, "--out", out, "--layer", "pool1", "--json").succeeds().object();
    assertThat(json.get("classLayer")).isEqualTo("pool1");
    assertThat(json.get("unitLayer")).isEqualTo("pool1");
    assertThat(names(out))
        .containsExactly("cam.png", "features-pool1.png", "index.html", "receptive-field.png");
    assertThat(Files.readString(out.resolve("index.html"))).doesNotContain("gives no feature maps");
  }

  @Test
  void saysWhichOtherLayerIsTakenForOneWithoutMaps() throws IOException {
    String remark =
        "fc gives no feature maps to lay over the image; what speaks for the class is shown for"
            + " conv2 instead.";
    Cli.Result result = Cli.run("look", run, bar, "--out", out, "--layer", "fc", "--json");
    Map<?, ?> json = result.succeeds().object();
    assertThat(json.get("classLayer")).isEqualTo("conv2");
    assertThat(json.get("unitLayer")).isEqualTo("fc");
    assertThat(result.err()).contains(remark);
    assertThat(Files.readString(out.resolve("index.html"))).contains(remark);
    Path some = out.resolveSibling("some");
    assertThat(Cli.run("look", run, bar, "--out", some).succeeds().err()).doesNotContain("instead");
  }

  @Test
  void theHelpShowsTheWordsAsTheyAreTyped() {
    assertThat(Cli.run("look", "--help").succeeds().out())
        .contains("--unit=C,Y,X", "Default: layer", "TIFF or WebP")
        .doesNotContain("C,Y,X[", "LAYER");
  }

  @Test
  void showsAllLayersOrSome() throws IOException {
    Cli.run("look", run, bar, "--out", out, "--layer", "all", "--top", 3, "--scale", "channel")
        .succeeds();
    assertThat(names(out)).hasSize(8 + 2 + 3).contains("features-fc.png", "features-flatten.png");
    Path some = out.resolveSibling("some");
    Cli.run("look", run, bar, "--out", some, "--layer", "fc", "--layer", "conv1").succeeds();
    assertThat(names(some))
        .containsExactly(
            "cam.png",
            "features-conv1.png",
            "features-fc.png",
            "filters-conv1.png",
            "index.html",
            "receptive-field.png");
  }

  @Test
  void saysWhatIsNotThere() throws IOException {
    refuses("one of conv1, pool1, relu1, conv2", "--layer", "conv3");
    refuses("a number below 10, or one of 0, 1, 2", "--class", "seven");
    refuses("a number below 10", "--class", "-1");
    refuses("a channel of 0 to 19", "--unit", "20,0,0");
    refuses("a column of 0 to 7", "--unit", "0,0,8");
    refuses("a row of 0 to 23", "--layer", "conv1", "--unit", "0,24,0");
    refuses("channel, row and column, such as 3,0,7", "--unit", "3,0");
    refuses("got '3,0'", "--unit", "3,0");
    refuses("--unit: expected channel, row and column", "--unit", "a,b,c");
    refuses("--top", "--top", "0");
    refuses("[layer, channel]", "--scale", "none");
    assertThat(out.getParent()).isEmptyDirectory();
    Cli.run("look", run, bar).isRefusedSaying("--out");
    Cli.run("look", run, folder.resolve("absent.png"), "--out", out).isRefusedSaying("absent.png");
    Cli.run("look", folder.resolve("absent"), bar, "--out", out).isRefusedSaying("run directory");
    assertThat(out.getParent()).isEmptyDirectory();
  }

  private void refuses(String saying, Object... words) {
    Object[] all =
        Stream.concat(Stream.of("look", run, bar, "--out", out), Stream.of(words)).toArray();
    Cli.run(all).isRefusedSaying(saying);
  }

  @Test
  void overwritesNothing() throws IOException {
    Files.createDirectory(out);
    Cli.run("look", run, bar, "--out", out).isRefusedSaying(out.toString(), "there already");
    assertThat(out).isEmptyDirectory();
  }
}
