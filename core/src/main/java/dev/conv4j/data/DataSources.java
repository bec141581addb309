package dev.conv4j.data;

import dev.conv4j.DataException;
import dev.conv4j.FormatException;
import dev.conv4j.Problem;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds data by name or in a directory.
 *
 * <p>The public sets {@code mnist} and {@code fashion-mnist} are kept in a cache and fetched from
 * public mirrors when they are not there; every file is checked against the SHA-256 of its
 * uncompressed bytes, whether it was just fetched or has been there for years. The system property
 * {@code conv4j.mirror} names another place to fetch them from, a folder with a folder for each
 * set.
 *
 * <p>Thread safety: any number of threads, and of processes with the same cache.
 */
public final class DataSources {
  private static final String AUTO = "auto";
  private static final int MOST_LISTED = 6;

  private final Path cache;
  private final DownloadListener listener;
  private final List<KnownSet> sets;
  private final Patience withAlternative;
  private final Patience without;

  /**
   * Data sources with a cache.
   *
   * @param cache the folder to keep downloads in, such as {@link #userCache}; made when needed
   * @param listener hears how downloads go
   * @throws DataException if the system property {@code conv4j.mirror} is not an address
   */
  public DataSources(Path cache, DownloadListener listener) {
    this(
        cache,
        listener,
        mirrored(System.getProperty("conv4j.mirror")),
        Patience.SHORT,
        Patience.LONG);
  }

  DataSources(
      Path cache,
      DownloadListener listener,
      List<KnownSet> sets,
      Patience withAlternative,
      Patience without) {
    this.cache = cache;
    this.listener = listener;
    this.sets = sets;
    this.withAlternative = withAlternative;
    this.without = without;
  }

  static List<KnownSet> mirrored(@Nullable String mirror) {
    if (mirror == null) {
      return KnownSet.ALL;
    }
    try {
      URI base = URI.create(mirror);
      if (base.getHost() != null && String.valueOf(base.getScheme()).startsWith("http")) {
        return KnownSet.ALL.stream().map(set -> set.under(base)).toList();
      }
    } catch (IllegalArgumentException e) {
      // Told below.
    }
    throw new DataException(
        "system property conv4j.mirror", "an address that begins with https://", mirror, "");
  }

  /** The data sets that {@link #open} knows by name. */
  public static List<String> names() {
    List<String> names = new ArrayList<>(List.of(Digits.NAME));
    KnownSet.ALL.forEach(set -> names.add(set.name()));
    return List.copyOf(names);
  }

  /**
   * The folder for conv4j's downloads: {@code $XDG_CACHE_HOME/conv4j}, else by the custom of the
   * operating system {@code ~/.cache/conv4j}, {@code ~/Library/Caches/conv4j} or {@code
   * %LOCALAPPDATA%\conv4j\cache}. It need not exist.
   */
  public static Path userCache() {
    return UserCache.folder();
  }

  /**
   * Opens a data set.
   *
   * @param nameOrDirectory {@code auto}: MNIST if it is in the cache or can be downloaded, else
   *     {@code digits}, and without a network the choice is made within 5 seconds; or one of {@link
   *     #names}; or a directory with the four IDX files of a set like MNIST, plain or compressed
   *     with gzip
   * @throws DataException if there is no such data, or a file is missing or cannot be read
   * @throws FormatException if a file in the directory is not what it should be
   */
  public TrainTest open(String nameOrDirectory) {
    if (nameOrDirectory.equals(AUTO)) {
      return choose();
    }
    if (nameOrDirectory.equals(Digits.NAME)) {
      return Digits.trainTest()
          .because("It was asked for; the program draws it, no file is needed.");
    }
    for (KnownSet set : sets) {
      if (set.name().equals(nameOrDirectory)) {
        return known(set);
      }
    }
    return directory(nameOrDirectory);
  }

  private TrainTest choose() {
    KnownSet first = sets.getFirst();
    try {
      return new CachedSet(cache, first).get(withAlternative, listener);
    } catch (UnavailableException e) {
      return Digits.trainTest()
          .because(
              first.title()
                  + " is not in the cache and "
                  + e.why()
                  + ", so this took the built-in digits, which the program draws.");
    }
  }

  private TrainTest known(KnownSet set) {
    CachedSet cached = new CachedSet(cache, set);
    try {
      TrainTest data = cached.get(without, listener);
      return data.because("It was asked for. " + data.reason());
    } catch (UnavailableException e) {
      String files =
          String.join(", ", set.files().stream().map(KnownSet.KnownFile::compressedName).toList());
      throw new DataException(
          new Problem(
              set.name(),
              "",
              set.title() + " is not in the cache and " + e.why(),
              "Put "
                  + files
                  + " into "
                  + cached.folder()
                  + "; or name a directory that holds them with --data DIRECTORY; or take --data "
                  + Digits.NAME
                  + ", which needs no file"),
          e);
    }
  }

  private TrainTest directory(String name) {
    Path directory = path(name);
    if (Files.isRegularFile(directory)) {
      throw new DataException(
          name, "a directory", "a file", "Name the directory that the data is in");
    }
    if (!Files.isDirectory(directory)) {
      throw new DataException(
          "data '" + name + "'",
          AUTO + ", one of " + String.join(", ", names()) + ", or a directory",
          "neither a known name nor a directory that exists",
          "");
    }
    if (!IdxDirectory.isOne(directory)) {
      throw new DataException(
          name,
          "the files " + String.join(", ", IdxDirectory.FILES) + ", plain or with .gz",
          listing(directory),
          "Name a directory of this kind, or one of " + String.join(", ", names()));
    }
    List<IdxFile> files = IdxDirectory.read(directory);
    for (KnownSet set : sets) {
      if (set.isIn(files)) {
        return set.trainTest(files, set.title() + " was found in the directory " + name + ".");
      }
    }
    return IdxDirectory.trainTest(
        files, name, "The directory " + name + " holds IDX files.", List.of(), null);
  }

  private static Path path(String name) {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new DataException(
          new Problem("data '" + name + "'", "a name or a directory", e.getReason(), ""), e);
    }
  }

  private static String listing(Path directory) {
    try (Stream<Path> content = Files.list(directory)) {
      List<String> names = content.map(path -> path.getFileName().toString()).sorted().toList();
      if (names.isEmpty()) {
        return "an empty directory";
      }
      String first = String.join(", ", names.subList(0, Math.min(names.size(), MOST_LISTED)));
      return names.size() > MOST_LISTED
          ? first + " and " + (names.size() - MOST_LISTED) + " more"
          : first;
    } catch (IOException e) {
      throw new DataException(
          Problem.of(directory.toString(), "it cannot be listed: " + e.getMessage(), ""), e);
    }
  }
}
