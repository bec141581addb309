package dev.conv4j.gpu.kernels;

import dev.conv4j.gpu.runtime.GpuSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The sources of all kernels, with the constants that they are compiled with. */
public final class KernelSources {
  static final GpuSource ELEMENTWISE = source("elementwise", Map.of(), "elementwise");
  static final GpuSource ACTIVATION =
      source("activation", GpuActivation.kinds(), "common", "activation");
  static final GpuSource RANDOM = source("random", Map.of(), "random");
  static final GpuSource PADDING = source("padding", GpuPadding.modes(), "common", "padding");
  static final GpuSource UPDATE = source("update", Map.of(), "common", "update");
  static final GpuSource POOLING = source("pooling", Map.of(), "common", "pooling");
  static final GpuSource CHANNEL = source("channel", Map.of(), "common", "channel");
  static final GpuSource BATCH = source("batch", Map.of(), "batch");
  static final GpuSource LOSS = source("loss", Map.of(), "common", "loss", "weighted", "pair");
  static final GpuSource STRETCHES = source("stretches", Map.of(), "common", "stretches");
  static final GpuSource GROUP = source("group", Map.of(), "common", "group");
  static final GpuSource DIRECT =
      source("direct", Map.of(), "common", "slide", "direct", "winograd");
  private static final Map<Tile, GpuSource> TILES = tiles();

  private KernelSources() {}

  /** Every program that the kernels launch. */
  public static List<GpuSource> all() {
    return Stream.concat(
            Stream.of(
                ELEMENTWISE,
                ACTIVATION,
                RANDOM,
                PADDING,
                UPDATE,
                POOLING,
                CHANNEL,
                GROUP,
                STRETCHES,
                LOSS,
                BATCH,
                DIRECT),
            TILES.values().stream())
        .toList();
  }

  private static Map<Tile, GpuSource> tiles() {
    Map<Tile, GpuSource> sources = new EnumMap<>(Tile.class);
    for (Tile tile : Tile.values()) {
      String name = "tiles of " + tile.rows() + " rows";
      sources.put(tile, source(name, tile.constants(), "slide", "tile", "matrix", "convolution"));
    }
    return sources;
  }

  /** The kernels that compute in tiles of this size. */
  static GpuSource tiles(Tile tile) {
    return Objects.requireNonNull(TILES.get(tile));
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
