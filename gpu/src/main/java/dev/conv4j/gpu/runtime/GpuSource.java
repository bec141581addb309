package dev.conv4j.gpu.runtime;

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
}
