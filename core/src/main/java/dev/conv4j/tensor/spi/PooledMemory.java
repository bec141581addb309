package dev.conv4j.tensor.spi;

import dev.conv4j.DeviceException;
import dev.conv4j.tensor.ElementType;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.stream.Collectors;

/**
 * A memory that keeps returned storages by type and size and hands out the oldest first. Which
 * storage a request gets depends only on the requests and returns before it, so a step that repeats
 * runs in the same memory each time.
 *
 * @param <S> the device's storage
 */
public abstract class PooledMemory<S extends Storage> implements Memory {

  private static final Object NOBODY = "nobody";

  /** So many holders of memory are named. */
  private static final int HOLDERS = 3;

  private record Kind(ElementType type, long count) {}

  private static final class Kept<S> implements Comparable<Kept<S>> {
    final long number;
    final S storage;
    Object origin = NOBODY;

    Kept(long number, S storage) {
      this.number = number;
      this.storage = storage;
    }

    @Override
    public int compareTo(Kept<S> other) {
      return Long.compare(number, other.number);
    }
  }

  private final String device;
  private final Map<Kind, PriorityQueue<Kept<S>>> kept = new HashMap<>();
  private final IdentityHashMap<Storage, Kept<S>> inUse = new IdentityHashMap<>();
  private long bytesInUse;
  private long bytesKept;
  private long peakBytes;
  private long allocations;
  private boolean closed;

  /** A memory of the device with this name, which appears in messages. */
  protected PooledMemory(String device) {
    this.device = device;
  }

  /**
   * Asks the system for a new storage.
   *
   * @throws DeviceException if there is no room; kept storages are then given back and it is called
   *     once more
   */
  protected abstract S create(ElementType type, long count);

  /** Gives a storage back to the system. */
  protected abstract void dispose(S storage);

  @Override
  public final synchronized Storage allocate(ElementType type, long count, Object origin) {
    if (closed) {
      throw new DeviceException(
          device, "an open device", "one that was closed", "Open it again with Devices.open");
    }
    PriorityQueue<Kept<S>> free = kept.get(new Kind(type, count));
    Kept<S> entry = free == null ? null : free.poll();
    if (entry == null) {
      entry = new Kept<>(allocations, createOrTrim(type, count));
      allocations++;
    } else {
      bytesKept -= bytes(entry.storage);
    }
    bytesInUse += bytes(entry.storage);
    peakBytes = Math.max(peakBytes, bytesInUse);
    entry.origin = origin;
    inUse.put(entry.storage, entry);
    return entry.storage;
  }

  private S createOrTrim(ElementType type, long count) {
    try {
      return create(type, count);
    } catch (DeviceException e) {
      if (bytesKept == 0) {
        throw e;
      }
      trim();
      return create(type, count);
    }
  }

  @Override
  public final synchronized void release(Storage storage) {
    Kept<S> entry = inUse.remove(storage);
    if (entry == null) {
      return; // the device was closed first
    }
    entry.origin = NOBODY;
    long bytes = bytes(storage);
    bytesInUse -= bytes;
    bytesKept += bytes;
    kept.computeIfAbsent(
            new Kind(storage.type(), storage.count()), kind -> new PriorityQueue<Kept<S>>())
        .add(entry);
  }

  @Override
  public final synchronized void trim() {
    kept.values().forEach(free -> free.forEach(entry -> dispose(entry.storage)));
    kept.clear();
    bytesKept = 0;
  }

  @Override
  public final synchronized MemoryUse use() {
    return new MemoryUse(bytesInUse, bytesKept, allocations, peakBytes);
  }

  /** What holds most of the memory in use, by origin, for a message that there is no more. */
  protected final synchronized String holders() {
    Map<String, Long> held = new HashMap<>();
    inUse.forEach(
        (storage, entry) -> held.merge(entry.origin.toString(), bytes(storage), Long::sum));
    return held.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(HOLDERS)
        .map(holder -> "%s %s".formatted(holder.getKey(), size(holder.getValue())))
        .collect(Collectors.joining(", "));
  }

  /** A number of bytes, for people. */
  protected static String size(long bytes) {
    return bytes < 1 << 20
        ? bytes + " bytes"
        : String.format(Locale.ROOT, "%.1f MiB", bytes * 0x1p-20);
  }

  /** Gives everything back to the system, used or not; later requests are refused. */
  public final synchronized void close() {
    closed = true;
    trim();
    inUse.values().forEach(entry -> dispose(entry.storage));
    inUse.clear();
    bytesInUse = 0;
  }

  private static long bytes(Storage storage) {
    return storage.count() * storage.type().bytes();
  }
}
