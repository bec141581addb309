package dev.conv4j.gpu.cuda;

import java.lang.foreign.MemorySegment;

/** Texts that native libraries hand out. */
final class CStrings {
  private static final long LONGEST = 4096;

  private CStrings() {}

  /** The text at an address, of at most 4,095 bytes; empty for the null pointer. */
  @SuppressWarnings("restricted") // the library gives an address of a text that ends in 0
  static String at(long address) {
    return address == 0 ? "" : MemorySegment.ofAddress(address).reinterpret(LONGEST).getString(0);
  }
}
