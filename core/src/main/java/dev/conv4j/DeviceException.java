package dev.conv4j;

import org.jspecify.annotations.Nullable;

/** A device is absent, out of memory, closed, or holds a tensor that another device was to use. */
public final class DeviceException extends Conv4jException {
  private static final long serialVersionUID = 1L;

  /** See {@link Problem} for the four parts. */
  public DeviceException(String place, String expected, String found, String remedy) {
    super(new Problem(place, expected, found, remedy));
  }

  /** An exception that tells {@code problem}, brought about by {@code cause}. */
  public DeviceException(Problem problem, @Nullable Throwable cause) {
    super(problem, cause);
  }
}
