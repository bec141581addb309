package dev.conv4j.gpu.runtime;

import dev.conv4j.Conv4jException;
import dev.conv4j.io.AtomicFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Compiled programs on disk, each under the SHA-256 of everything it depends on. A file is the
 * SHA-256 of a program and the program; one that is not whole is passed over. What cannot be
 * written is compiled again next time, and nobody is told.
 */
public final class ProgramCache {
  private static final int DIGEST_BYTES = 32;

  /** The largest program that is believed. */
  private static final long MOST_BYTES = 1L << 28;

  /**
   * What a program is known by.
   *
   * @param hex a SHA-256
   */
  public record Key(String hex) {}

  private final Path folder;

  /**
   * A cache.
   *
   * @param folder where the files are; it need not exist
   */
  public ProgramCache(Path folder) {
    this.folder = folder;
  }

  /** The key of a program that depends on all these: source, options, device, driver. */
  public Key key(String... parts) {
    MessageDigest digest = sha256();
    for (String part : parts) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
      digest.update(bytes);
    }
    return new Key(HexFormat.of().formatHex(digest.digest()));
  }

  /** A program that was written, or null. */
  public byte @Nullable [] read(Key key) {
    Path file = file(key);
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
        return null;
      }
      byte[] all = Files.readAllBytes(file);
      if (all.length <= DIGEST_BYTES) {
        return null;
      }
      byte[] program = Arrays.copyOfRange(all, DIGEST_BYTES, all.length);
      byte[] digest = Arrays.copyOf(all, DIGEST_BYTES);
      return Arrays.equals(digest, sha256().digest(program)) ? program : null;
    } catch (IOException e) {
      return null;
    }
  }

  /** Keeps a program. */
  public void write(Key key, byte[] program) {
    try {
      Files.createDirectories(folder);
      AtomicFiles.write(
          file(key),
          out -> {
            out.write(sha256().digest(program));
            out.write(program);
          });
    } catch (IOException | Conv4jException e) {
      // The next one compiles it again.
    }
  }

  private Path file(Key key) {
    return folder.resolve(key.hex() + ".bin");
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }
}
