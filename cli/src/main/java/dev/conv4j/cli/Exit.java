package dev.conv4j.cli;

/** What the commands end with. */
final class Exit {
  static final int DONE = 0;
  static final int INTERNAL_FAULT = 1;
  static final int WRONG_INPUT = 2;
  static final int DIVERGED = 3;

  /** As the shell says for a program that the user interrupted. */
  static final int INTERRUPTED = 130;

  private Exit() {}
}
