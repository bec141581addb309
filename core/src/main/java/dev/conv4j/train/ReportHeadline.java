package dev.conv4j.train;

import dev.conv4j.page.PageText;
import dev.conv4j.train.ReportConfusion.Pair;
import java.util.List;
import java.util.Locale;

/** What the reader wants to know first: a number, a sentence, and a few more numbers. */
final class ReportHeadline {
  private ReportHeadline() {}

  /** The headline. */
  static String html(Report.Contents contents, ReportConfusion confusion) {
    Evaluation evaluation = contents.evaluation();
    return """
    <div class="result">
    <p class="figure"><strong>%s</strong><span>test accuracy</span></p>
    <div class="words"><p>%s</p>
    <div class="share" role="img" aria-label="%s right, %s wrong"><i style="width:%s%%"></i></div>
    </div>
    </div>
    <dl class="tiles">
    %s</dl>
    """
        .formatted(
            PageText.percent(evaluation.accuracy()),
            sentence(evaluation, confusion),
            PageText.count(confusion.right()),
            PageText.count(confusion.wrong()),
            String.format(Locale.ROOT, "%.3f", 100.0 * confusion.right() / confusion.images()),
            tiles(contents, confusion));
  }

  private static String sentence(Evaluation evaluation, ReportConfusion confusion) {
    String images = PageText.count(evaluation.images(), "test image");
    List<Pair> pairs = confusion.pairs();
    if (pairs.isEmpty()) {
      return "Names all of %s right.".formatted(images);
    }
    Pair worst = pairs.getFirst();
    boolean alone = pairs.size() == 1 || pairs.get(1).images() < worst.images();
    return "Names <b>%s</b> of %s right. %s: it takes <b>%s</b> for <b>%s</b>, %s of %s times."
        .formatted(
            PageText.count(confusion.right()),
            images,
            alone ? "Its most common mistake" : "One of its most common mistakes",
            confusion.name(worst.truth()),
            confusion.name(worst.named()),
            PageText.count(worst.images()),
            PageText.count(confusion.ofClass(worst.truth())));
  }

  private static String tiles(Report.Contents contents, ReportConfusion confusion) {
    StringBuilder tiles = new StringBuilder();
    List<EpochMetrics> history = contents.history();
    tile(
        tiles,
        "errors",
        PageText.count(confusion.wrong()),
        "of " + PageText.count(confusion.images(), "image"));
    tile(tiles, "test loss", PageText.number(contents.evaluation().loss()), "mean cross-entropy");
    Double five = contents.evaluation().topFiveAccuracy();
    if (five != null) {
      tile(tiles, "top-5 accuracy", PageText.percent(five), "of the test images");
    }
    tile(tiles, "parameters", PageText.count(contents.model().parameterCount()), "numbers learned");
    if (!history.isEmpty()) {
      double seconds = history.stream().mapToDouble(EpochMetrics::seconds).sum();
      tile(
          tiles,
          "training",
          PageText.time(seconds),
          "%s, %s images/s"
              .formatted(
                  PageText.count(history.size(), "epoch"),
                  PageText.rate(EpochMetrics.imagesPerSecond(history))));
    }
    tile(
        tiles,
        "evaluation",
        PageText.rate(contents.evaluation().imagesPerSecond()),
        "test images/s");
    return tiles.toString();
  }

  private static void tile(StringBuilder tiles, String name, String value, String unit) {
    tiles.append(
        "<div><dt>%s</dt><dd><b>%s</b> <span>%s</span></dd></div>\n".formatted(name, value, unit));
  }
}
