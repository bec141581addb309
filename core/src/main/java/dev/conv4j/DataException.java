package dev.conv4j;

import org.jspecify.annotations.Nullable;

/** Training or test data, or an image, is missing or is not what it says it is. */
public final class DataException extends Conv4jException {
  private static final long serialVersionUID = 1L;

  /** See {@link Problem} for the four parts. */
  public DataException(String place, String expected, String found, String remedy) {
    super(new Problem(place, expected, found, remedy));
  }

  /** An exception that tells {@code problem}, brought about by {@code cause}. */
  public DataException(Problem problem, @Nullable Throwable cause) {
    super(problem, cause);
  }
}
