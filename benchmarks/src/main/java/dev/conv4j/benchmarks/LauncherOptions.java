package dev.conv4j.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What the launcher {@code conv4j} gives the JVM. */
final class LauncherOptions {
  private static final String BEFORE = "long) echo ";
  private static final String AFTER = ";;";

  private LauncherOptions() {}

  /**
   * The options that change the JVM's memory, for commands that compute.
   *
   * @param launcher the script
   */
  static List<String> ofLongCommands(Path launcher) throws IOException {
    try (Stream<String> lines = Files.lines(launcher)) {
      String options =
          lines
              .map(String::strip)
              .filter(line -> line.startsWith(BEFORE) && line.endsWith(AFTER))
              .map(line -> line.substring(BEFORE.length(), line.length() - AFTER.length()))
              .findFirst()
              .orElseThrow(() -> new IOException(launcher + " has no options for long commands"));
      return Arrays.stream(options.strip().split(" +"))
          .filter(option -> option.startsWith("-X"))
          .toList();
    }
  }
}
