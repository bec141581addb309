package dev.conv4j.data;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** Where the user's cache folder is, by the customs of the operating systems. */
public final class UserCache {
  private UserCache() {}

  /** The folder that conv4j keeps what it can get again in; it need not exist yet. */
  public static Path folder() {
    return folder(
        System.getProperty("os.name", ""),
        name -> System.getenv().getOrDefault(name, ""),
        System.getProperty("user.home", ""),
        System.getProperty("java.io.tmpdir", "."));
  }

  /**
   * The folder for downloads on some system.
   *
   * @param environment gives the value of a variable, empty if it is not set
   * @param userHome what Java says, which may be nonsense; on Unix {@code HOME} comes first
   * @param temporary where to go when there is no home
   */
  static Path folder(
      String system, UnaryOperator<String> environment, String userHome, String temporary) {
    String os = system.toLowerCase(Locale.ROOT);
    boolean windows = os.startsWith("windows");
    // The XDG Base Directory Specification has a relative path ignored.
    String xdg = environment.apply("XDG_CACHE_HOME");
    if (isAbsolute(xdg)) {
      return Path.of(xdg, "conv4j");
    }
    String local = environment.apply("LOCALAPPDATA");
    if (windows && !local.isEmpty()) {
      return Path.of(local, "conv4j", "cache");
    }
    String home = windows ? userHome : environment.apply("HOME");
    if (!isAbsolute(home)) {
      home = isAbsolute(userHome) ? userHome : temporary;
    }
    if (windows) {
      return Path.of(home, "AppData", "Local", "conv4j", "cache");
    }
    return os.startsWith("mac")
        ? Path.of(home, "Library", "Caches", "conv4j")
        : Path.of(home, ".cache", "conv4j");
  }

  private static boolean isAbsolute(String path) {
    try {
      return !path.isEmpty() && Path.of(path).isAbsolute();
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
