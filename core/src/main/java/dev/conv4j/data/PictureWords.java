package dev.conv4j.data;

import java.util.ArrayList;
import java.util.List;

/** What was done to a picture to make it fit, in words for people. */
final class PictureWords {
  /** Said of pictures with transparency. */
  static final String OVER_WHITE = "laid over white, for it may be transparent";

  private PictureWords() {}

  /** Everything but changes of colour. */
  static List<String> of(Picture picture, PictureRows rows, int height, int width) {
    List<String> words = new ArrayList<>();
    picture.warnings().forEach(warning -> words.add(warned(warning)));
    if (picture.step() > 1) {
      words.add(
          "read at every %s row and column, for it has %d million pixels"
              .formatted(
                  ordinal(picture.step()), (long) picture.width() * picture.height() / 1_000_000));
    }
    if (!picture.orientation().equals(Orientation.UPRIGHT)) {
      words.add("turned upright, as the camera noted");
    }
    if (rows.hasAlpha()) {
      words.add(OVER_WHITE);
    }
    boolean swaps = picture.orientation().swapsSides();
    int fromHeight = swaps ? picture.width() : picture.height();
    int fromWidth = swaps ? picture.height() : picture.width();
    if (fromHeight != height || fromWidth != width) {
      words.add(resized(fromHeight, fromWidth, height, width));
    }
    return words;
  }

  /** A reader's sentences, in quotes, for other words follow. */
  private static String warned(String warning) {
    String text = warning.strip();
    String open = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    return "read with the warning “" + open + "”";
  }

  private static String ordinal(int number) {
    return switch (number) {
      case 2 -> "2nd";
      case 3 -> "3rd";
      default -> number + "th";
    };
  }

  private static String resized(int fromHeight, int fromWidth, int height, int width) {
    String text = "resized from " + fromWidth + "×" + fromHeight + " to " + width + "×" + height;
    if ((long) fromWidth * height == (long) fromHeight * width) {
      return text;
    }
    boolean sides = PictureFit.cutsSides(fromHeight, fromWidth, height, width);
    return text + (sides ? ", left and right cut off" : ", top and bottom cut off");
  }
}
