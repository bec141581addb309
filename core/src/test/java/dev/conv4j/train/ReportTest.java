package dev.conv4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conv4j.Version;
import dev.conv4j.nn.Conv2d;
import dev.conv4j.page.ParsedPage;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** What the page says, and that it is well-formed and needs nothing else. */
class ReportTest {

  @Test
  void tellsTheResultFirst() {
    ParsedPage page = new ReportSample().page();
    assertThat(page.text("//strong")).isEqualTo("75.00\u00A0%");
    assertThat(page.text("//*[@class='words']/p"))
        .isEqualTo(
            "Names 6 of 8 test images right. One of its most common mistakes: it takes dog for"
                + " cat, 1 of 4 times.");
    assertThat(page.texts("//dl[@class='tiles']/div"))
        .containsExactly(
            "errors2 of 8 images",
            "test loss0.4321 mean cross-entropy",
            "parameters28 numbers learned",
            "training10.0 s 2 epochs, 250 images/s",
            "evaluation4 test images/s");
    assertThat(page.text("//footer")).contains("./conv4j predict RUN", Version.current());
  }

  @Test
  void namesTheMostCommonMistake() {
    ReportSample sample = new ReportSample();
    sample.evaluation =
        new Evaluation(0.4321, 0.625, null, 8, List.of(List.of(3, 1), List.of(2, 2)), List.of(), 2);
    assertThat(sample.page().text("//*[@class='words']/p"))
        .endsWith("Its most common mistake: it takes cat for dog, 2 of 4 times.");
  }

  @Test
  void showsTheEpochsAsATable() {
    ReportSample sample = new ReportSample();
    sample.history =
        List.of(
            new EpochMetrics(1, 1.5, 0.5, 1.25, 0.625, 2, 1000, List.of(2.0, 1.0), List.of()),
            new EpochMetrics(2, 0.5, 0.75, null, null, 4, 1000, List.of(0.6, 0.4), List.of()));
    ParsedPage page = sample.page();
    assertThat(page.texts("//section[@id='curves']//tbody/tr"))
        .containsExactly("11.550.00\u00A0%1.2562.50\u00A0%2.0 s500", "20.575.00\u00A0%––4.0 s250");
    assertThat(page.texts("//section[@id='curves']//*[local-name()='g']/title"))
        .contains(
            "training, 0.25 epochs: loss 2",
            "training, 1.75 epochs: loss 0.4",
            "held out, after epoch 1: loss 1.25",
            "test, at the end: loss 0.4321",
            "training, epoch 2: 75.00\u00A0% right",
            "held out, after epoch 1: 62.50\u00A0% right",
            "test, at the end: 75.00\u00A0% right");
  }

  @Test
  void showsTheLearningRateWhereItIsKnown() {
    ReportSample sample = new ReportSample();
    assertThat(sample.page().texts("//section[@id='curves']//h3"))
        .containsExactly("Loss", "Accuracy");
    sample = new ReportSample();
    sample.history =
        List.of(
            new EpochMetrics(
                1, 1.5, 0.5, null, null, 2, 1000, List.of(2.0, 1.0), List.of(0.1, 0.01)));
    ParsedPage page = sample.page();
    assertThat(page.texts("//section[@id='curves']//h3"))
        .containsExactly("Loss", "Accuracy", "Learning rate");
    assertThat(page.texts("//figure[3]//*[local-name()='g']/title"))
        .containsExactly("0.5 epochs: 0.1", "1 epochs: 0.01");
    assertThat(page.texts("//section[@id='curves']//tbody/tr"))
        .containsExactly("11.550.00\u00A0%0.012.0 s500");
  }

  @Test
  void showsHowEachClassFares() {
    ReportSample sample = new ReportSample();
    sample.evaluation =
        new Evaluation(0.4, 0.625, 0.875, 8, List.of(List.of(3, 1), List.of(2, 2)), List.of(), 2);
    ParsedPage page = sample.page();
    assertThat(page.texts("//section[@id='confusion']//details//tr"))
        .containsExactly(
            "classprecisionrecallF1images",
            "dog60.0\u00A0%75.0\u00A0%66.7\u00A0%4",
            "cat66.7\u00A0%50.0\u00A0%57.1\u00A0%4",
            "mean63.3\u00A0%62.5\u00A0%61.9\u00A0%8");
    assertThat(page.texts("//dl[@class='tiles']/div"))
        .contains("top-5 accuracy87.50\u00A0% of the test images");
  }

  @Test
  void showsTheConfusionMatrix() {
    ParsedPage page = new ReportSample().page();
    assertThat(page.texts("//table[@class='matrix']//tr"))
        .containsExactly(
            "truth \\ nameddogcatrecall",
            "dog3175.0\u00A0%",
            "cat1375.0\u00A0%",
            "precision75.0\u00A0%75.0\u00A0%");
    assertThat(page.texts("//table[@class='matrix']//td[@class='wrong']/@title"))
        .containsExactly("dog: 1 of 4 named cat", "cat: 1 of 4 named dog");
    assertThat(page.texts("//table[@class='matrix']//td[@class='right']"))
        .containsExactly("3", "3");
  }

  @Test
  void showsTheMistakesAsTheyLook() throws IOException {
    ReportSample sample = new ReportSample();
    ParsedPage page = sample.page();
    Element first = page.elements("//ul[@class='mistakes']/li").getFirst();
    assertThat(first.getTextContent())
        .contains("cat → dog", "dog90.0\u00A0%", "cat< 0.1\u00A0%", "image 5");
    BufferedImage picture = ParsedPage.picture(page.source("//ul[@class='mistakes']/li[1]/img"));
    assertThat(picture.getWidth()).isEqualTo(sample.size);
    assertThat(picture.getHeight()).isEqualTo(sample.size);
    int grey = ReportSample.pixel(5, 4);
    assertThat(picture.getRGB(1, 1) & 0xFF).isEqualTo(grey);
  }

  @Test
  void showsTheFiltersOfTheFirstConvolutionOnOneScale() throws IOException {
    ReportSample sample = new ReportSample();
    ((Conv2d) sample.first()).weight().set(sample.device, 0, 1, -1, 2, 0, 0, 0, 0);
    ParsedPage page = sample.page();
    assertThat(page.text("//section[@id='filters']/p")).contains("conv", "2 filters", "2×2 pixels");
    BufferedImage filter =
        ParsedPage.picture(page.source("//section[@id='filters']//li[1]/img[1]"));
    assertThat(filter.getWidth()).isEqualTo(2);
    assertThat(filter.getRGB(0, 0) & 0xFFFFFF).isEqualTo(0xF7F7F7);
    assertThat(filter.getRGB(1, 1) & 0xFFFFFF).isEqualTo(0xC2410C);
    assertThat(page.text("//section[@id='filters']//p[@class='note'][1]")).startsWith("−2  +2");
    BufferedImage answer =
        ParsedPage.picture(page.source("//section[@id='filters']//li[1]/img[2]"));
    assertThat(answer.getWidth()).isEqualTo(sample.size - 1);
  }

  @Test
  void showsFiltersOverColoursInColour() throws IOException {
    ReportSample sample = new ReportSample(3, 2);
    float[] weights = new float[24];
    weights[0] = 4;
    weights[5] = -4;
    ((Conv2d) sample.first()).weight().set(sample.device, weights);
    ParsedPage page = sample.page();
    BufferedImage filter =
        ParsedPage.picture(page.source("//section[@id='filters']//li[1]/img[1]"));
    assertThat(filter.getRGB(0, 0) & 0xFFFFFF).isEqualTo(0xFF8080);
    assertThat(filter.getRGB(1, 0) & 0xFFFFFF).isEqualTo(0x800080);
  }

  @Test
  void showsTheLayers() {
    ParsedPage page = new ReportSample().page();
    assertThat(page.texts("//section[@id='network']//tbody/tr"))
        .containsExactly("convConv2d2×2×21072", "flattenFlatten800", "fcLinear21834");
    assertThat(page.text("//section[@id='network']//tfoot")).isEqualTo("total28106");
  }

  @Test
  void showsTheFactsInTheirOrder() {
    ReportSample sample = new ReportSample();
    sample.facts.put("seed", "42");
    sample.facts.put("data", "digits <drawn & here>");
    assertThat(sample.page().texts("//section[@id='run']//tr"))
        .containsExactly("seed42", "datadigits <drawn & here>");
  }

  @Test
  void needsNothingElse() {
    ParsedPage page = new ReportSample().page();
    assertThat(page.texts("//@src")).isNotEmpty().allMatch(s -> s.startsWith("data:image/png;"));
    assertThat(page.texts("//@href")).isNotEmpty().allMatch(s -> s.startsWith("#"));
    assertThat(page.elements("//script | //link | //iframe | //object")).isEmpty();
    assertThat(page.texts("//@*").stream().filter(a -> a.startsWith("on"))).isEmpty();
    assertThat(page.html()).doesNotContain("http://", "https://", "url(", "@import", "{{");
  }

  @Test
  void isReadableForEveryone() {
    ParsedPage page = new ReportSample().page();
    assertThat(page.text("/html/@lang")).isEqualTo("en");
    assertThat(page.text("/html/head/title")).isEqualTo("sample – conv4j");
    assertThat(page.text("//meta[@name='viewport']/@content")).contains("width=device-width");
    assertThat(page.elements("//img[not(@alt) or @alt='']")).isEmpty();
    assertThat(page.elements("//th[not(@scope)]")).isEmpty();
    assertThat(page.elements("//*[local-name()='svg'][not(@aria-label)]")).isEmpty();
    for (String target : page.texts("//nav/a/@href")) {
      assertThat(page.elements("//*[@id='" + target.substring(1) + "']")).hasSize(1);
    }
    assertThat(page.html()).contains("prefers-color-scheme: dark");
  }

  @Test
  void takesHostileTextAsText() {
    ReportSample sample = new ReportSample();
    String hostile = "<script>alert(\"1\")</script>'&{{facts}}\u0000\u202E$1\\";
    String shown = hostile.replace('\u0000', '\uFFFD');
    sample.title = hostile;
    sample.name = hostile;
    sample.labels = List.of(hostile, "cat");
    sample.facts.putAll(Map.of(hostile, hostile));
    ParsedPage page = sample.page();
    assertThat(page.elements("//script")).isEmpty();
    assertThat(page.text("//h1")).isEqualTo(shown);
    assertThat(page.text("//section[@id='run']//td")).isEqualTo(shown);
    assertThat(page.text("//table[@class='matrix']//thead/tr/th[2]")).isEqualTo(shown);
    assertThat(page.text("//*[@class='words']/p/b[2]/bdi")).isEqualTo(shown);
    assertThat(page.text("//section[@id='network']//caption")).startsWith(shown);
    assertThat(page.text("//ul[@class='mistakes']/li[1]/img/@alt")).contains("named " + shown);
  }
}
