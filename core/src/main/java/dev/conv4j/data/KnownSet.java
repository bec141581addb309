package dev.conv4j.data;

import dev.conv4j.Conv4jException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * A public data set whose files are known by their digests.
 *
 * @param <P> what is read from one of its files
 */
sealed interface KnownSet<P> permits IdxSet, CifarSet {
  /** By what name it is opened, and the name of its folder in the cache. */
  String name();

  /** What people call it. */
  String title();

  /** Folders on the network, with a slash at the end, that hold the files. */
  List<URI> mirrors();

  /** Its files. */
  List<? extends KnownFile<P>> files();

  /** The same set, fetched from other folders. */
  KnownSet<P> from(List<URI> folders);

  /** The set, fetched from a folder of its own name under {@code base}. */
  default KnownSet<P> under(URI base) {
    String address = base.toString();
    return from(List.of(URI.create(address + (address.endsWith("/") ? "" : "/") + name() + "/")));
  }

  /**
   * The data.
   *
   * @param read what was read from each of the files, in their order
   */
  TrainTest trainTest(List<P> read, String reason);

  /**
   * One file.
   *
   * @param <P> what is read from it
   */
  interface KnownFile<P> {
    /** Its name where it is fetched from. */
    String remoteName();

    /** More bytes than it has as it is fetched. */
    long mostBytes();

    /** Where it may lie in a folder. */
    List<Path> find(Path folder);

    /**
     * Reads it from the disk.
     *
     * @throws Conv4jException if it cannot be read, or its content is another
     */
    P read(Path file);
  }
}
