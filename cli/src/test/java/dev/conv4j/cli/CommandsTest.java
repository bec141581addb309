package dev.conv4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is done with a run: evaluate, predict, summary; and the commands that need none. */
class CommandsTest {
  @TempDir static Path folder;

  private static Path run = Path.of("");

  @BeforeAll
  static void train() {
    Path data = TinyData.write(folder.resolve("bars"), 1);
    run = folder.resolve("run");
    Cli.run("train", "--data", data, "--epochs", 3, "--lr", 0.05, "--out", run).succeeds();
  }

  /** A picture of a bar down the middle, as in class 7, larger and in colour. */
  private Path picture(String name, int side, int type) throws IOException {
    BufferedImage image = new BufferedImage(side, side, type);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(side * 13 / 28, 0, side * 3 / 28, side);
    graphics.dispose();
    Path file = folder.resolve(name);
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  @Test
  void aRecipeStandsForItsNetwork() {
    Cli.Result recipe = Cli.run("summary", "mnist-best").succeeds();
    assertThat(recipe.out()).isEqualTo(Cli.run("summary", "convnet5").succeeds().out());
    assertThat(recipe.err()).contains("mnist-best is a recipe: the network convnet5");
  }

  @Test
  void evaluatesOnTheDataOfTheTraining() {
    Cli.Result result = Cli.run("evaluate", run, "--json");
    Map<?, ?> json = result.succeeds().object();
    assertThat((Double) json.get("testAccuracy")).isGreaterThan(0.9);
    assertThat((Double) json.get("testLoss")).isPositive();
    assertThat(json.get("images")).isEqualTo(TinyData.TEST);
    assertThat((Double) json.get("imagesPerSecond")).isPositive();
    assertThat((Double) json.get("testTop5Accuracy")).isGreaterThan(0.9);
    assertThat((Double) json.get("macroF1")).isGreaterThan(0.9);
    assertThat((List<?>) json.get("confusion")).hasSize(10);
    Map<?, ?> seven = (Map<?, ?>) Objects.requireNonNull((List<?>) json.get("classes")).get(7);
    assertThat(seven.get("label")).isEqualTo("7");
    assertThat(seven.get("images")).isEqualTo(10);
    assertThat((Double) seven.get("recall")).isBetween(0.5, 1.0);
    assertThat(result.err()).doesNotContain("other test images");
  }

  @Test
  void evaluatesAModelFileByItself() throws IOException {
    Path alone = folder.resolve("alone.safetensors");
    Files.copy(run.resolve("model.safetensors"), alone);
    assertThat(Cli.run("evaluate", alone).succeeds().out())
        .contains("test accuracy", "top-5 accuracy", "is \\ named")
        .contains("class                    precision    recall        F1    images")
        .containsPattern("(?m)^mean +[0-9.]+ % +[0-9.]+ % +[0-9.]+ % +100$");
  }

  @Test
  void saysWhenItEvaluatesOnOtherData() {
    Path other = TinyData.write(folder.resolve("others"), 2);
    Cli.Result result = Cli.run("evaluate", run, "--data", other).succeeds();
    assertThat(result.err()).contains("other test images than those of the training");
  }

  @Test
  void namesPictures() throws IOException {
    Path exact = picture("exact.png", 28, BufferedImage.TYPE_BYTE_GRAY);
    Path large = picture("large.png", 112, BufferedImage.TYPE_INT_RGB);
    Cli.Result lines = Cli.run("predict", run, exact, large).succeeds();
    assertThat(lines.out().lines()).hasSize(2).allMatch(line -> line.contains(": 7 "));
    assertThat(lines.err()).contains("large.png", "112", "28", "grey").doesNotContain("exact.png");

    String json = Cli.run("predict", run, exact, "--top", 2, "--json").succeeds().lastLine();
    assertThat(json)
        .startsWith("[{\"file\":\"" + exact + "\",\"top\":[{\"label\":\"7\",\"probability\":0.")
        .containsPattern("}, ?\\{\"label\":\"[0-9]\"")
        .endsWith("}]}]");
  }

  @Test
  void refusesWhatIsNoPicture() throws IOException {
    Path text = Files.writeString(folder.resolve("text.png"), "no picture");
    Cli.run("predict", run, text).isRefusedSaying("text.png");
    Cli.run("predict", run, folder.resolve("absent.png")).isRefusedSaying("absent.png");
    Cli.run("predict", run, folder).isRefusedSaying(folder.toString());
    Cli.run("predict", run, text, "--top", 0).isRefusedSaying("--top");
    Cli.run("predict", run).isRefusedSaying("IMAGE");
  }

  @Test
  void refusesWhatIsNoRun() throws IOException {
    Path picture = picture("some.png", 28, BufferedImage.TYPE_BYTE_GRAY);
    Path empty = Files.createDirectory(folder.resolve("empty"));
    for (Path wrong : List.of(folder.resolve("absent"), empty)) {
      Cli.run("predict", wrong, picture).isRefusedSaying(wrong.toString(), "run directory");
      Cli.run("evaluate", wrong).isRefusedSaying(wrong.toString(), "run directory");
      Cli.run("summary", wrong).isRefusedSaying(wrong.toString(), "run");
    }
    Cli.run("summary", "lectur").isRefusedSaying("'lectur'", "lecture");
    Cli.run("predict", picture, picture).isRefusedSaying("some.png", "safetensors");
  }

  @Test
  void refusesDataThatTheModelCannotTake() throws IOException {
    Path colour = folder.resolve("wrong");
    TinyData.write(colour, 3);
    Files.write(colour.resolve("t10k-labels-idx1-ubyte"), new byte[] {0, 0, 8, 3});
    Cli.run("evaluate", run, "--data", colour).isRefusedSaying("t10k-labels", "0x00000801");
  }

  @Test
  void showsTheLayersOfANetworkAndOfARun() {
    for (Object what : List.of("lecture", run)) {
      Map<?, ?> json = Cli.run("summary", what, "--json").succeeds().object();
      assertThat(json.get("parameters")).isEqualTo(8490);
      assertThat((List<?>) json.get("layers")).hasSize(8);
    }
    assertThat(Cli.run("summary", "lecture").succeeds().out())
        .contains("conv1", "Conv2d", "10×24×24", "5,020", "8,490");
    Cli.run("summary", "lecture", "--input", "1x8x8").isRefusedSaying("16×16 pixels or more");
    Cli.run("summary", "lecture", "--input", "banana").isRefusedSaying("--input");
    Cli.run("summary", "lecture", "--input", "3x224")
        .isRefusedSaying("--input", "CxHxW", "got '3x224'");
    Cli.run("summary", "lecture", "--input", "0x28x28").isRefusedSaying("--input", "CxHxW");
    assertThat(Cli.run("summary", "--help").succeeds().out())
        .contains("--input=CxHxW")
        .doesNotContain("CxHxW[");
    for (int classes : new int[] {-1, 0, 2_000_000_000}) {
      Cli.run("summary", "lecture", "--classes", classes)
          .isRefusedSaying("--classes", Integer.toString(classes));
    }
  }

  @Test
  void showsResNetInColumnsThatHoldItsNames() {
    String table =
        Cli.run("summary", "resnet18", "--input", "3x32x32", "--classes", 10).succeeds().out();
    assertThat(table).contains("layer2.0.downsample.0", "AdaptiveAvgPool2d", "11,173,962");
    assertThat(table.lines().map(String::length).distinct()).hasSize(1);
  }

  @Test
  void tellsTheDevices() {
    assertThat(Cli.run("devices").succeeds().out()).contains("* cpu", "reference");
    assertThat(Cli.run("devices", "--json").succeeds().array()).hasSizeGreaterThan(1);
  }

  @Test
  void runsSectionsOfTheLecture() {
    assertThat(Cli.run("examples").succeeds().out().lines()).hasSizeGreaterThanOrEqualTo(7);
    assertThat(Cli.run("examples", 3).succeeds().out()).contains("211", "295", "253");
    Cli.run("examples", 0).isRefusedSaying("1 to 7");
    Cli.run("examples", 8).isRefusedSaying("1 to 7");
    Cli.run("examples", "three").isRefusedSaying("three");
  }

  @ParameterizedTest
  @ValueSource(strings = {"export", "import", "serve"})
  void saysWhichCommandsAreNotThereYet(String command) {
    Cli.run(command, "whatever", "--port", 80)
        .isRefusedSaying("conv4j " + command, "not there yet");
  }

  @Test
  void explainsItself() {
    assertThat(Cli.run().succeeds().out()).contains("train", "evaluate", "predict", "examples");
    assertThat(Cli.run("--version").succeeds().out()).startsWith("conv4j 0.");
    for (String command : List.of("train", "evaluate", "predict", "look", "summary", "devices")) {
      assertThat(Cli.run(command, "--help").succeeds().out()).contains("Usage: conv4j " + command);
    }
    Cli.run("trian").isRefusedSaying("trian", "Did you mean", "train");
  }
}
