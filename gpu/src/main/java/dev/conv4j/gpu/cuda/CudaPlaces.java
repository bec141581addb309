package dev.conv4j.gpu.cuda;

import dev.conv4j.gpu.foreign.LibrarySearch.Folder;
import dev.conv4j.gpu.foreign.LibrarySearch.Loader;
import dev.conv4j.gpu.foreign.LibrarySearch.Place;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the libraries of CUDA are looked for, in this order: the folders of {@code
 * CONV4J_CUDA_PATH}, wherever the system's loader looks, the folders of Python's packages, the
 * toolkit's folder.
 */
final class CudaPlaces {
  /** The variable that names folders to look in first. */
  static final String VARIABLE = "CONV4J_CUDA_PATH";

  private static final List<String> BELOW_A_TOOLKIT = List.of("lib64", "lib", "bin", "bin/x64");

  private CudaPlaces() {}

  /**
   * The places.
   *
   * @param environment as {@link System#getenv()} gives it
   * @param python Python's folders
   */
  static List<Place> of(Map<String, String> environment, PythonFolders python) {
    List<Place> places = new ArrayList<>();
    for (String named : environment.getOrDefault(VARIABLE, "").split(File.pathSeparator, -1)) {
      path(named).ifPresent(folder -> add(places, folder));
    }
    places.add(new Loader());
    python.libraries().forEach(folder -> places.add(new Folder(folder)));
    path(environment.getOrDefault("CUDA_PATH", "")).ifPresent(folder -> add(places, folder));
    add(places, Path.of("/usr/local/cuda"));
    return places;
  }

  /** A folder, and where a toolkit keeps its libraries below it. */
  private static void add(List<Place> places, Path folder) {
    places.add(new Folder(folder));
    for (String part : BELOW_A_TOOLKIT) {
      if (Files.isDirectory(folder.resolve(part))) {
        places.add(new Folder(folder.resolve(part)));
      }
    }
  }

  private static Optional<Path> path(String text) {
    try {
      return text.isBlank() ? Optional.empty() : Optional.of(Path.of(text));
    } catch (InvalidPathException e) {
      return Optional.empty(); // no folder can be called this
    }
  }
}
