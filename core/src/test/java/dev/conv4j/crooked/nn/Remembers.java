package dev.conv4j.crooked.nn;

import java.util.concurrent.atomic.AtomicInteger;

/** Breaks a rule on purpose: a global counter. */
final class Remembers {
  static final AtomicInteger SEEN = new AtomicInteger();

  private Remembers() {}
}
