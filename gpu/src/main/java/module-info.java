import org.jspecify.annotations.NullMarked;

/** The devices {@code opencl:N} and {@code cuda:N}, through the drivers that are there already. */
@NullMarked
module dev.conv4j.gpu {
  requires transitive dev.conv4j.core;
  requires static org.jspecify;

  provides dev.conv4j.tensor.spi.DeviceProvider with
      dev.conv4j.gpu.cuda.CudaProvider,
      dev.conv4j.gpu.opencl.OpenClProvider;
}
