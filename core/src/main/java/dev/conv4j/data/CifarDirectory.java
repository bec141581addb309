package dev.conv4j.data;

import dev.conv4j.DataException;
import dev.conv4j.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A directory with the binary files of CIFAR-10 or CIFAR-100, as their archives unpack.
 *
 * @param folder the files' own, which may lie in the one that was named
 */
record CifarDirectory(Path folder, CifarKind kind) {
  private static final long MOST_BYTES = Integer.MAX_VALUE - 8L;

  /** The files in a directory or in the folder that their archive unpacks to, if there are any. */
  static Optional<CifarDirectory> find(Path directory) {
    return Stream.of(CifarKind.values())
        .flatMap(kind ->
            Stream.of(directory, directory.resolve(kind.folder()))
                .map(folder -> new CifarDirectory(folder, kind)))
        .filter(candidate -> !candidate.files().isEmpty())
        .findFirst();
  }

  private List<Path> files() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> content = Files.list(folder)) {
      return content
          .filter(Files::isRegularFile)
          .filter(file -> kind.isTrain(name(file)) || kind.isTest(name(file)))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new DataException(
          Problem.of(folder.toString(), "it cannot be listed: " + e.getMessage(), ""), e);
    }
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  /**
   * Reads the files.
   *
   * @throws DataException if one is missing or cannot be read
   * @throws dev.conv4j.FormatException if one is not what it should be
   */
  TrainTest read(String name, String reason) {
    CifarImages images = new CifarImages(kind, folder.toString());
    Path labels = folder.resolve(kind.labelFile());
    if (Files.isRegularFile(labels)) {
      images.add(kind.labelFile(), bytes(labels));
    }
    files().forEach(file -> images.add(name(file), bytes(file)));
    return images.trainTest(name, reason);
  }

  private static byte[] bytes(Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new DataException(
            file.toString(),
            "a file of at most " + MOST_BYTES + " bytes",
            Long.toString(Files.size(file)),
            "");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new DataException(
          Problem.of(file.toString(), "it cannot be read: " + e.getMessage(), ""), e);
    }
  }
}
