package dev.conv4j.data.augment;

import dev.conv4j.tensor.Shape;
import java.util.List;

/** What images show, as far as it matters for what may be done to them. */
public enum ImageKind {
  /** What has a right way round: digits, letters, signs. Never mirrored. */
  SYMBOLS("symbols, which have a right way round"),
  /** What looks as likely in a mirror. */
  PHOTOGRAPHS("photographs");

  private final String words;

  ImageKind(String words) {
    this.words = words;
  }

  /**
   * The kind that images seem to be of: symbols if they are grey, or if each class is named by a
   * number or a single character; else photographs.
   *
   * @param image {@code [C, H, W]}
   */
  public static ImageKind of(Shape image, List<String> labels) {
    boolean characters = labels.stream().allMatch(ImageKind::isNumberOrCharacter);
    return image.extent(0) == 1 || characters ? SYMBOLS : PHOTOGRAPHS;
  }

  private static boolean isNumberOrCharacter(String label) {
    return label.matches("[0-9]+") || label.codePointCount(0, label.length()) == 1;
  }

  /** The kind in words, such as {@code photographs}. */
  @Override
  public String toString() {
    return words;
  }
}
