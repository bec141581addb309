package dev.conv4j.data;

import dev.conv4j.Conv4jException;
import dev.conv4j.DataException;
import dev.conv4j.FormatException;
import dev.conv4j.data.KnownSet.KnownFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The files of one public data set in a folder of the user's cache, fetched where they are missing
 * or damaged.
 *
 * <p>Any number of processes may fetch into one folder: each writes under a name of its own, and
 * renames a file when it is whole and checked.
 */
final class CachedSet {
  private static final String PARTIAL = ".partial";

  private final Path folder;
  private final KnownSet set;
  private final List<String> damaged = new ArrayList<>();

  CachedSet(Path cache, KnownSet set) {
    this.folder = cache.resolve(set.name());
    this.set = set;
  }

  Path folder() {
    return folder;
  }

  /**
   * The files, from the cache or else from the network.
   *
   * @return the data, with the reason that tells where it came from
   * @throws UnavailableException if one of them is to be had from neither
   */
  TrainTest get(Patience patience, DownloadListener listener) throws UnavailableException {
    Map<KnownFile, IdxFile> found = new HashMap<>();
    for (KnownFile file : set.files()) {
      find(file).ifPresent(sound -> found.put(file, sound));
    }
    String host = found.size() == set.files().size() ? "" : download(found, patience, listener);
    List<IdxFile> files =
        set.files().stream().map(found::get).map(Objects::requireNonNull).toList();
    return set.trainTest(files, reason(host));
  }

  private String reason(String host) {
    String where = "It is in the cache, " + folder;
    if (host.isEmpty()) {
      return where + ".";
    }
    String anew =
        damaged.isEmpty()
            ? "downloaded from " + host + "."
            : "downloaded again from " + host + " because " + String.join(", ", damaged) + ".";
    return where + ", " + anew;
  }

  private Optional<IdxFile> find(KnownFile file) {
    for (Path candidate : IdxDirectory.find(folder, file.name())) {
      try {
        return Optional.of(read(file, candidate));
      } catch (Conv4jException e) {
        damaged.add(candidate.getFileName() + " was damaged (" + e.problem().found() + ")");
      }
    }
    return Optional.empty();
  }

  /** Fetches the files that were not found; returns the host that the last came from. */
  private String download(
      Map<KnownFile, IdxFile> found, Patience patience, DownloadListener listener)
      throws UnavailableException {
    try (Downloader downloader = new Downloader(folder, set.mirrors(), patience, listener)) {
      Files.createDirectories(folder);
      deleteLeftovers();
      for (KnownFile file : set.files()) {
        if (!found.containsKey(file)) {
          found.put(file, fetch(file, downloader));
        }
      }
      return downloader.host();
    } catch (IOException e) {
      throw unwritable(folder, e);
    } catch (UnavailableException e) {
      throw damaged.isEmpty()
          ? e
          : new UnavailableException(e.why() + "; in " + folder + " " + String.join(", ", damaged));
    }
  }

  /** Deletes what a process that was killed left behind; no download takes a day. */
  private void deleteLeftovers() throws IOException {
    Instant yesterday = Instant.now().minus(Duration.ofDays(1));
    try (DirectoryStream<Path> partials = Files.newDirectoryStream(folder, ".*" + PARTIAL)) {
      for (Path partial : partials) {
        if (Files.getLastModifiedTime(partial).toInstant().isBefore(yesterday)) {
          Files.deleteIfExists(partial);
        }
      }
    }
  }

  private IdxFile fetch(KnownFile file, Downloader downloader)
      throws IOException, UnavailableException {
    Path partial = Files.createTempFile(folder, "." + file.name(), PARTIAL);
    try {
      IdxFile fetched = downloader.fetch(file, partial);
      force(partial);
      move(partial, folder.resolve(file.compressedName()));
      return fetched;
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  /**
   * Reads a file of a known set, plain or compressed.
   *
   * @throws DataException if it cannot be read
   * @throws FormatException if its content is another
   */
  static IdxFile read(KnownFile file, Path path) {
    IdxFile read = IdxFile.read(path, file.axes(), file.bytes());
    if (!read.sha256().equals(file.sha256())) {
      throw new FormatException(
          path.toString(),
          "SHA-256 " + file.sha256(),
          "SHA-256 " + read.sha256(),
          "The file is damaged");
    }
    return read;
  }

  private static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** What to throw when nothing can be written to a folder of the cache. */
  static UnavailableException unwritable(Path folder, IOException e) {
    String reason =
        switch (e) {
          case AccessDeniedException denied -> "no permission";
          case FileAlreadyExistsException file -> file.getFile() + " is not a folder";
          case FileSystemException other when other.getReason() != null -> other.getReason();
          default -> String.valueOf(e.getMessage());
        };
    return new UnavailableException(
        "could not be stored in the cache, " + folder + " (" + reason + ")");
  }
}
