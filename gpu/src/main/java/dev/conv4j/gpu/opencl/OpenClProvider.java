package dev.conv4j.gpu.opencl;

import dev.conv4j.DeviceException;
import dev.conv4j.gpu.GpuDevice;
import dev.conv4j.gpu.foreign.LibrarySearch;
import dev.conv4j.gpu.kernels.GpuKernels;
import dev.conv4j.gpu.runtime.ProgramCache;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.spi.Availability;
import dev.conv4j.tensor.spi.DeviceProvider;
import java.nio.file.Path;
import java.util.List;

/** Provides the devices {@code opencl:N}. */
public final class OpenClProvider implements DeviceProvider {
  private static final String REMEDY =
      "Install the driver of the graphics card and the OpenCL loader (Debian: ocl-icd-libopencl1);"
          + " for a trial on the processor, pocl-opencl-icd";

  /** For {@link java.util.ServiceLoader}. */
  public OpenClProvider() {}

  @Override
  public String kind() {
    return "opencl";
  }

  @Override
  public int preference() {
    return 0;
  }

  @Override
  public Availability probe() {
    return switch (OpenCl.search().find()) {
      case LibrarySearch.Missing(String reason) -> new Availability.Unavailable(reason, REMEDY);
      case LibrarySearch.Found(var library) -> {
        List<ClDevice> devices = new ClDiscovery(new OpenCl(library)).devices();
        yield devices.isEmpty()
            ? new Availability.Unavailable(library.where() + " knows of no device", REMEDY)
            : new Availability.Available(
                devices.stream().map(ClDevice::description).toList(), "");
      }
    };
  }

  @Override
  public Device open(int index, DeviceOptions options) {
    if (!(OpenCl.search().find() instanceof LibrarySearch.Found(var library))) {
      throw new DeviceException("opencl:" + index, "", "OpenCL is gone", REMEDY);
    }
    OpenCl cl = new OpenCl(library);
    List<ClDevice> devices = new ClDiscovery(cl).devices();
    OpenClRuntime runtime =
        new OpenClRuntime(
            cl,
            devices.get(index),
            "opencl:" + index,
            false,
            new ProgramCache(Path.of(System.getProperty("java.io.tmpdir"), "conv4j-programs")));
    return new GpuDevice(runtime, GpuKernels::new);
  }
}
