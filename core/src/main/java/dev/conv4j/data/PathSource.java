package dev.conv4j.data;

import dev.conv4j.DataException;
import dev.conv4j.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Data in a directory or a table, whose kind is found out by what is there. */
final class PathSource {
  private static final int MOST_LISTED = 6;

  private final String source;
  private final Path path;
  private final List<KnownSet<?>> sets;

  /**
   * Data at a path.
   *
   * @param sets the public sets that a directory may hold
   * @throws DataException if no path is written like this
   */
  PathSource(String source, List<KnownSet<?>> sets) {
    this.source = source;
    this.path = path(source);
    this.sets = sets;
  }

  /** Reads the data; see {@link DataSources#open(String, ImageOptions)}. */
  TrainTest open(ImageOptions options, ReadingListener listener) {
    Pictures pictures = pictures(options.labels());
    return pictures == null
        ? arrays()
        : new ImageLoading(options, listener).load(source, pictures.reason(), pictures.found());
  }

  /** Reads the data to test with; see {@link DataSources#openTest}. */
  TestSet openTest(ImageOptions options, ReadingListener listener, boolean all) {
    Pictures pictures = pictures(options.labels());
    if (pictures == null) {
      TrainTest data = arrays();
      return new TestSet(data.name(), data.reason(), data.test());
    }
    FoundImages found =
        all && pictures.found().test().isEmpty() ? pictures.found() : pictures.found().split();
    List<LabelledFile> files = found.test().isEmpty() ? found.train() : found.test();
    return new ImageLoading(options, listener).loadTest(source, pictures.reason(), found, files);
  }

  /** Data that comes as arrays. */
  private TrainTest arrays() {
    return IdxDirectory.isOne(path)
        ? idx()
        : cifar(CifarDirectory.find(path).orElseThrow(this::unknown));
  }

  /** Pictures that were found, and why they were taken. */
  private record Pictures(FoundImages found, String reason) {}

  /** The pictures of a table or a directory; null if it is a directory of another kind. */
  private @Nullable Pictures pictures(List<String> labels) {
    if (Files.isRegularFile(path)) {
      requireTable();
      return new Pictures(
          ImageTable.find(path, labels), "The table " + source + " names the pictures.");
    }
    requireDirectory();
    if (IdxDirectory.isOne(path)
        || CifarDirectory.find(path).isPresent()
        || !ImageFolder.isOne(path)) {
      return null;
    }
    return new Pictures(
        ImageFolder.find(path, labels),
        "The directory " + source + " has a folder of pictures for each class.");
  }

  private void requireTable() {
    if (!source.toLowerCase(Locale.ROOT).endsWith(".csv")) {
      throw new DataException(
          source,
          "a directory, or a table whose name ends in .csv",
          "another file",
          "Name the directory that the data is in, or a table with " + ImageTable.LAYOUT);
    }
  }

  private void requireDirectory() {
    if (!Files.isDirectory(path)) {
      throw new DataException(
          "data '" + source + "'",
          DataSources.AUTO
              + ", one of "
              + String.join(", ", DataSources.names())
              + ", a directory or a .csv file",
          "neither a known name nor a file or directory that exists",
          "");
    }
  }

  private TrainTest idx() {
    List<IdxFile> files = IdxDirectory.read(path);
    for (KnownSet<?> set : sets) {
      if (set instanceof IdxSet known && known.isIn(files)) {
        return known.trainTest(files, set.title() + " was found in the directory " + source + ".");
      }
    }
    return IdxDirectory.trainTest(
        files, source, "The directory " + source + " holds IDX files.", List.of(), null);
  }

  private TrainTest cifar(CifarDirectory directory) {
    String title = directory.kind() == CifarKind.CIFAR_10 ? "CIFAR-10" : "CIFAR-100";
    return directory.read(
        source, "The directory " + source + " holds binary files made like " + title + "'s.");
  }

  private DataException unknown() {
    return new DataException(
        source,
        ImageFolder.LAYOUT
            + "; or the IDX files "
            + String.join(", ", IdxDirectory.FILES)
            + "; or the binary files of CIFAR-10 or CIFAR-100",
        listing(path),
        "Name a directory of one of these kinds, or one of "
            + String.join(", ", DataSources.names()));
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
