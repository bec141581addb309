package dev.conv4j.gpu.foreign;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a library is looked for: each place in its order, and in each place each name.
 *
 * @param names file names, such as {@code libcuda.so.1}; for the loader also a whole path
 * @param places where to look
 */
public record LibrarySearch(List<String> names, List<Place> places) {

  /** Copies the lists. */
  public LibrarySearch {
    names = List.copyOf(names);
    places = List.copyOf(places);
  }

  /** One place. */
  public sealed interface Place {}

  /** Wherever the system's loader looks: its cache, and {@code LD_LIBRARY_PATH} or the like. */
  public record Loader() implements Place {}

  /**
   * A folder.
   *
   * @param path the folder; it need not exist
   */
  public record Folder(Path path) implements Place {}

  /** What came of it. */
  public sealed interface Outcome {}

  /**
   * It is there.
   *
   * @param library loaded
   */
  public record Found(Library library) implements Outcome {}

  /**
   * It is not.
   *
   * @param reason what was looked for and where, as the end of a sentence
   */
  public record Missing(String reason) implements Outcome {}

  /** Looks for the library and loads it. Throws nothing. */
  public Outcome find() {
    if (!NativeAccess.isEnabled()) {
      return new Missing("Java was started without " + NativeAccess.flag());
    }
    List<String> broken = new ArrayList<>();
    for (Place place : places) {
      for (String name : names) {
        Library library = load(place, name, broken);
        if (library != null) {
          return new Found(library);
        }
      }
    }
    return new Missing(reason(broken));
  }

  private static @Nullable Library load(Place place, String name, List<String> broken) {
    return switch (place) {
      case Loader() -> load(name);
      case Folder(Path folder) -> {
        Path file = folder.resolve(name);
        yield Files.isRegularFile(file) ? load(name, file, broken) : null;
      }
    };
  }

  @SuppressWarnings("restricted") // to load libraries is what this class is for
  private static @Nullable Library load(String name) {
    try {
      return new Library(name, null, SymbolLookup.libraryLookup(name, Arena.global()));
    } catch (IllegalArgumentException e) {
      return null; // the loader does not say why
    }
  }

  @SuppressWarnings("restricted") // to load libraries is what this class is for
  private static @Nullable Library load(String name, Path file, List<String> broken) {
    try {
      return new Library(name, file, SymbolLookup.libraryLookup(file, Arena.global()));
    } catch (IllegalArgumentException e) {
      broken.add(file + " does not load");
      return null;
    }
  }

  private String reason(List<String> broken) {
    List<String> looked = new ArrayList<>();
    for (Place place : places) {
      looked.add(
          switch (place) {
            case Loader() -> "on the system's library path";
            case Folder(Path folder) -> "in " + folder;
          });
    }
    String reason = String.join(" or ", names) + " was not found " + String.join(", ", looked);
    return broken.isEmpty() ? reason : reason + " (" + String.join(", ", broken) + ")";
  }
}
