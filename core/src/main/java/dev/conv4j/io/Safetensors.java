package dev.conv4j.io;

import dev.conv4j.DataException;
import dev.conv4j.FormatException;
import dev.conv4j.Problem;
import dev.conv4j.ShapeException;
import dev.conv4j.tensor.Shape;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The safetensors format (Hugging Face): eight bytes that give the length of a JSON header, little
 * endian; the header, which names each tensor's type, shape and place and may hold a map of strings
 * called {@code __metadata__}; then the bytes of all tensors, little endian, without holes or
 * overlaps.
 *
 * <p>Written are float32 tensors; read are also float64, float16 and bfloat16, as float32.
 *
 * <p>Tensors called {@code num_batches_tracked}, in whatever layer, are passed over, and may be
 * int64: with them PyTorch counts the training steps of each batch normalisation, which nothing
 * here depends on.
 */
public final class Safetensors {
  private static final String METADATA = "__metadata__";
  private static final String COUNTER = "num_batches_tracked";

  /** The limit of the format's own implementation. */
  private static final long MOST_HEADER = 100_000_000;

  private static final int MOST_ELEMENTS = Integer.MAX_VALUE - 8;

  private final Path file;
  private final Map<String, String> metadata;
  private final Map<String, Entry> entries;
  private final long dataStart;

  /** One tensor's place in the file. */
  private record Entry(String name, Type type, Shape shape, long begin, long end) {}

  /** The types of elements that can be read. */
  private enum Type {
    F32(4),
    F64(8),
    F16(2),
    BF16(2),
    /** Only of counters, which are passed over. */
    I64(8);

    private final int bytes;

    Type(int bytes) {
      this.bytes = bytes;
    }

    float read(ByteBuffer from) {
      return switch (this) {
        case F32 -> from.getFloat();
        case F64 -> (float) from.getDouble();
        case F16 -> Float.float16ToFloat(from.getShort());
        case BF16 -> Float.intBitsToFloat(from.getShort() << 16);
        case I64 -> throw new IllegalStateException("counters are never read");
      };
    }
  }

  private Safetensors(
      Path file, Map<String, String> metadata, Map<String, Entry> entries, long dataStart) {
    this.file = file;
    this.metadata = metadata;
    this.entries = entries;
    this.dataStart = dataStart;
  }

  /**
   * Reads the header of a file and checks that it and the file fit together.
   *
   * @throws DataException if the file cannot be read
   * @throws FormatException if it is not a sound safetensors file
   */
  public static Safetensors open(Path file) {
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      long size = channel.size();
      ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
      if (size < length.capacity()) {
        throw broken(file, "a header of at least 8 bytes", "a file of " + size);
      }
      readFully(channel, length);
      long header = length.flip().getLong();
      if (header < 2 || header > Math.min(MOST_HEADER, size - 8)) {
        throw broken(
            file,
            "a header of 2 to " + Math.min(MOST_HEADER, size - 8) + " bytes",
            Long.toUnsignedString(header));
      }
      ByteBuffer text = ByteBuffer.allocate((int) header);
      readFully(channel, text);
      return parse(file, new String(text.array(), StandardCharsets.UTF_8), 8 + header, size);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static Safetensors parse(Path file, String header, long dataStart, long size) {
    if (!(Json.parse(header, file.toString()) instanceof Map<?, ?> members)) {
      throw broken(file, "a JSON object as its header", "another value");
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    Map<String, Entry> entries = new LinkedHashMap<>();
    members.forEach((key, value) -> {
      String name = String.valueOf(key);
      if (name.equals(METADATA)) {
        readMetadata(file, value, metadata);
      } else {
        entries.put(name, entry(file, name, value));
      }
    });
    checkPlaces(file, entries, size - dataStart);
    entries.keySet().removeIf(Safetensors::isCounter);
    return new Safetensors(file, metadata, entries, dataStart);
  }

  private static void readMetadata(
      Path file, @Nullable Object value, Map<String, String> metadata) {
    if (!(value instanceof Map<?, ?> members)) {
      throw broken(file, "a map of strings as " + METADATA, "another value");
    }
    members.forEach((key, text) -> {
      if (!(text instanceof String string)) {
        throw broken(file, "only strings in " + METADATA, key + ": " + text);
      }
      metadata.put(String.valueOf(key), string);
    });
  }

  private static Entry entry(Path file, String name, @Nullable Object value) {
    if (value instanceof Map<?, ?> members
        && members.get("dtype") instanceof String dtype
        && members.get("shape") instanceof List<?> shape
        && members.get("data_offsets") instanceof List<?> offsets
        && offsets.size() == 2) {
      Type type = type(file, name, dtype);
      Shape extents = shape(file, name, shape);
      long begin = number(file, name, offsets.get(0));
      long end = number(file, name, offsets.get(1));
      if (extents.count() > MOST_ELEMENTS || end - begin != extents.count() * type.bytes) {
        throw broken(
            file,
            "data_offsets for tensor '%s' of %s %s".formatted(name, dtype, extents),
            "%d to %d".formatted(begin, end));
      }
      return new Entry(name, type, extents, begin, end);
    }
    throw broken(file, "dtype, shape and data_offsets for '" + name + "'", String.valueOf(value));
  }

  private static boolean isCounter(String name) {
    return name.equals(COUNTER) || name.endsWith("." + COUNTER);
  }

  private static Type type(Path file, String name, String dtype) {
    for (Type type : Type.values()) {
      if (type.name().equals(dtype) && (type != Type.I64 || isCounter(name))) {
        return type;
      }
    }
    throw broken(file, "tensor '" + name + "' of F32, F64, F16 or BF16", dtype);
  }

  private static Shape shape(Path file, String name, List<?> extents) {
    try {
      return Shape.of(extents.stream().mapToLong(extent -> number(file, name, extent)).toArray());
    } catch (ShapeException e) {
      throw new FormatException(
          new Problem(
              file.toString(), "a sane shape of tensor '" + name + "'", extents.toString(), ""),
          e);
    }
  }

  private static long number(Path file, String name, @Nullable Object value) {
    if ((value instanceof Integer || value instanceof Long) && ((Number) value).longValue() >= 0) {
      return ((Number) value).longValue();
    }
    throw broken(file, "whole numbers of 0 or more for '" + name + "'", String.valueOf(value));
  }

  /** The tensors must fill the file, each byte belonging to one. */
  private static void checkPlaces(Path file, Map<String, Entry> entries, long dataSize) {
    long at = 0;
    for (Entry entry :
        entries.values().stream()
            .sorted(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end))
            .toList()) {
      if (entry.begin != at) {
        throw broken(
            file,
            "tensor '%s' to begin at byte %d, where the one before it ends"
                .formatted(entry.name, at),
            Long.toString(entry.begin));
      }
      at = entry.end;
    }
    if (at != dataSize) {
      throw broken(
          file,
          at + " bytes of tensors, as many as the header tells of",
          dataSize + " bytes behind the header");
    }
  }

  private static FormatException broken(Path file, String expected, String found) {
    return new FormatException(
        file.toString(), expected, found, "It is no safetensors file, or a damaged one");
  }

  private static DataException unreadable(Path file, IOException e) {
    String found =
        e instanceof NoSuchFileException
            ? "there is no such file"
            : "it cannot be read: " + AtomicFiles.reason(e);
    return new DataException(Problem.of(file.toString(), found, ""), e);
  }

  private static void readFully(SeekableByteChannel channel, ByteBuffer into) throws IOException {
    while (into.hasRemaining()) {
      if (channel.read(into) < 0) {
        throw new EOFException("it ended while it was read");
      }
    }
  }

  /** What else the file says of itself, in the order in which it does. */
  public Map<String, String> metadata() {
    return Collections.unmodifiableMap(metadata);
  }

  /** The names of the tensors, in the order of the header. */
  public List<String> names() {
    return List.copyOf(entries.keySet());
  }

  /** The shape of a tensor that is in {@link #names}. */
  public Shape shape(String name) {
    return find(name).shape;
  }

  /**
   * The elements of a tensor that is in {@link #names}, in row-major order.
   *
   * @throws DataException if the file cannot be read any more
   */
  public float[] read(String name) {
    Entry entry = find(name);
    float[] values = new float[(int) entry.shape.count()];
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      channel.position(dataStart + entry.begin);
      int filled = 0;
      while (filled < values.length) {
        long left = (long) (values.length - filled) * entry.type.bytes;
        readFully(channel, buffer.clear().limit((int) Math.min(left, buffer.capacity())));
        buffer.flip();
        while (buffer.hasRemaining()) {
          values[filled++] = entry.type.read(buffer);
        }
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
    return values;
  }

  private Entry find(String name) {
    Entry entry = entries.get(name);
    if (entry == null) {
      throw broken(file, "a tensor '" + name + "'", String.join(", ", entries.keySet()));
    }
    return entry;
  }

  /**
   * Writes a file.
   *
   * @param shapes the tensors and their shapes, in the order in which they are to stand
   * @param values gives the elements of each tensor in row-major order
   */
  public static void write(
      OutputStream out,
      Map<String, String> metadata,
      Map<String, Shape> shapes,
      Function<String, float[]> values)
      throws IOException {
    byte[] header = header(metadata, shapes).getBytes(StandardCharsets.UTF_8);
    int padding = -header.length & 7; // so that the tensors begin at a multiple of eight
    ByteBuffer start =
        ByteBuffer.allocate(8 + header.length + padding).order(ByteOrder.LITTLE_ENDIAN);
    start
        .putLong(header.length + padding)
        .put(header)
        .put(" ".repeat(padding).getBytes(StandardCharsets.US_ASCII));
    out.write(start.array());
    for (String name : shapes.keySet()) {
      out.write(littleEndian(values.apply(name)));
    }
  }

  private static String header(Map<String, String> metadata, Map<String, Shape> shapes) {
    Map<String, Object> header = new LinkedHashMap<>();
    if (!metadata.isEmpty()) {
      header.put(METADATA, metadata);
    }
    long at = 0;
    for (Map.Entry<String, Shape> tensor : shapes.entrySet()) {
      long end = at + tensor.getValue().count() * Type.F32.bytes;
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("dtype", Type.F32.name());
      entry.put("shape", Arrays.stream(tensor.getValue().extents()).boxed().toList());
      entry.put("data_offsets", List.of(at, end));
      header.put(tensor.getKey(), entry);
      at = end;
    }
    return Json.write(header);
  }

  /** The bytes of float32 values as the format wants them. */
  static byte[] littleEndian(float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(values.length, Type.F32.bytes))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }
}
