package dev.conv4j.train;

import dev.conv4j.data.Dataset;
import dev.conv4j.page.PageText;
import java.util.List;
import java.util.Locale;

/** How many images of each class there were to learn from and to test with. */
final class ReportBalance {
  /** A longer table is folded up. */
  private static final int MOST_OPEN = 20;

  private ReportBalance() {}

  /** A bar for each class. */
  static String html(Dataset train, Dataset test) {
    List<String> labels = train.labels();
    int[] toTrain = counts(train, labels.size());
    int[] toTest = counts(test, labels.size());
    int most = 1;
    int fewest = Integer.MAX_VALUE;
    for (int count : toTrain) {
      most = Math.max(most, count);
      fewest = Math.min(fewest, count);
    }
    String table = table(labels, toTrain, toTest, most);
    String words = words(train.size(), labels.size(), fewest, most);
    return labels.size() <= MOST_OPEN
        ? words + table
        : words + "<details><summary>All classes</summary>\n" + table + "</details>\n";
  }

  private static String words(int images, int classes, int fewest, int most) {
    String range =
        fewest == most
            ? "%s of each".formatted(PageText.count(most))
            : "%s to %s of each".formatted(PageText.count(fewest), PageText.count(most));
    return "<p>%s of %s, %s.</p>\n"
        .formatted(
            PageText.count(images, "training image"),
            classes == 1 ? "1 class" : PageText.count(classes) + " classes",
            range);
  }

  private static String table(List<String> labels, int[] train, int[] test, int most) {
    StringBuilder rows = new StringBuilder();
    for (int label = 0; label < labels.size(); label++) {
      rows.append(
          """
          <tr><th scope="row">%s</th><td><i style="width:%s%%"></i></td>\
          <td>%s</td><td>%s</td></tr>
          """
              .formatted(
                  PageText.name(labels.get(label)),
                  String.format(Locale.ROOT, "%.1f", 100.0 * train[label] / most),
                  PageText.count(train[label]),
                  PageText.count(test[label])));
    }
    return """
    <div class="card scroll"><table class="balance">
    <thead><tr><th scope="col">class</th><th scope="col"></th>\
    <th scope="col">to train</th><th scope="col">to test</th></tr></thead>
    <tbody>
    %s</tbody></table></div>
    """
        .formatted(rows);
  }

  private static int[] counts(Dataset data, int classes) {
    int[] counts = new int[classes];
    for (int i = 0; i < data.size(); i++) {
      int label = data.label(i);
      if (label >= 0 && label < classes) {
        counts[label]++;
      }
    }
    return counts;
  }
}
