package dev.conv4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A training in a JVM of its own, which may be interrupted or killed. */
final class TrainingProcess {
  private TrainingProcess() {}

  /**
   * Begins {@code conv4j train} with these options; what it says goes nowhere unless redirected.
   */
  static ProcessBuilder of(Object... options) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "--add-modules", // as in this JVM: other kernels round otherwise
                "jdk.incubator.vector",
                Main.class.getName(),
                "train"));
    for (Object option : options) {
      command.add(option.toString());
    }
    return new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD);
  }

  /** Begins it where nobody listens. */
  static Process startUnheard(Object... options) throws IOException {
    return of(options).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }
}
