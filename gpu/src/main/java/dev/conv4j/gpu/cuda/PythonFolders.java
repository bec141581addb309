package dev.conv4j.gpu.cuda;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where pip puts NVIDIA's libraries: {@code nvidia/cudnn/lib}, {@code nvidia/cu13/lib} and the like
 * in a folder of packages. Python is not started; its folders are told from the environment, the
 * home folder, and where {@code python3} lies.
 */
final class PythonFolders {
  private final Map<String, String> environment;
  private final Path home;

  PythonFolders(Map<String, String> environment, Path home) {
    this.environment = environment;
    this.home = home;
  }

  /** All folders {@code nvidia/*}{@code /lib} (Windows: {@code bin}), the active Python's first. */
  List<Path> libraries() {
    Set<Path> libraries = new LinkedHashSet<>();
    for (Path packages : packages()) {
      for (Path part : children(packages.resolve("nvidia"), "*")) {
        for (String folder : List.of("lib", "bin", "bin/x86_64")) {
          if (Files.isDirectory(part.resolve(folder))) {
            libraries.add(real(part.resolve(folder)));
          }
        }
      }
    }
    return List.copyOf(libraries);
  }

  /** Without links, so that a folder with two names is one. */
  private static Path real(Path folder) {
    try {
      return folder.toRealPath();
    } catch (IOException e) {
      return folder;
    }
  }

  private Set<Path> packages() {
    Set<Path> packages = new LinkedHashSet<>();
    for (Path prefix : prefixes()) {
      for (String lib : List.of("lib", "lib64", "local/lib")) {
        for (Path python : children(prefix.resolve(lib), "python3*")) {
          packages.add(python.resolve("site-packages"));
          packages.add(python.resolve("dist-packages"));
        }
      }
      packages.add(prefix.resolve("Lib").resolve("site-packages"));
    }
    packages.removeIf(folder -> !Files.isDirectory(folder));
    return packages;
  }

  private Set<Path> prefixes() {
    Set<Path> prefixes = new LinkedHashSet<>();
    for (String variable : List.of("VIRTUAL_ENV", "CONDA_PREFIX")) {
      add(prefixes, environment.getOrDefault(variable, ""));
    }
    for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      addInterpreter(prefixes, folder);
    }
    prefixes.addAll(children(home.resolve(".pyenv/versions"), "*"));
    prefixes.add(home.resolve(".local"));
    return prefixes;
  }

  /** An interpreter in {@code prefix/bin}, links followed, or in {@code prefix} on Windows. */
  private static void addInterpreter(Set<Path> prefixes, String folder) {
    try {
      for (String name : List.of("python3", "python.exe")) {
        Path python = Path.of(folder).resolve(name);
        if (!folder.isBlank() && Files.isRegularFile(python)) {
          addParents(prefixes, python.toAbsolutePath());
          addParents(prefixes, python.toRealPath());
        }
      }
    } catch (InvalidPathException | IOException e) {
      return; // not a folder that anything could be in
    }
  }

  private static void addParents(Set<Path> prefixes, Path python) {
    Path bin = python.getParent();
    if (bin != null) {
      prefixes.add(bin);
      if (bin.getParent() != null) {
        prefixes.add(bin.getParent());
      }
    }
  }

  private static void add(Set<Path> prefixes, String folder) {
    try {
      if (!folder.isBlank()) {
        prefixes.add(Path.of(folder));
      }
    } catch (InvalidPathException e) {
      return; // as above
    }
  }

  private static List<Path> children(Path folder, String pattern) {
    List<Path> children = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, pattern)) {
        entries.forEach(children::add);
      } catch (IOException e) {
        return List.of(); // unreadable: nothing in it can be loaded either
      }
    }
    children.sort(null);
    return children;
  }
}
