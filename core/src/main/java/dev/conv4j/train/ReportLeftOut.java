package dev.conv4j.train;

import dev.conv4j.page.PageText;
import java.util.List;

/** The pictures that could not be read. */
final class ReportLeftOut {
  private static final int MOST_NAMED = 50;

  private ReportLeftOut() {}

  /** Their names, folded up; nothing if there are none. */
  static String html(List<String> pictures) {
    if (pictures.isEmpty()) {
      return "";
    }
    StringBuilder items = new StringBuilder();
    pictures.stream()
        .limit(MOST_NAMED)
        .forEach(picture -> items.append("<li>%s</li>\n".formatted(PageText.name(picture))));
    int more = pictures.size() - MOST_NAMED;
    if (more > 0) {
      items.append("<li>and %s more</li>\n".formatted(PageText.count(more)));
    }
    return """
    <details class="left-out"><summary>%s left out, for %s cannot be read</summary>
    <ul>
    %s</ul></details>
    """
        .formatted(
            PageText.count(pictures.size(), "picture") + (pictures.size() == 1 ? " was" : " were"),
            pictures.size() == 1 ? "it" : "they",
            items);
  }
}
