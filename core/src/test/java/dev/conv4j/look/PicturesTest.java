package dev.conv4j.look;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conv4j.nn.Conv2d;
import dev.conv4j.nn.Flatten;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.Linear;
import dev.conv4j.nn.ReLU;
import dev.conv4j.nn.Sequential;
import dev.conv4j.page.Palette;
import dev.conv4j.tensor.Shape;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** Sizes of pictures, and pixels whose colours are known. */
class PicturesTest {
  private static final Shape IMAGE = Shape.of(1, 3, 4);
  private static final float[] PIXELS = {0, 0, 0, 0, 0, 1, 0.5f, 0, 0, 0, 0, 0};

  /** A convolution that hands the image on, and its negative; the rectifier drops the latter. */
  private static Shown twoMaps() {
    Conv2d conv = new Conv2d(Conv2d.Config.of(1, 2, 1).withoutBias());
    Linear fc = new Linear(24, 2);
    Layer network =
        Sequential.builder()
            .add("conv", conv)
            .add("relu", new ReLU())
            .add("flatten", new Flatten())
            .add("fc", fc)
            .build();
    Shown shown = new Shown(network, IMAGE, 2, PIXELS);
    conv.weight().set(shown.device, 1, -1);
    float[] weights = new float[48];
    Arrays.fill(weights, 0, 12, 1);
    fc.weight().set(shown.device, weights);
    return shown;
  }

  private static BufferedImage read(byte[] png) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(png));
  }

  private static int at(BufferedImage image, int x, int y) {
    return image.getRGB(x, y) & 0xFFFFFF;
  }

  @Test
  void showsMapsSideBySideOnOneScale() throws IOException {
    try (Shown shown = twoMaps();
        Explanation explanation = Explanation.of(shown.model, PIXELS)) {
      Pictures pictures = new Pictures(explanation);
      BufferedImage signed = read(pictures.features(explanation.maps("conv"), Scale.LAYER, 9));
      Cells cells = Cells.of(2, 4 * 28, Sheet.line() + 3 * 28);
      int top = cells.top(0) + Sheet.line();
      assertThat(signed.getWidth()).isGreaterThanOrEqualTo(cells.width() + 2 * Sheet.MARGIN);
      assertThat(at(signed, cells.left(0) + 28 + 14, top + 28 + 14))
          .isEqualTo(Palette.SIGNED.of(1));
      assertThat(at(signed, cells.left(0) + 56 + 14, top + 28 + 14))
          .isEqualTo(Palette.SIGNED.of(0.5f));
      assertThat(at(signed, cells.left(1) + 28 + 14, top + 28 + 14))
          .isEqualTo(Palette.SIGNED.of(-1));
      assertThat(at(signed, cells.left(1) + 14, top + 14)).isEqualTo(Palette.SIGNED.of(0));

      BufferedImage heat = read(pictures.features(explanation.maps("relu"), Scale.LAYER, 9));
      assertThat(at(heat, cells.left(0) + 28 + 14, top + 28 + 14)).isEqualTo(Palette.HEAT.of(1));
      assertThat(at(heat, cells.left(1) + 28 + 14, top + 28 + 14)).isEqualTo(Palette.HEAT.of(0));
      BufferedImage one = read(pictures.features(explanation.maps("relu"), Scale.CHANNEL, 1));
      assertThat(at(one, cells.left(0) + 28 + 14, top + 28 + 14)).isEqualTo(Palette.HEAT.of(1));
    }
  }

  @Test
  void showsFilters() throws IOException {
    try (Shown shown = twoMaps()) {
      Filters filters = shown.explanation.filters("conv");
      BufferedImage picture = read(new Pictures(shown.explanation).filters(filters, 9));
      Cells cells = Cells.of(2, 90, Sheet.line() + 90);
      int top = cells.top(0) + Sheet.line();
      float most = filters.range().magnitude();
      for (int i = 0; i < 2; i++) {
        assertThat(at(picture, cells.left(i) + 45, top + 45))
            .isEqualTo(Palette.SIGNED.of(filters.filter(i)[0] / most));
      }
    }
  }

  @Test
  void laysTheHeatOverTheImage() throws IOException {
    try (Shown shown = twoMaps();
        Explanation explanation = Explanation.of(shown.model, PIXELS)) {
      BufferedImage picture =
          read(new Pictures(explanation).activation(explanation.gradCam(0, "relu")));
      int side = 336 / 4;
      int top = Sheet.bodyTop() + Sheet.line();
      int[] left = {Sheet.MARGIN, Sheet.MARGIN + 336 + 16, Sheet.MARGIN + 2 * (336 + 16)};
      assertThat(picture.getWidth()).isEqualTo(left[2] + 336 + Sheet.MARGIN);
      assertThat(at(picture, left[0] + side + side / 2, top + side + side / 2)).isEqualTo(0xFFFFFF);
      assertThat(at(picture, left[0] + 2, top + 2)).isEqualTo(0x000000);
      assertThat(at(picture, left[1] + side + 2, top + side + 2)).isEqualTo(Palette.HEAT.of(1));
      assertThat(at(picture, left[1] + 2 * side + 2, top + side + 2))
          .isEqualTo(Palette.HEAT.of(0.5f));
      // Where the image is white and the heat is most, the overlay is lightest.
      int hot = at(picture, left[2] + side + side / 2, top + side + side / 2);
      int cold = at(picture, left[2] + 2, top + 2);
      assertThat(hot >> 8 & 0xFF).isGreaterThan(200);
      assertThat(cold >> 8 & 0xFF).isLessThan(30);
    }
  }

  @Test
  void framesWhatAUnitSees() throws IOException {
    Shape input = Shape.of(1, 6, 6);
    Layer network =
        Sequential.builder()
            .add("conv", new Conv2d(Conv2d.Config.of(1, 1, 3).padding(1)))
            .add("flatten", new Flatten())
            .add("fc", new Linear(36, 2))
            .build();
    float[] black = new float[36];
    try (Shown shown = new Shown(network, input, 2, black)) {
      Pictures pictures = new Pictures(shown.explanation);
      int side = 336 / 6;
      int top = Sheet.bodyTop() + Sheet.line();
      BufferedImage inside =
          read(
              pictures.receptiveField(shown.explanation.receptiveField("conv", new Unit(0, 2, 3))));
      assertThat(inside.getWidth()).isEqualTo(2 * 336 + 16 + 2 * Sheet.MARGIN);
      assertThat(at(inside, Sheet.MARGIN + 3 * side, top + 2 * side)).isEqualTo(0x000000);
      assertThat(at(inside, Sheet.MARGIN + side / 2, top + side / 2)).isNotEqualTo(0x000000);
      assertThat(at(inside, Sheet.MARGIN + 2 * side + 1, top + 2 * side)).isEqualTo(0xF97316);

      // A row and a column of padding above and to the left of the image are shown, too.
      BufferedImage corner =
          read(
              pictures.receptiveField(shown.explanation.receptiveField("conv", new Unit(0, 0, 0))));
      assertThat(corner.getWidth()).isEqualTo(2 * (336 + side) + 16 + 2 * Sheet.MARGIN);
      assertThat(at(corner, Sheet.MARGIN + 2 * side, top + 2 * side)).isEqualTo(0x000000);
    }
  }

  @Test
  void largeListsAndManyChannelsFitASheet() throws IOException {
    Shape input = Shape.of(1, 2, 2);
    Layer network =
        Sequential.of(new Conv2d(Conv2d.Config.of(1, 300, 1)), new Flatten(), new Linear(1200, 2));
    try (Shown shown = new Shown(network, input, 2, 0, 1, 0.5f, 0.25f)) {
      Pictures pictures = new Pictures(shown.explanation);
      for (String layer : new String[] {"0", "1"}) {
        BufferedImage sheet =
            read(pictures.features(shown.explanation.maps(layer), Scale.LAYER, 40));
        assertThat(sheet.getWidth()).isLessThan(1100);
        assertThat(sheet.getHeight()).isLessThan(900);
      }
      assertThat(read(pictures.filters(shown.explanation.filters("0"), 40)).getWidth())
          .isLessThan(1100);
    }
  }

  @Test
  void theSameNumbersGiveTheSameBytes() {
    try (Shown shown = twoMaps()) {
      Pictures pictures = new Pictures(shown.explanation);
      FeatureMaps maps = shown.explanation.maps("conv");
      assertThat(pictures.features(maps, Scale.LAYER, 2))
          .isEqualTo(pictures.features(maps, Scale.LAYER, 2));
    }
  }
}
