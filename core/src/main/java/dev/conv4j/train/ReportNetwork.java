package dev.conv4j.train;

import dev.conv4j.nn.Model;
import dev.conv4j.nn.Shapes;
import dev.conv4j.nn.Summary;
import dev.conv4j.page.PageText;

/** The layers and what they cost. */
final class ReportNetwork {
  private ReportNetwork() {}

  /** A row for each layer, and the totals. */
  static String html(Model model) {
    Summary summary = Summary.of(model);
    StringBuilder rows = new StringBuilder();
    for (Summary.Row row : summary.rows()) {
      rows.append(
          """
          <tr><th scope="row">%s</th><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>
          """
              .formatted(
                  PageText.escape(row.name()),
                  PageText.escape(row.kind()),
                  Shapes.perItem(row.output().batched(1)),
                  PageText.count(row.parameters()),
                  PageText.count(row.flops())));
    }
    return """
    <div class="scroll card"><table class="numbers layers">
    <caption>%s takes images of %s. A multiply-add counts as two operations.</caption>
    <thead><tr><th scope="col">layer</th><th scope="col">kind</th>\
    <th scope="col">output</th><th scope="col">parameters</th>\
    <th scope="col">operations per image</th></tr></thead>
    <tbody>
    %s</tbody>
    <tfoot><tr><th scope="row">total</th><td></td><td></td><td>%s</td><td>%s</td></tr></tfoot>
    </table></div>
    """
        .formatted(
            PageText.name(model.name()),
            Shapes.perItem(model.input().batched(1)),
            rows,
            PageText.count(summary.parameters()),
            PageText.count(summary.flops()));
  }
}
