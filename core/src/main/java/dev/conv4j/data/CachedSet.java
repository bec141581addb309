package dev.conv4j.data;

import dev.conv4j.Conv4jException;
import dev.conv4j.data.KnownSet.KnownFile;
import dev.conv4j.file.Disk;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
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
 *
 * @param <P> what is read from one of its files
 */
final class CachedSet<P> {
  private static final String PARTIAL = ".partial";

  private final Path folder;
  private final KnownSet<P> set;
  private final List<String> damaged = new ArrayList<>();

  CachedSet(Path cache, KnownSet<P> set) {
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
    Map<KnownFile<P>, P> found = new HashMap<>();
    for (KnownFile<P> file : set.files()) {
      find(file).ifPresent(sound -> found.put(file, sound));
    }
    String host = found.size() == set.files().size() ? "" : download(found, patience, listener);
    List<P> files = new ArrayList<>();
    set.files().forEach(file -> files.add(Objects.requireNonNull(found.get(file))));
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

  private Optional<P> find(KnownFile<P> file) {
    for (Path candidate : file.find(folder)) {
      try {
        return Optional.of(file.read(candidate));
      } catch (Conv4jException e) {
        damaged.add(candidate.getFileName() + " was damaged (" + e.problem().found() + ")");
      }
    }
    return Optional.empty();
  }

  /** Fetches the files that were not found; returns the host that the last came from. */
  private String download(Map<KnownFile<P>, P> found, Patience patience, DownloadListener listener)
      throws UnavailableException {
    try (Downloader downloader = new Downloader(folder, set.mirrors(), patience, listener)) {
      Files.createDirectories(folder);
      deleteLeftovers();
      for (KnownFile<P> file : set.files()) {
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

  private P fetch(KnownFile<P> file, Downloader downloader)
      throws IOException, UnavailableException {
    Path partial = Files.createTempFile(folder, "." + file.remoteName(), PARTIAL);
    try {
      P fetched = downloader.fetch(file, partial);
      force(partial);
      Disk.move(partial, folder.resolve(file.remoteName()));
      return fetched;
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  private static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /** What to throw when nothing can be written to a folder of the cache. */
  static UnavailableException unwritable(Path folder, IOException e) {
    return new UnavailableException(
        "could not be stored in the cache, " + folder + " (" + Disk.reason(e) + ")");
  }
}
