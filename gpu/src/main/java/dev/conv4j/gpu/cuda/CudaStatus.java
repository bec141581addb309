package dev.conv4j.gpu.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.conv4j.DeviceException;
import dev.conv4j.Problem;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes exceptions of the driver's codes, and remembers when a device is lost: after some errors
 * the driver answers nothing any more, so neither does the device.
 */
final class CudaStatus {
  static final int SUCCESS = 0;
  static final int OUT_OF_MEMORY = 2;
  static final int NO_DEVICE = 100;
  static final int NOT_FOUND = 500;

  /**
   * Errors after which the context is of no use: device unavailable, ECC, NVLink, MMU faults,
   * illegal address, launch time-out, assertion, hardware stack, illegal instruction, misaligned
   * address, address space, program counter, launch failed, contained.
   */
  private static final Set<Integer> LOST =
      Set.of(46, 214, 220, 226, 700, 702, 710, 714, 715, 716, 717, 718, 719, 721);

  private final CudaDriver driver;
  private final String device;
  private volatile @Nullable String lost;

  CudaStatus(CudaDriver driver, String device) {
    this.driver = driver;
    this.device = device;
  }

  /** Throws unless {@code status} is success. */
  void check(String doing, long status) {
    if (status != SUCCESS) {
      throw failure(doing, status);
    }
  }

  /**
   * Throws if the device is lost.
   *
   * @throws DeviceException saying by what
   */
  void requireAlive() {
    String why = lost;
    if (why != null) {
      throw lost(why);
    }
  }

  /** What a code that is not success means. */
  DeviceException failure(String doing, long status) {
    String name = name(driver, status);
    if (LOST.contains((int) status)) {
      String why = "%s while %s".formatted(name, doing);
      lost = why;
      return lost(why);
    }
    return new DeviceException(
        new Problem(device, "", "%s failed: %s".formatted(doing, name), ""), null);
  }

  /**
   * What it means that a library refused; if the device is lost, that is why.
   *
   * @param reason in the library's words
   * @param library its name, its version and where it is
   */
  DeviceException refusal(String doing, String reason, String library) {
    requireAlive();
    return new DeviceException(
        new Problem(device, "", "%s failed: %s".formatted(doing, reason), library), null);
  }

  private DeviceException lost(String why) {
    return new DeviceException(
        new Problem(
            device,
            "",
            "the device is lost (" + why + ")",
            "Close it and start the program again; if it comes back, run nvidia-smi -q"),
        null);
  }

  /** A code's name and meaning, as the driver tells them. */
  static String name(CudaDriver driver, long status) {
    String name = text(driver.errorName, status);
    String meaning = text(driver.errorString, status);
    if (name.isEmpty()) {
      return "CUDA error " + status;
    }
    return meaning.isEmpty() ? name : name + ", " + meaning;
  }

  private static String text(dev.conv4j.gpu.foreign.NativeFunction function, long status) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment result = arena.allocate(ADDRESS);
      if (function.call((int) status, result) != SUCCESS) {
        return "";
      }
      return CStrings.at(result.get(JAVA_LONG, 0));
    }
  }
}
