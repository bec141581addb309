package dev.conv4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conv4j.data.Dataset;
import dev.conv4j.data.DatasetBuilder;
import dev.conv4j.nn.zoo.Zoo;
import dev.conv4j.tensor.Shape;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

class RecipeTest {
  @TempDir Path folder;

  static List<Recipe> recipes() {
    return Recipe.ALL;
  }

  private static ParseResult parsed(String... words) {
    return new CommandLine(new TrainOptions()).parseArgs(words);
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void itsOptionsAreThoseOfTheCommandAndItsNetworkIsThere(Recipe recipe) {
    ParseResult nothing = parsed();
    TrainOptions options = TrainOptions.with(recipe.beside(nothing), nothing);
    assertThat(options.training().epochs())
        .isEqualTo(Integer.parseInt(Objects.requireNonNull(recipe.options().get("--epochs"))));
    assertThat(Zoo.names()).contains(recipe.network()).doesNotContain(recipe.name());
    assertThat(Recipe.named(recipe.name())).contains(recipe);
  }

  @Test
  void optionsThatAreGivenReplaceItsOwn() {
    ParseResult given = parsed("--epochs", "1", "--batch-size=7");
    Map<String, String> left = Recipe.MNIST_BEST.beside(given);
    assertThat(left).doesNotContainKeys("--epochs", "--batch-size").containsKey("--lr");
    TrainOptions options = TrainOptions.with(left, given);
    assertThat(options.epochs).isEqualTo(1);
    assertThat(options.batchSize).isEqualTo(7);
    assertThat(options.learning.schedule).isEqualTo("onecycle");
  }

  @Test
  void anotherOptimizerComesWithRatesOfItsOwn() {
    Map<String, String> left = Recipe.SMALL_FEW.beside(parsed("--optimizer", "sgd"));
    assertThat(left).doesNotContainKeys("--lr", "--weight-decay").containsKey("--schedule");
  }

  @Test
  void theSizeAndNumberOfImagesTellWhichIsRecommended() {
    assertThat(ModelChoice.recipe("auto", images(Shape.of(1, 28, 28)))).isEmpty();
    assertThat(ModelChoice.recipe("lecture", images(Shape.of(3, 32, 32)))).isEmpty();
    assertThat(ModelChoice.recipe("auto", images(Shape.of(3, 28, 28)))).contains(Recipe.SMALL_FEW);
    assertThat(ModelChoice.recipe("auto", images(Shape.of(3, 64, 63)))).contains(Recipe.SMALL_FEW);
    assertThat(ModelChoice.recipe("auto", images(Shape.of(3, 64, 64)))).contains(Recipe.PHOTOS_FEW);
    assertThat(ModelChoice.recipe("mnist-fast", images(Shape.of(3, 64, 64))))
        .contains(Recipe.MNIST_FAST);
  }

  private static Dataset images(Shape shape) {
    return new DatasetBuilder(shape)
        .labels(List.of("a", "b"))
        .add(new float[shape.intCount()], "a")
        .build();
  }

  private Cli.Result trainFast(Path out, Object... more) {
    Path data = TinyData.write(folder.resolve("bars"), 1);
    Object[] words = {"train", "--data", data, "--model", "mnist-fast", "--batch-size", 32};
    return Cli.run(
            Stream.of(words, new Object[] {"--out", out}, more).flatMap(Stream::of).toArray())
        .succeeds();
  }

  @Test
  void aTrainingSaysWhatItsRecipeIsAndGoesOnWithIt() {
    Cli.Result whole = trainFast(folder.resolve("run"), "--json");
    assertThat(whole.object().get("model")).isEqualTo("lecture_bn");
    assertThat(whole.object().get("epochs")).isEqualTo(3);
    assertThat(whole.err())
        .contains("Recipe: mnist-fast, as you asked for it: --model lecture_bn")
        .contains("--epochs 3", "Augmentation: light");

    Path other = folder.resolve("other");
    trainFast(other, "--epochs", 2);
    Cli.Result more = Cli.run("train", "--out", other, "--resume", "--epochs", 4).succeeds();
    assertThat(more.err()).contains("Epoch 3/4", "Augmentation: light").doesNotContain("Epoch 1/");
    Cli.run("train", "--out", other, "--resume", "--model", "mnist-best")
        .isRefusedSaying("--model", "what the run began with: mnist-fast");
  }

  @Test
  void anUnknownNameIsRefusedWithAllThatThereAre() {
    Path data = TinyData.write(folder.resolve("bars"), 1);
    Cli.run("train", "--data", data, "--model", "mnist-bets", "--out", folder.resolve("run"))
        .isRefusedSaying(
            "--model", "a run that is there", "resnet18", "mnist-best", "'mnist-bets'");
  }

  @Test
  void autoSaysWhyItTookARecipe() {
    Path data = PictureData.write(folder.resolve("pictures"));
    Cli.Result result =
        Cli.run(
            "train",
            "--data",
            data,
            "--epochs",
            1,
            "--batch-size",
            8,
            "--augment",
            "none",
            "--out",
            folder.resolve("run"),
            "--json");
    assertThat(result.succeeds().object().get("model")).isEqualTo("resnet9_32");
    assertThat(result.err())
        .contains("Recipe: small-few, as it is the one for 60 such images: --model resnet9_32")
        .doesNotContain("Augmentation");
  }
}
