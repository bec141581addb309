package dev.conv4j.look;

import dev.conv4j.page.Canvas;
import dev.conv4j.page.PagePicture;
import dev.conv4j.page.Palette;
import java.util.List;

/**
 * The filters of a convolution side by side: one picture for each filter of a single plane or of
 * colours, else a row of its planes.
 */
final class FilterSheet {
  /** Pixels of the picture on the longer side of a filter that has a picture to itself. */
  private static final int FILTER_SIDE = 90;

  /** The same of a plane among others. */
  private static final int PLANE_SIDE = 42;

  /** As many planes as fit side by side. */
  private static final int MOST_PLANES = 16;

  private final Filters filters;
  private final int shown;
  private final float most;

  private FilterSheet(Filters filters, int most) {
    this.filters = filters;
    this.shown = Math.min(filters.count(), most);
    this.most = filters.range().magnitude();
  }

  static PagePicture draw(Filters filters, int most) {
    FilterSheet sheet = new FilterSheet(filters, most);
    return filters.planes() == 1 || filters.areOfColours() ? sheet.single() : sheet.rows();
  }

  private PagePicture single() {
    int enlarged = Sheet.enlargement(filters.height(), filters.width(), FILTER_SIDE);
    int line = Sheet.line();
    Cells cells = Cells.of(shown, filters.width() * enlarged, line + filters.height() * enlarged);
    Sheet sheet = new Sheet(title(shown), legend(), cells.width(), cells.height());
    for (int filter = 0; filter < shown; filter++) {
      String number = Integer.toString(filter);
      sheet.canvas().text(number, cells.left(filter), cells.top(filter), Sheet.LARGE, Sheet.SOFT);
      PagePicture picture = filters.areOfColours() ? colours(filter) : plane(filter, 0);
      draw(sheet.canvas(), picture, cells.left(filter), cells.top(filter) + line, enlarged);
    }
    return sheet.picture();
  }

  private PagePicture rows() {
    int enlarged = Sheet.enlargement(filters.height(), filters.width(), PLANE_SIDE);
    int planes = Math.min(filters.planes(), MOST_PLANES);
    int number = Canvas.textWidth("0000", Sheet.LARGE);
    int line = Canvas.textHeight(Sheet.SMALL) + 1;
    int across = Math.max(filters.width() * enlarged, Canvas.textWidth("0000", Sheet.SMALL));
    int down = line + filters.height() * enlarged + Sheet.GAP;
    Sheet sheet =
        new Sheet(title(shown), legend(), number + planes * (across + Sheet.GAP), shown * down);
    Canvas canvas = sheet.canvas();
    for (int filter = 0; filter < shown; filter++) {
      int top = Sheet.bodyTop() + filter * down;
      canvas.text(Integer.toString(filter), Sheet.MARGIN, top + line, Sheet.LARGE, Sheet.TEXT);
      List<Integer> strongest = filters.strongest(filter, planes);
      for (int i = 0; i < planes; i++) {
        int left = Sheet.MARGIN + number + i * (across + Sheet.GAP);
        canvas.text(strongest.get(i).toString(), left, top, Sheet.SMALL, Sheet.SOFT);
        draw(canvas, plane(filter, strongest.get(i)), left, top + line, enlarged);
      }
    }
    return sheet.picture();
  }

  private static void draw(Canvas canvas, PagePicture picture, int left, int top, int enlarged) {
    canvas.draw(picture, left, top, enlarged);
    canvas.frame(left, top, picture.width() * enlarged, picture.height() * enlarged, 1, Sheet.LINE);
  }

  private PagePicture plane(int filter, int plane) {
    return PagePicture.signed(
        filters.plane(filter, plane), 0, filters.height(), filters.width(), most);
  }

  /** Each colour as much as its weight; mid-grey is 0. */
  private PagePicture colours(int filter) {
    float[] weights = filters.filter(filter);
    for (int i = 0; i < weights.length; i++) {
      weights[i] = most > 0 ? 0.5f + weights[i] / (2 * most) : 0.5f;
    }
    return PagePicture.image(weights, filters.planes(), filters.height(), filters.width());
  }

  private String title(int rows) {
    String which =
        rows < filters.count()
            ? "the first %d of %d filters".formatted(rows, filters.count())
            : filters.count() + (filters.count() == 1 ? " filter" : " filters");
    String planes = "";
    if (filters.planes() > 1 && !filters.areOfColours()) {
      planes =
          filters.planes() > MOST_PLANES
              ? ", at their strongest %d of %d inputs".formatted(MOST_PLANES, filters.planes())
              : ", a column for each of %d inputs".formatted(filters.planes());
    }
    return "%s  %s of %d×%d%s"
        .formatted(filters.layer(), which, filters.height(), filters.width(), planes);
  }

  private Sheet.Legend legend() {
    return filters.areOfColours()
        ? Sheet.Legend.of(Palette.GREY, most, "each of red, green and blue; mid-grey is 0")
        : Sheet.Legend.of(Palette.SIGNED, most, "weights");
  }
}
