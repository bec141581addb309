package dev.conv4j.gpu.kernels;

import dev.conv4j.gpu.runtime.GpuFacts.Dialect;
import dev.conv4j.gpu.runtime.GpuSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The sources of all kernels, with the constants that they are compiled with. */
public final class KernelSources {
  static final GpuSource ELEMENTWISE = source("elementwise", Map.of(), "elementwise");
  static final GpuSource UPDATE = source("update", Map.of(), "update");
  static final GpuSource POOLING = source("pooling", Map.of(), "common", "pooling");
  static final GpuSource CHANNEL = source("channel", Map.of(), "common", "channel");
  static final GpuSource LOSS = source("loss", Map.of(), "common", "loss");

  private KernelSources() {}

  /** Every program that the kernels launch. */
  public static List<GpuSource> all() {
    return List.of(ELEMENTWISE, UPDATE, POOLING, CHANNEL, LOSS);
  }

  /** What stands before every source, so that the compiler of this language understands it. */
  public static String header(Dialect dialect) {
    return text(dialect.name().toLowerCase(Locale.ROOT) + ".h");
  }

  /** The files {@code parts}, one after the other. */
  private static GpuSource source(String name, Map<String, String> constants, String... parts) {
    String text =
        Arrays.stream(parts).map(part -> text(part + ".c")).collect(Collectors.joining("\n"));
    return new GpuSource(name, text, constants);
  }

  private static String text(String file) {
    try (InputStream in = KernelSources.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
