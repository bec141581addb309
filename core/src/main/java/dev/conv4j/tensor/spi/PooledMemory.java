package dev.conv4j.tensor.spi;

import dev.conv4j.DeviceException;
import dev.conv4j.tensor.ElementType;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A memory that keeps returned storages by type and size and hands out the oldest first. Which
 * storage a request gets depends only on the requests and returns before it, so a step that repeats
 * runs in the same memory each time.
 *
 * @param <S> the device's storage
 */
public abstract class PooledMemory<S extends Storage> implements Memory {

  /** So many holders of memory are named. */
  private static final int HOLDERS = 3;

  private static final String RESERVED = "recorded steps";

  private final String device;
  private final Shelf<S> common = new Shelf<>();
  private final Set<Shelf<S>> reserved = new LinkedHashSet<>();
  private final IdentityHashMap<Storage, Shelf.Entry<S>> inUse = new IdentityHashMap<>();

  @SuppressWarnings("ThreadLocalUsage") // each memory has stays of its own
  private final ThreadLocal<@Nullable Stay<S>> stays = new ThreadLocal<>();

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
    Stay<S> stay = stays.get();
    Shelf.Entry<S> entry =
        stay == null ? fromOutside(type, count, true) : fromReserve(stay, type, count);
    entry.origin = origin;
    inUse.put(entry.storage, entry);
    return entry.storage;
  }

  private Shelf.Entry<S> fromReserve(Stay<S> stay, ElementType type, long count) {
    Shelf.Entry<S> entry = stay.shelf.take(type, count);
    if (entry != null) {
      return entry;
    }
    entry = fromOutside(type, count, stay.mayGrow);
    entry.home = stay.shelf;
    return entry;
  }

  private Shelf.Entry<S> fromOutside(ElementType type, long count, boolean mayCreate) {
    Shelf.Entry<S> entry = common.take(type, count);
    if (entry == null) {
      if (!mayCreate) {
        throw new DeviceException(
            device,
            "a step that asks for the same memory each time",
            "one that wants %d more elements of %s".formatted(count, type),
            "");
      }
      entry = new Shelf.Entry<>(allocations, createOrTrim(type, count), common);
      allocations++;
    } else {
      bytesKept -= entry.bytes();
    }
    bytesInUse += entry.bytes();
    peakBytes = Math.max(peakBytes, bytesInUse);
    return entry;
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
    Shelf.Entry<S> entry = inUse.remove(storage);
    if (entry != null) { // else the device was closed first
      putBack(entry);
    }
  }

  private void putBack(Shelf.Entry<S> entry) {
    if (entry.home == common) {
      bytesInUse -= entry.bytes();
      bytesKept += entry.bytes();
    }
    entry.origin = RESERVED;
    entry.home.put(entry);
  }

  @Override
  public final synchronized void trim() {
    common.empty().forEach(entry -> dispose(entry.storage));
    bytesKept = 0;
  }

  @Override
  public final synchronized MemoryUse use() {
    return new MemoryUse(bytesInUse, bytesKept, allocations, peakBytes);
  }

  /**
   * A reserve: memory for somebody whose requests repeat. What is handed out to a thread that is
   * inside comes back to the reserve and goes to nobody else until it is closed. It counts as in
   * use.
   */
  public final synchronized Reserve reserve() {
    return new Reserve();
  }

  /** See {@link #reserve}. */
  public final class Reserve implements AutoCloseable {
    private final Shelf<S> shelf = new Shelf<>();

    private Reserve() {
      reserved.add(shelf);
    }

    /**
     * From now on requests of this thread are met from the reserve, until what is returned is
     * closed.
     *
     * @param mayGrow whether the system may be asked for more; else a request that cannot be met
     *     from what is kept is refused
     */
    public Inside enter(boolean mayGrow) {
      Stay<S> before = stays.get();
      stays.set(new Stay<>(shelf, mayGrow));
      return () -> {
        if (before == null) {
          stays.remove();
        } else {
          stays.set(before);
        }
      };
    }

    /** The bytes that nobody uses just now. */
    public long bytes() {
      synchronized (PooledMemory.this) {
        return shelf.bytes();
      }
    }

    /** Gives the memory to all. Twice does nothing. */
    @Override
    public void close() {
      synchronized (PooledMemory.this) {
        reserved.remove(shelf);
        for (Shelf.Entry<S> entry : shelf.empty()) {
          entry.home = common;
          putBack(entry);
        }
        inUse.values().stream()
            .filter(entry -> entry.home == shelf)
            .forEach(entry -> entry.home = common);
      }
    }
  }

  /** A thread's stay in a reserve. */
  @FunctionalInterface
  public interface Inside extends AutoCloseable {
    @Override
    void close();
  }

  private record Stay<S extends Storage>(Shelf<S> shelf, boolean mayGrow) {}

  /** What holds most of the memory in use, by origin, for a message that there is no more. */
  protected final synchronized String holders() {
    Map<String, Long> held = new HashMap<>();
    inUse.values().forEach(entry -> held.merge(entry.origin.toString(), entry.bytes(), Long::sum));
    reserved.stream()
        .filter(shelf -> shelf.bytes() > 0)
        .forEach(shelf -> held.merge(RESERVED, shelf.bytes(), Long::sum));
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
    for (Shelf<S> shelf : reserved) {
      shelf.empty().forEach(entry -> dispose(entry.storage));
    }
    inUse.values().forEach(entry -> dispose(entry.storage));
    inUse.clear();
    bytesInUse = 0;
  }
}
