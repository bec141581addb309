package dev.conv4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands on pictures of one's own. */
class PictureCommandsTest {
  @TempDir Path folder;

  private Path data() {
    return PictureData.write(folder.resolve("my pictures"));
  }

  private static Cli.Result train(Path data, Path out, Object... more) {
    Object[] words = {
      "train",
      "--data",
      data,
      "--model",
      "lecture",
      "--epochs",
      2,
      "--batch-size",
      8,
      "--lr",
      0.05,
      "--out",
      out,
      "--json"
    };
    return Cli.run(Stream.of(words, more).flatMap(Stream::of).toArray());
  }

  private static String weights(Cli.Result result) {
    return String.valueOf(result.succeeds().object().get("weightsSha256"));
  }

  @Test
  void aFolderOfPicturesIsTrainedEvaluatedAndNamed() throws IOException {
    Path run = folder.resolve("run");
    Path data = data();
    Cli.Result trained = train(data, run);
    Map<?, ?> json = trained.succeeds().object();
    assertThat(json.get("trainImages")).isEqualTo(3 * PictureData.TRAIN);
    assertThat(json.get("testImages")).isEqualTo(3 * PictureData.TEST);
    assertThat((Double) json.get("testAccuracy")).isGreaterThan(0.6);
    assertThat(trained.err())
        .contains("has a folder of pictures for each class", "Images are 24×30 in colour")
        .doesNotContain("Augmentation");
    assertThat(Files.readString(run.resolve("report.html"))).contains("grün", "class=\"balance\"");

    Cli.Result evaluated = Cli.run("evaluate", run, "--json");
    assertThat(evaluated.succeeds().object().get("testAccuracy"))
        .isEqualTo(json.get("testAccuracy"));
    assertThat(evaluated.err()).doesNotContain("other test images");

    Path red = PictureData.picture(folder.resolve("new.png"), 0xE03020, new Random(9));
    Cli.Result named = Cli.run("predict", run, red).succeeds();
    assertThat(named.out()).contains("new.png: ");
    assertThat(named.err()).doesNotContain("resized");
  }

  @Test
  void augmentationIsPartOfTheRunAndThreadsOfNothing() {
    Path data = data();
    Cli.Result one = train(data, folder.resolve("a"), "--augment", "strong", "--threads", 1);
    Cli.Result four = train(data, folder.resolve("b"), "--augment", "strong", "--threads", 4);
    assertThat(one.err())
        .contains("Augmentation: strong, for photographs: mirrored (half of them); shifted by");
    assertThat(weights(four)).isEqualTo(weights(one));
    assertThat(weights(train(data, folder.resolve("c")))).isNotEqualTo(weights(one));
    Cli.run("train", "--out", folder.resolve("a"), "--resume", "--epochs", 3, "--augment", "light")
        .isRefusedSaying("cutout (share 0.25)", "Leave the options out that differ");
  }

  @Test
  void anAugmentedRunGoesOnToTheSameBits() {
    Path data = data();
    String whole = weights(train(data, folder.resolve("a"), "--augment", "light", "--epochs", 3));
    Path parts = folder.resolve("b");
    train(data, parts, "--augment", "light", "--epochs", 1).succeeds();
    String resumed = weights(Cli.run("train", "--out", parts, "--resume", "--epochs", 3, "--json"));
    assertThat(resumed).isEqualTo(whole);
  }

  @Test
  void theSizeMayBeChosen() {
    Path run = folder.resolve("run");
    assertThat(train(data(), run, "--image-size", "20x26").succeeds().err())
        .contains("Images are 20×26 in colour, as asked for", "for images of 3×20×26");
    Cli.run("train", "--out", run, "--resume", "--epochs", 3).succeeds();
    assertThat(Cli.run("evaluate", run).succeeds().err()).contains("Images are 20×26");
  }

  @Test
  void unreadablePicturesAreAnErrorOrLeftOut() throws IOException {
    Path data = data();
    Files.writeString(data.resolve("train/red/notes.png"), "no picture");
    train(data, folder.resolve("a"))
        .isRefusedSaying(
            "1 of 76 pictures cannot be read: train/red/notes.png", "--skip-unreadable");
    assertThat(folder.resolve("a")).doesNotExist();
    Cli.Result trained = train(data, folder.resolve("b"), "--skip-unreadable");
    assertThat(trained.succeeds().err())
        .contains("Left out " + data.resolve("train/red/notes.png"))
        .contains("One picture that cannot be read was left out.");
    assertThat(Files.readString(folder.resolve("b/report.html")))
        .contains("train/red/notes.png (a file of another kind)");
    Cli.run("train", "--out", folder.resolve("b"), "--resume", "--epochs", 3).succeeds();
  }

  /** A run on two colours, then one on three others. */
  @Test
  void aRunLearnsTheClassesOfOtherPictures() {
    Path first = folder.resolve("first");
    train(data(), first).succeeds();
    Path others = PictureData.writeClasses(folder.resolve("others"), 4, 5);
    PictureData.picture(others.resolve("yellow/1.png"), 0xFFFF00, new Random(1));
    PictureData.picture(others.resolve("yellow/2.png"), 0xFFFF00, new Random(2));
    train(others, folder.resolve("no"), "--model", first)
        .isRefusedSaying("yellow: expected one of the classes", "--classes data");
    train(others, folder.resolve("no"), "--model", first, "--classes", "data", "--image-size", 64)
        .isRefusedSaying("--image-size: expected 24×30, the size that " + first);
    Path second = folder.resolve("second");
    Cli.Result result =
        train(others, second, "--model", first, "--classes", "data", "--freeze", "features")
            .succeeds();
    assertThat(result.err()).contains("a new last layer, fc, for 4 classes");
    assertThat(Cli.run("predict", second, others.resolve("yellow/1.png")).succeeds().out())
        .contains("yellow");
  }

  @Test
  void picturesToTestWithMayComeFromElsewhere() {
    Path run = folder.resolve("run");
    train(data(), run).succeeds();
    Path others = PictureData.writeClasses(folder.resolve("others"), 4, 5);
    Cli.Result result = Cli.run("evaluate", run, "--data", others, "--json").succeeds();
    assertThat(result.object().get("images")).isEqualTo(12);
    assertThat(result.err()).contains("other test images than those of the training");
    PictureData.picture(others.resolve("yellow/1.png"), 0xFFFF00, new Random(1));
    Cli.run("evaluate", run, "--data", others)
        .isRefusedSaying("yellow: expected one of the classes blue sky, grün, red");
  }

  @Test
  void withoutTestPicturesTheSameAreHeldOutEveryTime() {
    Path data = PictureData.writeClasses(folder.resolve("plain"), 20, 3);
    Path run = folder.resolve("run");
    Map<?, ?> json = train(data, run, "--seed", 7).succeeds().object();
    assertThat(json.get("testImages")).isEqualTo(6);
    Cli.Result evaluated = Cli.run("evaluate", run, "--json").succeeds();
    assertThat(evaluated.object().get("images")).isEqualTo(6);
    assertThat(evaluated.object().get("testLoss")).isEqualTo(json.get("testLoss"));
    assertThat(evaluated.err()).doesNotContain("other test images");
  }

  @Test
  void aTableNamesPicturesToo() throws IOException {
    Path pictures = PictureData.writeClasses(folder.resolve("pictures"), 10, 3);
    StringBuilder rows = new StringBuilder("label,path\n");
    for (String name : List.of("red", "blue sky")) {
      for (int i = 0; i < 10; i++) {
        rows.append(name).append(",pictures/").append(name).append("/bild ").append(i);
        rows.append(".png\n");
      }
    }
    Path table = Files.writeString(pictures.resolveSibling("table.csv"), rows);
    Map<?, ?> json = train(table, folder.resolve("run")).succeeds().object();
    assertThat(json.get("trainImages")).isEqualTo(18);
    Cli.run("evaluate", folder.resolve("run")).succeeds();
  }

  @Test
  void aModelIsTrainedOnWithItsOwnSizeAndClasses() {
    Path first = folder.resolve("first");
    train(data(), first, "--image-size", 20).succeeds();
    Path others = PictureData.writeClasses(folder.resolve("others"), 10, 5);
    Cli.Result more = train(others, folder.resolve("second"), "--model", first);
    assertThat(more.succeeds().err()).contains("Images are 20×20", "trained on from there");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--image-size=0|image size: expected sides",
        "--image-size=5000|image size",
        "--image-size=huge|--image-size",
        "--image-size=1x2x3|--image-size",
        "--augment=wild|--augment",
      })
  void badOptionsAreRefused(String option, String named) {
    Path out = folder.resolve("run");
    train(data(), out, option).isRefusedSaying(named);
    assertThat(out).doesNotExist();
  }

  @Test
  void dataOfAFixedSizeKeepIt() {
    Path bars = TinyData.write(folder.resolve("bars"), 1);
    train(bars, folder.resolve("a"), "--image-size", 32)
        .isRefusedSaying("bars: expected images of 32×32 but got 28×28, which is fixed");
    assertThat(train(bars, folder.resolve("b"), "--augment", "light").succeeds().err())
        .contains("Augmentation: light, for symbols", "shifted by up to")
        .doesNotContain("Flip");
  }
}
