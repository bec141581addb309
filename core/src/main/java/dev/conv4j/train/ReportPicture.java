package dev.conv4j.train;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** A small picture, to be put into the page itself. */
final class ReportPicture {
  /** Larger pictures are made smaller, so that the page stays small. */
  private static final int LARGEST_SIDE = 96;

  /** Pictures of which there are many are smaller still. */
  private static final int THUMBNAIL_SIDE = 64;

  /** Up to this size a picture is enlarged on the page, and its pixels stay squares. */
  private static final int LARGEST_PIXELATED = 64;

  private static final int BELOW_ZERO = 0x1F5FAF;
  private static final int ZERO = 0xF7F7F7;
  private static final int ABOVE_ZERO = 0xC2410C;
  private static final int NOT_FINITE = 0x000000;

  private final int width;
  private final int height;

  /** {@code 0xRRGGBB} for each pixel, row by row. */
  private final int[] rgb;

  private ReportPicture(int width, int height, int[] rgb) {
    this.width = width;
    this.height = height;
    this.rgb = rgb;
  }

  /**
   * An image as it looks: three channels or more as red, green and blue, else the first as grey.
   *
   * @param pixels {@code [channels, height, width]}, 0 to 1
   */
  static ReportPicture image(float[] pixels, int channels, int height, int width) {
    return asItLooks(pixels, channels, height, width).reduced(LARGEST_SIDE);
  }

  /** An image as it looks, smaller. */
  static ReportPicture thumbnail(float[] pixels, int channels, int height, int width) {
    return asItLooks(pixels, channels, height, width).reduced(THUMBNAIL_SIDE);
  }

  private static ReportPicture asItLooks(float[] pixels, int channels, int height, int width) {
    int plane = height * width;
    boolean colour = channels >= 3;
    int[] rgb = new int[plane];
    for (int i = 0; i < plane; i++) {
      int red = level(pixels[i]);
      int green = colour ? level(pixels[plane + i]) : red;
      int blue = colour ? level(pixels[2 * plane + i]) : red;
      rgb[i] = red << 16 | green << 8 | blue;
    }
    return new ReportPicture(width, height, rgb);
  }

  /**
   * Signed numbers as colours: blue below zero, nearly white at zero, orange above; black if not
   * finite.
   *
   * @param values from {@code at}, row by row
   * @param most the number that gets the full colour, and its negative the other
   */
  static ReportPicture signed(float[] values, int at, int height, int width, float most) {
    int[] rgb = new int[height * width];
    for (int i = 0; i < rgb.length; i++) {
      float value = values[at + i];
      float share = most > 0 ? Math.clamp(value / most, -1f, 1f) : 0;
      rgb[i] =
          Float.isFinite(value)
              ? mix(ZERO, share < 0 ? BELOW_ZERO : ABOVE_ZERO, Math.abs(share))
              : NOT_FINITE;
    }
    return new ReportPicture(width, height, rgb).reduced(LARGEST_SIDE);
  }

  private static int level(float value) {
    return Math.round(Math.clamp(value, 0f, 1f) * 255);
  }

  private static int mix(int from, int to, float share) {
    int mixed = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int a = from >> shift & 0xFF;
      int b = to >> shift & 0xFF;
      mixed |= Math.round(a + (b - a) * share) << shift;
    }
    return mixed;
  }

  /** This picture, or one with the means of squares of its pixels. */
  private ReportPicture reduced(int largestSide) {
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
    return new ReportPicture(w, h, means);
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
   * The element that shows it.
   *
   * @param alt what it shows, for those who do not see it; not yet escaped
   */
  String html(String alt) {
    String style = Math.max(width, height) <= LARGEST_PIXELATED ? " class=\"pixels\"" : "";
    return "<img%s width=\"%s\" height=\"%s\" alt=\"%s\" src=\"data:image/png;base64,%s\"/>"
        .formatted(
            style,
            width,
            height,
            ReportText.escape(alt),
            Base64.getEncoder().encodeToString(png()));
  }

  private byte[] png() {
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
