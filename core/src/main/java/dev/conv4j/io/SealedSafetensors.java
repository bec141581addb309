package dev.conv4j.io;

import dev.conv4j.FormatException;
import dev.conv4j.file.Sha256;
import dev.conv4j.tensor.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Safetensors files that tell when a bit of them is no longer what it was: their metadata holds the
 * SHA-256 of everything else in them.
 */
public final class SealedSafetensors {
  private static final String SEAL = "conv4j.sha256";

  private SealedSafetensors() {}

  /** Writes a file as {@link Safetensors#write} does, and its seal; asks for all values twice. */
  public static void write(
      OutputStream out,
      Map<String, String> metadata,
      Map<String, Shape> shapes,
      Function<String, float[]> values)
      throws IOException {
    Map<String, String> sealed = new LinkedHashMap<>(metadata);
    sealed.put(SEAL, sha256(metadata, shapes, values));
    Safetensors.write(out, sealed, shapes, values);
  }

  /**
   * Opens a file that {@link #write} wrote.
   *
   * @throws dev.conv4j.DataException if it cannot be read
   * @throws FormatException if it is not what was written
   */
  public static Safetensors open(Path file) {
    Safetensors tensors = Safetensors.open(file);
    Map<String, String> metadata = new LinkedHashMap<>(tensors.metadata());
    String seal = metadata.remove(SEAL);
    if (seal == null) {
      throw new FormatException(
          file.toString(), "a checksum in the metadata", "none", "The file is damaged");
    }
    Map<String, Shape> shapes = new LinkedHashMap<>();
    tensors.names().forEach(name -> shapes.put(name, tensors.shape(name)));
    String found = sha256(metadata, shapes, tensors::read);
    if (!found.equals(seal)) {
      throw new FormatException(
          file.toString(), "content of SHA-256 " + seal, found, "The file is damaged");
    }
    return tensors;
  }

  private static String sha256(
      Map<String, String> metadata, Map<String, Shape> shapes, Function<String, float[]> values) {
    MessageDigest digest = Sha256.begin();
    new TreeMap<>(metadata)
        .forEach((name, value) -> {
          add(digest, name);
          add(digest, value);
        });
    shapes.forEach((name, shape) -> {
      add(digest, name);
      add(digest, Arrays.toString(shape.extents()));
      digest.update(Safetensors.littleEndian(values.apply(name)));
    });
    return Sha256.end(digest);
  }

  /** A text with its length before it, so that no two lists of texts are the same. */
  private static void add(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
    digest.update(bytes);
  }
}
