package dev.conv4j.gpu.foreign;

import dev.conv4j.DeviceException;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A library of the system that was found and loaded; it stays loaded until the JVM ends. */
public final class Library {
  private final String name;
  private final @Nullable Path file;
  private final SymbolLookup symbols;

  /**
   * A library.
   *
   * @param name its file name
   * @param file where it is, or null if the system's loader found it
   * @param symbols its functions
   */
  public Library(String name, @Nullable Path file, SymbolLookup symbols) {
    this.name = name;
    this.file = file;
    this.symbols = symbols;
  }

  /** Its file name. */
  public String name() {
    return name;
  }

  /** Where it is, for people; for one that the loader found, as far as the system tells. */
  public String where() {
    if (file != null) {
      return file.toString();
    }
    Path maps = Path.of("/proc/self/maps");
    try (Stream<String> lines = Files.lines(maps)) {
      return lines
          .map(line -> line.substring(Math.max(0, line.indexOf('/'))))
          .filter(path -> path.startsWith("/") && path.contains("/" + name))
          .findFirst()
          .orElse(name);
    } catch (IOException | RuntimeException e) {
      return name; // only Linux tells
    }
  }

  /** Whether it has this function; older ones may not. */
  public boolean has(String symbol) {
    return symbols.find(symbol).isPresent();
  }

  /**
   * One of its functions.
   *
   * @param result the layout of its result
   * @param parameters the layouts of its parameters
   */
  public NativeFunction function(String symbol, MemoryLayout result, MemoryLayout... parameters) {
    return new NativeFunction(this, symbol, FunctionDescriptor.of(result, parameters));
  }

  MemorySegment address(String symbol) {
    return symbols
        .find(symbol)
        .orElseThrow(() ->
            new DeviceException(
                where(),
                "a library with the function " + symbol,
                "one without it: it is too old",
                "Install a newer driver"));
  }
}
