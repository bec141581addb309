package dev.conv4j.look;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.Conv4jException;
import dev.conv4j.DataException;
import dev.conv4j.Version;
import dev.conv4j.nn.Conv2d;
import dev.conv4j.nn.Flatten;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.Linear;
import dev.conv4j.nn.ReLU;
import dev.conv4j.nn.Sequential;
import dev.conv4j.page.ParsedPage;
import dev.conv4j.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folder that a look leaves, and the page in it. */
class LookFolderTest {
  private static final Shape INPUT = Shape.of(3, 8, 8);

  @TempDir Path place;

  private static Shown shown() {
    Layer network =
        Sequential.builder()
            .add("conv1", new Conv2d(3, 4, 3))
            .add("relu1", new ReLU())
            .add("conv2", new Conv2d(Conv2d.Config.of(4, 6, 3).padding(2)))
            .add("flatten", new Flatten())
            .add("fc", new Linear(384, 3))
            .build();
    return new Shown(network, INPUT, 3, Shown.image(INPUT));
  }

  private ParsedPage page(String folder) throws IOException {
    return ParsedPage.parse(Files.readString(place.resolve(folder).resolve("index.html")));
  }

  private List<String> names(String folder) throws IOException {
    try (Stream<Path> files = Files.list(place.resolve(folder))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void holdsAPictureOfEverythingAndAPageThatShowsThem() throws IOException {
    try (Shown shown = shown()) {
      List<LookFolder.Written> written =
          LookFolder.write(
              place.resolve("x"), shown.explanation, Choice.of(shown.explanation), "A <look>");
      List<String> names =
          List.of(
              "cam.png",
              "features-conv1.png",
              "features-conv2.png",
              "features-relu1.png",
              "filters-conv1.png",
              "filters-conv2.png",
              "index.html",
              "receptive-field.png");
      assertThat(names("x")).isEqualTo(names);
      assertThat(written)
          .extracting(LookFolder.Written::file)
          .containsExactlyInAnyOrderElementsOf(names);
      assertThat(written.getLast())
          .isEqualTo(new LookFolder.Written("index.html", "all of it, explained"));
      for (String name : names) {
        if (name.endsWith(".png")) {
          assertThat(ImageIO.read(place.resolve("x").resolve(name).toFile()).getWidth())
              .isPositive();
        }
      }
      ParsedPage page = page("x");
      assertThat(page.text("//h1")).isEqualTo("A <look>");
      assertThat(page.texts("//figure//small"))
          .containsExactlyInAnyOrderElementsOf(
              names.stream().filter(name -> name.endsWith(".png")).toList());
      assertThat(page.texts("//*[@class='seen']//tr")).hasSize(3);
      assertThat(page.texts("//section[@id='layers']//tbody/tr"))
          .containsExactly(
              "conv1Conv2d4×6×63×31",
              "relu1ReLU4×6×63×31",
              "conv2Conv2d6×8×85×51",
              "flattenFlatten3845×5–",
              "fcLinear312×12–");
      assertThat(page.text("//section[@id='field']/p"))
          .contains("of conv2", "largest of the layer");
      assertThat(page.text("//footer")).contains(Version.current());
    }
  }

  @Test
  void thePageNeedsNothingElseAndIsReadableForEveryone() throws IOException {
    try (Shown shown = shown()) {
      LookFolder.write(place.resolve("x"), shown.explanation, Choice.of(shown.explanation), "look");
    }
    ParsedPage page = page("x");
    assertThat(page.texts("//@src")).isNotEmpty().allMatch(s -> s.startsWith("data:image/png;"));
    assertThat(page.texts("//@href")).isNotEmpty().allMatch(s -> s.startsWith("#"));
    assertThat(page.elements("//script | //link | //iframe | //object")).isEmpty();
    assertThat(page.html()).doesNotContain("http://", "https://", "url(", "@import", "{{");
    assertThat(page.text("/html/@lang")).isEqualTo("en");
    assertThat(page.elements("//img[not(@alt) or @alt='']")).isEmpty();
    assertThat(page.elements("//th[not(@scope)]")).isEmpty();
    for (String target : page.texts("//nav/a/@href")) {
      assertThat(page.elements("//*[@id='" + target.substring(1) + "']")).hasSize(1);
    }
    assertThat(page.html()).contains("prefers-color-scheme: dark");
  }

  @Test
  void showsWhatWasChosen() throws IOException {
    try (Shown shown = shown()) {
      Choice choice =
          new Choice(
              List.of("fc"),
              1,
              Optional.of("relu1"),
              Optional.of(new Choice.LayerUnit("conv2", new Unit(5, 0, 0))),
              Scale.CHANNEL,
              2);
      LookFolder.write(place.resolve("x"), shown.explanation, choice, "look");
    }
    assertThat(names("x"))
        .containsExactly("cam.png", "features-fc.png", "index.html", "receptive-field.png");
    ParsedPage page = page("x");
    assertThat(page.text("//section[@id='filters']/p[2]")).contains("None of the layers");
    assertThat(page.text("//section[@id='class']/p")).contains("for c1", "maps of relu1");
    assertThat(page.text("//section[@id='field']//figcaption"))
        .contains(
            "5×5 pixels: rows -2 to 2, columns -2 to 2",
            "Of these, rows 0 to 2, columns 0 to 2 lie in the image");
  }

  @Test
  void aModelWithoutMapsHasAPageThatSaysSo() throws IOException {
    try (Shown shown =
        new Shown(Sequential.of(new Flatten(), new Linear(192, 3)), INPUT, 3, Shown.image(INPUT))) {
      LookFolder.write(place.resolve("x"), shown.explanation, Choice.of(shown.explanation), "look");
    }
    assertThat(names("x")).containsExactly("features-0.png", "features-1.png", "index.html");
    assertThat(page("x").texts("//*[@class='nothing']")).hasSize(3);
  }

  @Test
  void isNotThereAtAllIfSomethingOfTheChoiceIsNot() throws IOException {
    try (Shown shown = shown()) {
      Choice choice =
          new Choice(
              List.of("conv1", "conv7"), 0, Optional.empty(), Optional.empty(), Scale.LAYER, 2);
      Path folder = place.resolve("x");
      assertThatThrownBy(() -> LookFolder.write(folder, shown.explanation, choice, "look"))
          .isInstanceOf(Conv4jException.class)
          .hasMessageContaining("'conv7'");
      assertThat(names(".")).isEmpty();
      Files.createDirectory(folder);
      assertThatThrownBy(() -> LookFolder.write(folder, shown.explanation, choice, "look"))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("there already");
    }
  }
}
