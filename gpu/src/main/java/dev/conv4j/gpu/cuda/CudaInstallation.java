package dev.conv4j.gpu.cuda;

import dev.conv4j.gpu.foreign.Library;
import dev.conv4j.gpu.foreign.LibrarySearch;
import dev.conv4j.gpu.foreign.LibrarySearch.Folder;
import dev.conv4j.gpu.foreign.LibrarySearch.Found;
import dev.conv4j.gpu.foreign.LibrarySearch.Missing;
import dev.conv4j.gpu.foreign.LibrarySearch.Outcome;
import dev.conv4j.gpu.foreign.LibrarySearch.Place;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The libraries of CUDA on this machine. Each is looked for when it is asked for first, and the
 * answer is remembered.
 */
final class CudaInstallation {
  /** The oldest CUDA that a driver must speak: NVRTC 12's machine code needs it. */
  static final int OLDEST_DRIVER = 12000;

  /** The newest major version of CUDA whose libraries are looked for. */
  static final int NEWEST = 13;

  private static final CudaInstallation SYSTEM =
      new CudaInstallation(
          CudaPlaces.of(
              System.getenv(),
              new PythonFolders(System.getenv(), Path.of(System.getProperty("user.home", "")))));

  private final List<Place> places;
  private final Map<CudaLibrary, Outcome> outcomes = new EnumMap<>(CudaLibrary.class);
  private int major = NEWEST;

  CudaInstallation(List<Place> places) {
    this.places = List.copyOf(places);
  }

  /** That of this machine. */
  static CudaInstallation system() {
    return SYSTEM;
  }

  /** Says which CUDA the driver speaks; libraries of a later major version are passed over. */
  synchronized void speaks(int driverVersion) {
    int spoken = Math.min(NEWEST, driverVersion / 1000);
    if (spoken != major) {
      major = spoken;
      outcomes.keySet().removeIf(library -> library != CudaLibrary.DRIVER);
    }
  }

  /** The major version of CUDA whose libraries are wanted. */
  synchronized int major() {
    return major;
  }

  /** A library, or why it is missing. */
  synchronized Outcome find(CudaLibrary library) {
    Outcome known = outcomes.get(library);
    if (known == null) {
      // cuDNN and cuBLAS load cuBLASLt and NVRTC by their names: those that are loaded already
      // are found, wherever they lie.
      library.needs().forEach(this::find);
      boolean windows =
          System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
      List<String> files = library.files(windows, major);
      known =
          files.isEmpty()
              ? new Missing(
                  "there is no %s for this system and CUDA %d".formatted(library.title(), major))
              : new LibrarySearch(files, places(library)).find();
      if (library == CudaLibrary.NVRTC && known instanceof Found(Library compiler)) {
        loadBuiltins(compiler);
      }
      outcomes.put(library, known);
    }
    return known;
  }

  /** The driver belongs to the system: no toolkit and no package of Python has it. */
  private List<Place> places(CudaLibrary library) {
    int loader = places.indexOf(new LibrarySearch.Loader());
    return library == CudaLibrary.DRIVER && loader >= 0 ? places.subList(0, loader + 1) : places;
  }

  /**
   * Loads the library of built-in functions that lies beside NVRTC: NVRTC asks for it by a name
   * with its minor version, and finds it outside the loader's path only if it is loaded already.
   */
  private static void loadBuiltins(Library nvrtc) {
    Path folder = Path.of(nvrtc.where()).getParent();
    if (folder == null) {
      return; // the loader found NVRTC by itself, and so it will the other
    }
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(folder, "{libnvrtc-builtins.so.*,nvrtc-builtins64_*.dll}")) {
      for (Path file : files) {
        new LibrarySearch(List.of(file.getFileName().toString()), List.of(new Folder(folder)))
            .find();
      }
    } catch (IOException e) {
      return; // NVRTC says what it lacks when it compiles
    }
  }

  /** A library, if it is here. */
  Optional<Library> library(CudaLibrary library) {
    return find(library) instanceof Found(Library found) ? Optional.of(found) : Optional.empty();
  }

  /** What is missing of a library and what to do, for people; empty if it is here. */
  String advice(CudaLibrary library, String meanwhile) {
    return find(library) instanceof Missing(String reason)
        ? "%s (%s): %s; %s".formatted(library.title(), meanwhile, reason, library.remedy(major()))
        : "";
  }
}
