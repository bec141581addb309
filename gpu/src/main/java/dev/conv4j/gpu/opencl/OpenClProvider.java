package dev.conv4j.gpu.opencl;

import dev.conv4j.DeviceException;
import dev.conv4j.data.UserCache;
import dev.conv4j.gpu.GpuDevice;
import dev.conv4j.gpu.foreign.LibrarySearch;
import dev.conv4j.gpu.foreign.LibrarySearch.Found;
import dev.conv4j.gpu.foreign.LibrarySearch.Missing;
import dev.conv4j.gpu.foreign.NativeAccess;
import dev.conv4j.gpu.kernels.GpuKernels;
import dev.conv4j.gpu.runtime.ProgramCache;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.spi.Availability;
import dev.conv4j.tensor.spi.Availability.Available;
import dev.conv4j.tensor.spi.Availability.Offer;
import dev.conv4j.tensor.spi.Availability.Unavailable;
import dev.conv4j.tensor.spi.DeviceProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Provides the devices {@code opencl:N}: those of all platforms of the system's loader, GPUs first.
 * With {@code -Dconv4j.gpu.profile=true} a device notes how long its kernels take, and logs it when
 * it is closed.
 */
public final class OpenClProvider implements DeviceProvider {
  private static final String KIND = "opencl";

  private static final String INSTALL =
      "install the graphics card's driver and the OpenCL loader (Debian: ocl-icd-libopencl1), or to"
          + " try it on the processor pocl-opencl-icd";

  /** Found once, when it is needed first. */
  private static final class OfSystem {
    static final LibrarySearch.Outcome LIBRARY = OpenCl.search().find();
  }

  private final Supplier<LibrarySearch.Outcome> search;
  private final ProgramCache cache;

  /** For {@link java.util.ServiceLoader}. */
  public OpenClProvider() {
    this(() -> OfSystem.LIBRARY, new ProgramCache(UserCache.folder().resolve("programs")));
  }

  /**
   * A provider of the devices of some library.
   *
   * @param search what came of looking for it
   * @param cache where compiled programs are kept
   */
  OpenClProvider(Supplier<LibrarySearch.Outcome> search, ProgramCache cache) {
    this.search = search;
    this.cache = cache;
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public int preference() {
    return 2;
  }

  @Override
  public Availability probe() {
    try {
      return switch (search.get()) {
        case Missing(String reason) -> new Unavailable(reason, remedy());
        case Found(var library) -> {
          List<ClDevice> devices = new ClDiscovery(new OpenCl(library)).devices();
          yield devices.isEmpty()
              ? new Unavailable(library.where() + " was found, but it knows of no device", INSTALL)
              : new Available(offers(devices, library.where()), "");
        }
      };
    } catch (DeviceException e) {
      return new Unavailable(e.problem().found(), e.problem().remedy());
    }
  }

  private static String remedy() {
    return NativeAccess.isEnabled() ? INSTALL : "start it with that";
  }

  static List<Offer> offers(List<ClDevice> devices, String library) {
    List<Offer> offers = new ArrayList<>();
    for (ClDevice device : devices) {
      offers.add(
          new Offer(
              KIND + ":" + offers.size(),
              device.description() + ", by " + library,
              passedOver(device)));
    }
    return offers;
  }

  private static String passedOver(ClDevice device) {
    String flaw = flaw(device);
    if (!flaw.isEmpty()) {
      return flaw;
    }
    return device.isGpu() ? "" : device.model() + " is no GPU";
  }

  /** Why it cannot be opened, or the empty string. */
  private static String flaw(ClDevice device) {
    if (!device.isNewEnough()) {
      return "its driver speaks only " + device.version();
    }
    return device.usable() ? "" : "its driver says that it is not available, or has no compiler";
  }

  private static String names(int devices) {
    return switch (devices) {
      case 0 -> "an OpenCL device";
      case 1 -> "opencl:0, the only one here";
      default -> "opencl:0 to opencl:" + (devices - 1);
    };
  }

  @Override
  public Device open(int index, DeviceOptions options) {
    String name = KIND + ":" + index;
    options.precision().requireFloat32(name);
    if (!(search.get() instanceof Found(var library))) {
      throw new DeviceException(name, "an OpenCL loader", "none", INSTALL);
    }
    OpenCl cl = new OpenCl(library);
    List<ClDevice> devices = new ClDiscovery(cl).devices();
    if (index >= devices.size()) {
      throw new DeviceException("device", names(devices.size()), name, "See ./conv4j devices");
    }
    ClDevice device = devices.get(index);
    String flaw = flaw(device);
    if (!flaw.isEmpty()) {
      throw new DeviceException(
          name, "a device with OpenCL 1.2", device.model() + ": " + flaw, "Update its driver");
    }
    boolean profiling = Boolean.getBoolean("conv4j.gpu.profile");
    return new GpuDevice(
        new OpenClRuntime(cl, device, name, profiling, cache),
        options.threadsOrProcessors(),
        GpuKernels::new);
  }
}
