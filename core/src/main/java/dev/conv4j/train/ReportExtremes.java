package dev.conv4j.train;

import dev.conv4j.page.PageText;
import dev.conv4j.train.ReportConfusion.Pair;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** What stands out in a confusion matrix, as lists. */
final class ReportExtremes {
  private ReportExtremes() {}

  /** What was confused most often. */
  static String pairs(ReportConfusion confusion, int most) {
    List<Pair> all = confusion.pairs();
    if (all.isEmpty()) {
      return "<div class=\"card\"><h3>Most common confusions</h3><p>None.</p></div>\n";
    }
    StringBuilder rows = new StringBuilder();
    for (Pair pair : all.subList(0, Math.min(most, all.size()))) {
      rows.append(
          """
          <tr><td>%s <span class="arrow">→</span> <b>%s</b><i style="width:%s%%"></i></td>\
          <td>%s</td><td>%s</td></tr>
          """
              .formatted(
                  confusion.name(pair.truth()),
                  confusion.name(pair.named()),
                  Math.max(100L * pair.images() / all.getFirst().images(), 1),
                  PageText.count(pair.images()),
                  PageText.roundPercent((double) pair.images() / confusion.ofClass(pair.truth()))));
    }
    int more = all.size() - most;
    return """
    <div class="card">
    <h3>Most common confusions</h3>
    <table class="bars">
    <thead><tr><th scope="col">truth → named</th><th scope="col">images</th>\
    <th scope="col">of class</th></tr></thead>
    <tbody>
    %s</tbody>
    </table>
    %s</div>
    """
        .formatted(
            rows,
            more <= 0
                ? ""
                : "<p class=\"note\">And %s more.</p>\n".formatted(PageText.count(more, "pair")));
  }

  /** The classes with the least recall. */
  static String worstClasses(ReportConfusion confusion, int most) {
    StringBuilder rows = new StringBuilder();
    IntStream.range(0, confusion.classes())
        .filter(truth -> confusion.ofClass(truth) > 0)
        .boxed()
        .sorted(Comparator.comparingDouble(confusion::recall))
        .limit(most)
        .forEach(truth ->
            rows.append(
                "<tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>\n"
                    .formatted(
                        confusion.name(truth),
                        PageText.count(confusion.ofClass(truth)),
                        PageText.roundPercent(confusion.recall(truth)),
                        PageText.roundPercent(confusion.precision(truth)))));
    return """
    <div class="card">
    <h3>Classes named right least often</h3>
    <table class="bars">
    <thead><tr><th scope="col">class</th><th scope="col">images</th>\
    <th scope="col">recall</th><th scope="col">precision</th></tr></thead>
    <tbody>
    %s</tbody>
    </table>
    <p class="note">Recall: of the images of a class, the share named right. Precision: of \
    the images given this name, the share that deserve it.</p>
    </div>
    """
        .formatted(rows);
  }
}
