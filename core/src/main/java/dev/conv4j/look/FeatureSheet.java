package dev.conv4j.look;

import dev.conv4j.page.Canvas;
import dev.conv4j.page.PagePicture;
import dev.conv4j.page.Palette;
import java.util.List;

/** The maps of a layer side by side. */
final class FeatureSheet {
  /** Pixels of the picture on the longer side of a map, about. */
  private static final int MAP_SIDE = 112;

  /** The side of a map that is a single number. */
  private static final int NUMBER_SIDE = 56;

  private final FeatureMaps maps;
  private final Scale scale;
  private final List<Integer> shown;
  private final Palette palette;

  private FeatureSheet(FeatureMaps maps, Scale scale, int most) {
    this.maps = maps;
    this.scale = scale;
    this.shown = maps.strongest(most);
    this.palette = maps.range().least() < 0 ? Palette.SIGNED : Palette.HEAT;
  }

  static PagePicture draw(FeatureMaps maps, Scale scale, int most) {
    return new FeatureSheet(maps, scale, most).draw();
  }

  private PagePicture draw() {
    boolean isList = maps.height() * maps.width() == 1;
    int side = isList ? NUMBER_SIDE : MAP_SIDE;
    PagePicture first = picture(shown.getFirst());
    int enlarged = Sheet.enlargement(first.height(), first.width(), side);
    int line = Sheet.line();
    int note = scale == Scale.CHANNEL || isList ? Canvas.textHeight(Sheet.SMALL) + 2 : 0;
    Cells cells =
        Cells.of(
            shown.size(),
            Math.max(first.width() * enlarged, NUMBER_SIDE),
            line + first.height() * enlarged + note);
    Sheet sheet = new Sheet(title(), legend(), cells.width(), cells.height());
    Canvas canvas = sheet.canvas();
    for (int cell = 0; cell < shown.size(); cell++) {
      int channel = shown.get(cell);
      int left = cells.left(cell);
      int top = cells.top(cell);
      PagePicture picture = picture(channel);
      canvas.text(Integer.toString(channel), left, top, Sheet.LARGE, Sheet.SOFT);
      canvas.draw(picture, left, top + line, enlarged);
      canvas.frame(
          left, top + line, picture.width() * enlarged, picture.height() * enlarged, 1, Sheet.LINE);
      if (note > 0) {
        int below = top + line + picture.height() * enlarged + 2;
        canvas.text(range(channel, isList), left, below, Sheet.SMALL, Sheet.SOFT);
      }
    }
    return sheet.picture();
  }

  private PagePicture picture(int channel) {
    Range range = scale == Scale.CHANNEL ? maps.range(channel) : maps.range();
    return PagePicture.coloured(
            maps.map(channel), 0, maps.height(), maps.width(), most(range), palette)
        .reduced(MAP_SIDE);
  }

  private float most(Range range) {
    return palette == Palette.SIGNED ? range.magnitude() : range.most();
  }

  private String range(int channel, boolean isList) {
    Range range = maps.range(channel);
    return isList
        ? Sheet.number(maps.map(channel)[0])
        : Sheet.number(range.least()) + " to " + Sheet.number(range.most());
  }

  private String title() {
    String size =
        maps.height() * maps.width() == 1 ? "" : " of " + maps.height() + "×" + maps.width();
    String count =
        shown.size() < maps.channels()
            ? "the strongest %d of %d channels".formatted(shown.size(), maps.channels())
            : maps.channels() + (maps.channels() == 1 ? " channel" : " channels");
    return "%s  %s, %s%s".formatted(maps.layer(), maps.kind(), count, size);
  }

  private Sheet.Legend legend() {
    Range range = maps.range();
    String all = "values " + Sheet.number(range.least()) + " to " + Sheet.number(range.most());
    return scale == Scale.LAYER
        ? Sheet.Legend.of(palette, most(range), all)
        : new Sheet.Legend(
            palette, palette == Palette.SIGNED ? "−max" : "0", "max", "each channel by itself");
  }
}
