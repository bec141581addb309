package dev.conv4j.cpu;

/** Whether this JVM was started with the Vector API, found without touching one of its classes. */
final class VectorSupport {
  /** The flag that brings the Vector API. */
  static final String FLAG = "--add-modules jdk.incubator.vector";

  private static final boolean PRESENT =
      ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent() && readable();

  private VectorSupport() {}

  static boolean isPresent() {
    return PRESENT;
  }

  /** On the module path, the module must also be one that ours reads. */
  private static boolean readable() {
    Module own = VectorSupport.class.getModule();
    return ModuleLayer.boot().findModule("jdk.incubator.vector").map(own::canRead).orElse(false);
  }
}
