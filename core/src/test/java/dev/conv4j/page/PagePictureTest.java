package dev.conv4j.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class PagePictureTest {

  @Test
  void showsOneChannelAsGrey() throws IOException {
    float[] pixels = {0, 0.2f, 1, 2, -1, Float.NaN};
    BufferedImage image = ParsedPage.picture(PagePicture.image(pixels, 1, 2, 3).html("grey"));
    assertThat(image.getWidth()).isEqualTo(3);
    assertThat(image.getHeight()).isEqualTo(2);
    assertThat(rgb(image))
        .containsExactly(0x000000, 0x333333, 0xFFFFFF, 0xFFFFFF, 0x000000, 0x000000);
  }

  @Test
  void showsThreeChannelsInColour() throws IOException {
    float[] pixels = {1, 0, 0, 0.2f, 0, 1};
    BufferedImage image = ParsedPage.picture(PagePicture.image(pixels, 3, 1, 2).html("colour"));
    assertThat(rgb(image)).containsExactly(0xFF0000, 0x0033FF);
  }

  @Test
  void showsSignedNumbersAroundNearlyWhite() throws IOException {
    float[] values = {9, -2, 0, 2, -4, Float.NaN};
    BufferedImage image = ParsedPage.picture(PagePicture.signed(values, 1, 1, 5, 2).html("signed"));
    assertThat(rgb(image)).containsExactly(0x1F5FAF, 0xF7F7F7, 0xC2410C, 0x1F5FAF, 0x000000);
  }

  @Test
  void showsNothingButZerosAsZero() throws IOException {
    BufferedImage image =
        ParsedPage.picture(PagePicture.signed(new float[1], 0, 1, 1, 0).html("zero"));
    assertThat(rgb(image)).containsExactly(0xF7F7F7);
  }

  @Test
  void makesLargePicturesSmallerByMeans() throws IOException {
    float[] pixels = new float[200 * 100];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = i % 100 % 3 == 0 ? 0.6f : 0;
    }
    BufferedImage image = ParsedPage.picture(PagePicture.image(pixels, 1, 200, 100).html("large"));
    assertThat(image.getWidth()).isEqualTo(34);
    assertThat(image.getHeight()).isEqualTo(67);
    assertThat(image.getRGB(0, 0) & 0xFFFFFF).isEqualTo(0x333333);
    assertThat(image.getRGB(33, 66) & 0xFFFFFF).isEqualTo(0x999999);
  }

  @Test
  void enlargesOnlySmallPicturesPixelByPixel() {
    assertThat(PagePicture.image(new float[64], 1, 1, 64).html("")).contains("class=\"pixels\"");
    assertThat(PagePicture.image(new float[65], 1, 1, 65).html("")).doesNotContain("class=");
  }

  private static int[] rgb(BufferedImage image) {
    int[] pixels =
        image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] &= 0xFFFFFF;
    }
    return pixels;
  }
}
