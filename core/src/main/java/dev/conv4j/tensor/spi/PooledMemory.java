package dev.conv4j.tensor.spi;

import dev.conv4j.DeviceException;
import dev.conv4j.tensor.ElementType;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * A memory that keeps returned storages by type and size and hands out the oldest first. Which
 * storage a request gets depends only on the requests and returns before it, so a step that repeats
 * runs in the same memory each time.
 *
 * @param <S> the device's storage
 */
public abstract class PooledMemory<S extends Storage> implements Memory {

  private record Kind(ElementType type, long count) {}

  private record Kept<S>(long number, S storage) implements Comparable<Kept<S>> {
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
  private long allocations;
  private boolean closed;

  /** A memory of the device with this name, which appears in messages. */
  protected PooledMemory(String device) {
    this.device = device;
  }

  /**
   * Asks the system for a new storage.
   *
   * @param count any number of elements, however large
   * @throws DeviceException if there is not that much
   */
  protected abstract S create(ElementType type, long count);

  /** Gives a storage back to the system. */
  protected abstract void dispose(S storage);

  @Override
  public final synchronized Storage allocate(ElementType type, long count) {
    if (closed) {
      throw new DeviceException(
          device, "an open device", "one that was closed", "Open it again with Devices.open");
    }
    PriorityQueue<Kept<S>> free = kept.get(new Kind(type, count));
    Kept<S> entry = free == null ? null : free.poll();
    if (entry == null) {
      S fresh = create(type, count);
      entry = new Kept<>(allocations++, fresh);
    } else {
      bytesKept -= bytes(entry.storage());
    }
    bytesInUse += bytes(entry.storage());
    inUse.put(entry.storage(), entry);
    return entry.storage();
  }

  @Override
  public final synchronized void release(Storage storage) {
    Kept<S> entry = inUse.remove(storage);
    if (entry == null) {
      return; // the device was closed first
    }
    long bytes = bytes(storage);
    bytesInUse -= bytes;
    bytesKept += bytes;
    kept.computeIfAbsent(
            new Kind(storage.type(), storage.count()), kind -> new PriorityQueue<Kept<S>>())
        .add(entry);
  }

  @Override
  public final synchronized void trim() {
    kept.values().forEach(free -> free.forEach(entry -> dispose(entry.storage())));
    kept.clear();
    bytesKept = 0;
  }

  @Override
  public final synchronized MemoryUse use() {
    return new MemoryUse(bytesInUse, bytesKept, allocations);
  }

  /** Gives everything back to the system, used or not; later requests are refused. */
  public final synchronized void close() {
    closed = true;
    trim();
    inUse.values().forEach(entry -> dispose(entry.storage()));
    inUse.clear();
    bytesInUse = 0;
  }

  private static long bytes(Storage storage) {
    return storage.count() * storage.type().bytes();
  }
}
