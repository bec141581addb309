package dev.conv4j.gpu.runtime;

/** A driver has no memory left for what was asked; told to nobody but who asked. */
public final class NoRoomException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * An exception.
   *
   * @param message what the driver says
   */
  public NoRoomException(String message) {
    super(message);
  }
}
