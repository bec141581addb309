package org.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.conv4j.tensor.Devices;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** What a user gets with conv4j-core. */
class CoreJarTest {
  private static final long MOST_BYTES = 2_000_000;

  private static Path jar() throws URISyntaxException {
    return Path.of(Devices.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private static List<String> files() throws IOException, URISyntaxException {
    try (JarFile jar = new JarFile(jar().toFile())) {
      return jar.stream().filter(entry -> !entry.isDirectory()).map(ZipEntry::getName).toList();
    }
  }

  @Test
  void isSmall() throws IOException, URISyntaxException {
    long bytes = Files.size(jar());
    assertTrue(bytes < MOST_BYTES, bytes + " bytes");
  }

  @Test
  void hasNoNativeCode() throws IOException, URISyntaxException {
    List<String> unexpected =
        files().stream()
            .filter(name -> !name.startsWith("META-INF/"))
            .filter(name -> !name.matches(".*\\.(class|properties|html|css|txt)"))
            .toList();
    assertEquals(List.of(), unexpected);
  }

  @Test
  void isAModuleWithOnePackageTree() throws IOException, URISyntaxException {
    List<String> classes = files().stream().filter(name -> name.endsWith(".class")).toList();
    assertTrue(classes.contains("module-info.class"));
    assertTrue(
        classes.stream()
            .filter(name -> !name.equals("module-info.class"))
            .allMatch(name -> name.startsWith("dev/conv4j/")));
  }
}
