package dev.conv4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conv4j.data.ByteImages;
import dev.conv4j.nn.Model;
import dev.conv4j.nn.Normalization;
import dev.conv4j.nn.zoo.Zoo;
import dev.conv4j.page.ParsedPage;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.RandomStream;
import dev.conv4j.tensor.Shape;
import dev.conv4j.train.Evaluation.Mistake;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Runs that went very well, very badly, or not at all; very many classes. */
class ReportExtremeRunsTest {

  @Test
  void isProudOfAModelWithoutMistakes() {
    ReportSample sample = new ReportSample();
    sample.evaluation =
        new Evaluation(0.01, 1, null, 8, List.of(List.of(4, 0), List.of(0, 4)), List.of(), 1);
    ParsedPage page = sample.page();
    assertThat(page.text("//strong")).isEqualTo("100.00\u00A0%");
    assertThat(page.text("//*[@class='words']/p")).isEqualTo("Names all of 8 test images right.");
    assertThat(page.text("//section[@id='mistakes']/p"))
        .isEqualTo("None: all of 8 test images are named right.");
    assertThat(page.elements("//section[@id='confusion']//td[@class='wrong']")).isEmpty();
  }

  @Test
  void saysSoIfNoMistakeWasKept() {
    ReportSample sample = new ReportSample();
    sample.evaluation =
        new Evaluation(1, 0.75, null, 8, sample.evaluation.confusion(), List.of(), 1);
    assertThat(sample.page().text("//section[@id='mistakes']/p"))
        .isEqualTo("2 mistakes, none of which was kept to be shown.");
  }

  @Test
  void hasNoNumberWhereThereIsNone() {
    ReportSample sample = new ReportSample();
    sample.evaluation =
        new Evaluation(
            Double.NaN,
            0.5,
            null,
            2,
            List.of(List.of(1, 0), List.of(0, 0)),
            List.of(new Mistake(1, 0, 1, Float.NaN, Float.NaN)),
            0);
    ParsedPage page = sample.page();
    assertThat(page.texts("//table[@class='matrix']//tr"))
        .contains("cat0–", "precision100.0\u00A0%–");
    assertThat(page.text("//dl[@class='tiles']")).contains("test lossnot a number");
  }

  @Test
  void listsTheExtremesOfManyClasses() {
    ReportSample sample = new ReportSample(1, 60);
    List<List<Integer>> counts = sample.perfect(5);
    counts.get(7).set(9, 3);
    counts.get(3).set(4, 1);
    sample.evaluation = new Evaluation(1, 0.9, null, 304, counts, List.of(), 1);
    ParsedPage page = sample.page();
    assertThat(page.elements("//table[@class='matrix']")).isEmpty();
    List<String> lists = page.texts("//table[@class='bars']/tbody/tr");
    assertThat(lists.subList(0, 2)).containsExactly("c7 → c9337.5\u00A0%", "c3 → c4116.7\u00A0%");
    assertThat(lists.get(2)).isEqualTo("c7862.5\u00A0%100.0\u00A0%");
    assertThat(lists).hasSize(2 + 25);
  }

  @Test
  void staysReadableWithAThousandClasses() {
    ReportSample sample = new ReportSample(1, 1000);
    sample.evaluation = new Evaluation(1, 1, null, 2000, sample.perfect(2), List.of(), 1);
    assertThat(sample.page().html().length()).isLessThan(60_000);
  }

  /** Noise cannot be compressed: no handwriting makes a larger page. */
  @Test
  void staysSmallForTheLecturesNetwork() {
    Shape shape = Shape.of(1, 28, 28);
    byte[] noise = new byte[30 * 28 * 28];
    RandomStream random = new RandomStream(1, RandomStream.Purpose.SPLIT, 0, 0);
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (byte) random.nextInt(256);
    }
    ReportSample sample = new ReportSample(1, 10);
    List<Mistake> mistakes =
        IntStream.range(0, 30).mapToObj(i -> new Mistake(i, 0, 1, 0.9f, 0.1f)).toList();
    List<List<Integer>> counts = Collections.nCopies(10, Collections.nCopies(10, 7));
    try (Device device = sample.device;
        Model model =
            new Model(
                    "lecture",
                    Zoo.network("lecture", shape, 10),
                    shape,
                    sample.labels,
                    Normalization.MNIST)
                .initialize(device, 1)) {
      String html =
          Report.html(
              new Report.Contents(
                  "lecture",
                  Map.of(),
                  model,
                  sample.history,
                  new Evaluation(1, 0.1, null, 700, counts, mistakes, 1),
                  new ByteImages(shape, sample.labels, noise, new byte[30])));
      assertThat(html.length()).isBetween(50_000, 300_000);
    }
  }

  @Test
  void showsModelsWithoutConvolution() {
    ReportSample sample = new ReportSample();
    sample.useLinearNetwork();
    assertThat(sample.page().text("//section[@id='filters']/p"))
        .isEqualTo("This network has no convolution, so it has no filters.");
  }

  @Test
  void breaksTheCurveWhereTheLossWasNotFinite() {
    ReportSample sample = new ReportSample();
    List<Double> curve = List.of(2.0, 1.0, Double.NaN, 0.5, Double.POSITIVE_INFINITY, 0.25);
    sample.history =
        List.of(new EpochMetrics(1, Double.NaN, 0.5, null, null, 2, 1000, curve, List.of()));
    ParsedPage page = sample.page();
    String path = page.text("//section[@id='curves']//*[@class='line train']/@d");
    assertThat(path).matches("M[^ML]+L[^ML]+M[^ML]+M[^ML]+");
    assertThat(page.text("//section[@id='curves']//figcaption"))
        .contains("not a finite number at 2 of 6 points");
    assertThat(page.text("//section[@id='curves']//tbody")).contains("not a number");
  }

  @Test
  void drawsNothingIfNothingIsFinite() {
    ReportSample sample = new ReportSample();
    List<Double> curve = List.of(Double.NaN);
    sample.history =
        List.of(new EpochMetrics(1, Double.NaN, Double.NaN, null, null, 2, 1000, curve, List.of()));
    sample.evaluation =
        new Evaluation(
            Double.NaN, Double.NaN, null, 8, sample.evaluation.confusion(), List.of(), 1);
    assertThat(sample.page().texts("//section[@id='curves']//*[@class='nothing']"))
        .containsExactly("There is no finite value to draw.", "There is no finite value to draw.");
  }

  @Test
  void worksWithoutAFinishedEpoch() {
    ReportSample sample = new ReportSample();
    sample.history = List.of();
    ParsedPage page = sample.page();
    assertThat(page.text("//section[@id='curves']/p")).startsWith("No epoch was finished");
    assertThat(page.text("//dl[@class='tiles']")).doesNotContain("training");
  }

  @Test
  void drawsAThousandEpochsWithFewPoints() {
    ReportSample sample = new ReportSample();
    EpochMetrics epoch = sample.history.getFirst();
    sample.history =
        IntStream.rangeClosed(1, 1000)
            .mapToObj(i ->
                new EpochMetrics(
                    i,
                    1.0 / i,
                    0.5,
                    null,
                    null,
                    1,
                    epoch.images(),
                    List.of(1.0 / i, 1.0 / i),
                    List.of()))
            .toList();
    ParsedPage page = sample.page();
    assertThat(page.elements("//section[@id='curves']/div/figure[1]//*[local-name()='g']").size())
        .isBetween(100, 241);
  }
}
