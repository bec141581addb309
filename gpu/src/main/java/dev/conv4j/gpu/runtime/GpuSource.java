package dev.conv4j.gpu.runtime;

import dev.conv4j.gpu.runtime.GpuFacts.Dialect;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Kernels in portable C.
 *
 * @param name what messages call it, such as {@code pooling}
 * @param text the source, without the header of the dialect
 * @param constants names the source uses for numbers that are fixed when it is compiled
 */
public record GpuSource(String name, String text, Map<String, String> constants) {
  /** Copies the constants, in the order of their names. */
  public GpuSource {
    constants = Collections.unmodifiableMap(new TreeMap<>(constants));
  }

  /**
   * All that the compiler reads: the dialect's header, the constants, the source. Lines are counted
   * from the start of the source.
   */
  public String unit(Dialect dialect) {
    StringBuilder unit = new StringBuilder(header(dialect));
    constants.forEach((constant, value) ->
        unit.append("#define ").append(constant).append(' ').append(value).append('\n'));
    return unit.append("#line 1 \"").append(name).append("\"\n").append(text).toString();
  }

  private static String header(Dialect dialect) {
    String file = "/dev/conv4j/gpu/kernels/" + dialect.header();
    try (InputStream in = GpuSource.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
