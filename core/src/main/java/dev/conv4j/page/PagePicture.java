package dev.conv4j.page;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** A picture, as a PNG file or within a page. */
public final class PagePicture {
  /** Larger thumbnails are made smaller, so that the page stays small. */
  private static final int LARGEST_SIDE = 96;

  /** Pictures of which there are many are smaller still. */
  private static final int THUMBNAIL_SIDE = 64;

  /** Up to this size a picture is enlarged on the page, and its pixels stay squares. */
  private static final int LARGEST_PIXELATED = 64;

  private final int width;
  private final int height;

  /** {@code 0xRRGGBB} for each pixel, row by row. */
  private final int[] rgb;

  private PagePicture(int width, int height, int[] rgb) {
    this.width = width;
    this.height = height;
    this.rgb = rgb;
  }

  static PagePicture of(int width, int height, int[] rgb) {
    return new PagePicture(width, height, rgb.clone());
  }

  /**
   * An image as it looks: three channels or more as red, green and blue, else the first as grey.
   *
   * @param pixels {@code [channels, height, width]}, 0 to 1
   */
  public static PagePicture image(float[] pixels, int channels, int height, int width) {
    int plane = height * width;
    int[] rgb = new int[plane];
    for (int i = 0; i < plane; i++) {
      rgb[i] =
          channels >= 3
              ? Colours.rgb(pixels[i], pixels[plane + i], pixels[2 * plane + i])
              : Colours.grey(pixels[i]);
    }
    return new PagePicture(width, height, rgb);
  }

  /**
   * Signed numbers as colours of {@link Palette#SIGNED}.
   *
   * @param values from {@code at}, row by row
   * @param most the number that gets the full colour, and its negative the other
   */
  public static PagePicture signed(float[] values, int at, int height, int width, float most) {
    return coloured(values, at, height, width, most, Palette.SIGNED);
  }

  /**
   * Numbers as colours.
   *
   * @param values from {@code at}, row by row
   * @param most the number that gets the full colour; if it is 0, all get the colour of 0
   */
  public static PagePicture coloured(
      float[] values, int at, int height, int width, float most, Palette palette) {
    int[] rgb = new int[height * width];
    for (int i = 0; i < rgb.length; i++) {
      float value = values[at + i];
      rgb[i] = palette.of(most > 0 || !Float.isFinite(value) ? value / most : 0);
    }
    return new PagePicture(width, height, rgb);
  }

  /**
   * A small picture of an image as it looks, where there are many.
   *
   * @param pixels {@code [channels, height, width]}, 0 to 1
   */
  public static PagePicture thumbnail(float[] pixels, int channels, int height, int width) {
    return image(pixels, channels, height, width).reduced(THUMBNAIL_SIDE);
  }

  /** Columns. */
  public int width() {
    return width;
  }

  /** Rows. */
  public int height() {
    return height;
  }

  /** The colour of a pixel, {@code 0xRRGGBB}. */
  public int colour(int x, int y) {
    return rgb[y * width + x];
  }

  /**
   * This picture, or one with the means of squares of its pixels, so that no side is longer than
   * {@code largestSide}.
   */
  public PagePicture reduced(int largestSide) {
    int factor = Math.ceilDiv(Math.max(width, height), largestSide);
    if (factor <= 1) {
      return this;
    }
    int w = Math.ceilDiv(width, factor);
    int h = Math.ceilDiv(height, factor);
    int[] means = new int[w * h];
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        means[y * w + x] = mean(x * factor, y * factor, factor);
      }
    }
    return new PagePicture(w, h, means);
  }

  private int mean(int left, int top, int side) {
    int right = Math.min(left + side, width);
    int bottom = Math.min(top + side, height);
    int red = 0;
    int green = 0;
    int blue = 0;
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        int pixel = rgb[y * width + x];
        red += pixel >> 16;
        green += pixel >> 8 & 0xFF;
        blue += pixel & 0xFF;
      }
    }
    int pixels = (right - left) * (bottom - top);
    return (red / pixels) << 16 | (green / pixels) << 8 | (blue / pixels);
  }

  /**
   * The element that shows it, as a thumbnail.
   *
   * @param alt what it shows, for those who do not see it; not yet escaped
   */
  public String html(String alt) {
    PagePicture small = reduced(LARGEST_SIDE);
    String style =
        Math.max(small.width, small.height) <= LARGEST_PIXELATED ? " class=\"pixels\"" : "";
    return small.element(style, alt);
  }

  /**
   * The element that shows it at its full size.
   *
   * @param alt what it shows, for those who do not see it; not yet escaped
   */
  public String fullHtml(String alt) {
    return element("", alt);
  }

  private String element(String style, String alt) {
    return "<img%s width=\"%s\" height=\"%s\" alt=\"%s\" src=\"data:image/png;base64,%s\"/>"
        .formatted(
            style, width, height, PageText.escape(alt), Base64.getEncoder().encodeToString(png()));
  }

  /** The picture as a PNG file. */
  public byte[] png() {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, width, height, rgb, 0, width);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
