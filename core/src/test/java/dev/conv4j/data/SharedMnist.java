package dev.conv4j.data;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** The real MNIST, in a folder that lies beside the project's root on some machines. */
final class SharedMnist {
  private SharedMnist() {}

  /** The folder; where there is none, the test that asks is skipped. */
  static Path directory() {
    for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
      Path mnist = up.resolve("shared/mnist");
      if (Files.isDirectory(mnist)) {
        return mnist;
      }
    }
    return Assumptions.abort("there is no ../shared/mnist beside the project");
  }
}
