package dev.conv4j.cli;

import dev.conv4j.tensor.Size2d;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 64}, which is square, or {@code 48x64}: height first. */
final class ImageSizeOption implements ITypeConverter<Size2d> {
  @Override
  public Size2d convert(String text) {
    if (!text.matches("[0-9]{1,9}([x×][0-9]{1,9})?")) {
      throw new TypeConversionException("'" + text + "' is neither a side nor HEIGHTxWIDTH");
    }
    String[] sides = text.split("[x×]", -1);
    return new Size2d(Integer.parseInt(sides[0]), Integer.parseInt(sides[sides.length - 1]));
  }
}
