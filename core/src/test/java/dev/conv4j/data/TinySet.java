package dev.conv4j.data;

import dev.conv4j.data.IdxSet.IdxKnownFile;
import dev.conv4j.nn.Normalization;
import java.net.URI;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/** A data set like MNIST, with a few images that hardly compress. */
final class TinySet {
  private static final int TRAIN = 40;
  private static final int TEST = 20;

  /** The contents of the four files, uncompressed. */
  static final List<byte[]> CONTENTS =
      List.of(
          IdxBytes.images(1, TRAIN, 28, 28),
          IdxBytes.labels(TRAIN, 10),
          IdxBytes.images(2, TEST, 28, 28),
          IdxBytes.labels(TEST, 10));

  private TinySet() {}

  /** The set under MNIST's name, to be had from these places. */
  static IdxSet at(URI... mirrors) {
    List<IdxKnownFile> files =
        IntStream.range(0, 4)
            .mapToObj(i ->
                new IdxKnownFile(
                    IdxDirectory.FILES.get(i),
                    i % 2 == 0 ? 3 : 1,
                    sha256(CONTENTS.get(i)),
                    CONTENTS.get(i).length))
            .toList();
    return new IdxSet(
        "mnist",
        "MNIST",
        IntStream.range(0, 10).mapToObj(Integer::toString).toList(),
        Normalization.MNIST,
        List.of(mirrors),
        files);
  }

  /** What a mirror holds under this name, compressed. */
  static byte[] archive(String name) {
    return IdxBytes.gzip(CONTENTS.get(IdxDirectory.FILES.indexOf(name.replace(".gz", ""))));
  }

  /** Puts the four files into a folder, compressed. */
  static void writeTo(Path folder) {
    for (String name : IdxDirectory.FILES) {
      IdxBytes.write(folder.resolve(name + ".gz"), archive(name));
    }
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
