package dev.conv4j.tensor.spi;

import dev.conv4j.tensor.ElementType;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Storages of a {@link PooledMemory} that nobody uses, by type and size. */
final class Shelf<S extends Storage> {

  private record Kind(ElementType type, long count) {}

  /** A storage, on a shelf or in use. */
  static final class Entry<S extends Storage> implements Comparable<Entry<S>> {
    final long number;
    final S storage;
    Shelf<S> home;
    Object origin = "nobody";

    /**
     * @param number counts the storages of a memory
     * @param home where it goes when it is no longer used
     */
    Entry(long number, S storage, Shelf<S> home) {
      this.number = number;
      this.storage = storage;
      this.home = home;
    }

    long bytes() {
      return storage.count() * storage.type().bytes();
    }

    @Override
    public int compareTo(Entry<S> other) {
      return Long.compare(number, other.number);
    }
  }

  private final Map<Kind, PriorityQueue<Entry<S>>> storages = new HashMap<>();

  /** Takes the oldest of this kind away, or null if there is none. */
  @Nullable Entry<S> take(ElementType type, long count) {
    PriorityQueue<Entry<S>> ofThisKind = storages.get(new Kind(type, count));
    return ofThisKind == null ? null : ofThisKind.poll();
  }

  void put(Entry<S> entry) {
    Kind kind = new Kind(entry.storage.type(), entry.storage.count());
    storages.computeIfAbsent(kind, any -> new PriorityQueue<>()).add(entry);
  }

  /** Takes all away. */
  List<Entry<S>> empty() {
    List<Entry<S>> all = storages.values().stream().flatMap(Collection::stream).toList();
    storages.clear();
    return all;
  }

  long bytes() {
    return storages.values().stream().flatMap(Collection::stream).mapToLong(Entry::bytes).sum();
  }
}
