package dev.conv4j.data;

import dev.conv4j.DataException;
import dev.conv4j.FormatException;
import dev.conv4j.Problem;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** CIFAR-10 or CIFAR-100 (Krizhevsky 2009) in one archive whose content is known. */
record CifarSet(String name, String title, List<URI> mirrors, List<Archive> files)
    implements KnownSet<CifarImages> {
  private static final URI HOME = URI.create("https://www.cs.toronto.edu/~kriz/");

  /** Ten classes, 50,000 images of 32×32 to train on and 10,000 to test with. */
  static final CifarSet CIFAR_10 =
      new CifarSet(
          "cifar10",
          "CIFAR-10",
          List.of(HOME),
          List.of(
              new Archive(
                  CifarKind.CIFAR_10,
                  "cifar-10-binary.tar.gz",
                  170_052_171,
                  "c32a1d4ab5d03f1284b67883e8d87530")));

  /** A hundred classes, 50,000 images of 32×32 to train on and 10,000 to test with. */
  static final CifarSet CIFAR_100 =
      new CifarSet(
          "cifar100",
          "CIFAR-100",
          List.of(HOME),
          List.of(
              new Archive(
                  CifarKind.CIFAR_100,
                  "cifar-100-binary.tar.gz",
                  168_513_733,
                  "03b5dce01913d631647c71ecec9e9cb8")));

  @Override
  public CifarSet from(List<URI> folders) {
    return new CifarSet(name, title, folders, files);
  }

  @Override
  public TrainTest trainTest(List<CifarImages> read, String reason) {
    return read.getFirst().trainTest(name, reason);
  }

  /**
   * A tar archive compressed with gzip.
   *
   * @param bytes how many it has
   * @param md5 of these bytes, in hexadecimal, as the authors published it
   */
  record Archive(CifarKind kind, String remoteName, long bytes, String md5)
      implements KnownFile<CifarImages> {
    @Override
    public long mostBytes() {
      return bytes;
    }

    @Override
    public List<Path> find(Path folder) {
      return Stream.of(folder.resolve(remoteName)).filter(Files::isRegularFile).toList();
    }

    @Override
    public CifarImages read(Path file) {
      try {
        requireSound(file);
        CifarImages images = new CifarImages(kind, file.toString());
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file));
            GZIPInputStream plain = new GZIPInputStream(raw, 1 << 16)) {
          TarFiles.read(file.toString(), plain, images::wants, images::add);
        }
        return images;
      } catch (EOFException | ZipException e) {
        throw new FormatException(
            Problem.of(file.toString(), "the archive is damaged", "Fetch it again"), e);
      } catch (IOException e) {
        throw new DataException(
            Problem.of(file.toString(), "it cannot be read: " + e.getMessage(), ""), e);
      }
    }

    private void requireSound(Path file) throws IOException {
      if (Files.size(file) != bytes) {
        throw new FormatException(
            file.toString(), bytes + " bytes", Files.size(file) + " bytes", "Fetch it again");
      }
      MessageDigest digest = newDigest();
      try (DigestInputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      String found = HexFormat.of().formatHex(digest.digest());
      if (!found.equals(md5)) {
        throw new FormatException(
            file.toString(), "MD5 " + md5, "MD5 " + found, "The file is damaged");
      }
    }

    private static MessageDigest newDigest() {
      try {
        return MessageDigest.getInstance("MD5");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java has MD5", e);
      }
    }
  }
}
