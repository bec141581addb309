package dev.conv4j.gpu.opencl;

import dev.conv4j.gpu.foreign.Library;
import dev.conv4j.gpu.foreign.LibrarySearch;
import dev.conv4j.gpu.runtime.ProgramCache;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.spi.Availability.Unavailable;
import java.nio.file.Path;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * What the tests of OpenCL run on: the first device of the system's loader, which on a build
 * machine is PoCL. Where there is none they are skipped, saying why; with {@code
 * -Drequire.opencl=true} they fail instead.
 */
final class OpenClHere {
  static final String NAME = "opencl:0";

  private OpenClHere() {}

  /** Skips the test, or fails it, if there is no device. */
  static void require() {
    if (new OpenClProvider().probe() instanceof Unavailable(String reason, String remedy)) {
      String message = "no OpenCL device: " + reason + "; " + remedy;
      if (Boolean.getBoolean("require.opencl")) {
        Assertions.fail(message);
      }
      Assumptions.abort(message);
    }
  }

  /** The device, opened as users do. */
  static Device open() {
    require();
    return Devices.open(NAME);
  }

  /** The loader. */
  static Library library() {
    require();
    return ((LibrarySearch.Found) OpenCl.search().find()).library();
  }

  /** The first device of a library, opened, its programs kept in {@code cache}. */
  static OpenClRuntime runtime(Library library, Path cache) {
    OpenCl cl = new OpenCl(library);
    ClDevice device = new ClDiscovery(cl).devices().getFirst();
    return new OpenClRuntime(cl, device, NAME, false, new ProgramCache(cache));
  }
}
