package dev.conv4j.benchmarks;

import java.util.Optional;

/**
 * A library to be measured beside conv4j; found by {@link java.util.ServiceLoader}. Each works in a
 * process of its own: two versions of one native library cannot share one.
 */
public interface Peer {

  /** The library and its version. */
  String name();

  /** The case in this library's hands, or nothing if it has no counterpart for it. */
  Optional<Workload> prepare(Case work, int threads);
}
