package dev.conv4j;

import org.jspecify.annotations.Nullable;

/** A file is damaged, hostile, or of another format or version than it claims. */
public final class FormatException extends Conv4jException {
  private static final long serialVersionUID = 1L;

  /** See {@link Problem} for the four parts. */
  public FormatException(String place, String expected, String found, String remedy) {
    super(new Problem(place, expected, found, remedy));
  }

  /** An exception that tells {@code problem}, brought about by {@code cause}. */
  public FormatException(Problem problem, @Nullable Throwable cause) {
    super(problem, cause);
  }
}
