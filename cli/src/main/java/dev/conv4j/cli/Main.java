package dev.conv4j.cli;

/** Placeholder. */
final class Main {
  private Main() {}
}
