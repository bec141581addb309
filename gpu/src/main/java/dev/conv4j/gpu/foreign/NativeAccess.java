package dev.conv4j.gpu.foreign;

/** Whether Java was started so that this module may call libraries of the system. */
public final class NativeAccess {
  private NativeAccess() {}

  /** Whether it may; without it Java would warn, and later releases will refuse. */
  public static boolean isEnabled() {
    return NativeAccess.class.getModule().isNativeAccessEnabled();
  }

  /** Java's option that allows it. */
  public static String flag() {
    Module module = NativeAccess.class.getModule();
    return "--enable-native-access=" + (module.isNamed() ? module.getName() : "ALL-UNNAMED");
  }
}
