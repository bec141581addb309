package dev.conv4j.gpu.cuda;

import dev.conv4j.DeviceException;
import dev.conv4j.data.UserCache;
import dev.conv4j.gpu.GpuDevice;
import dev.conv4j.gpu.foreign.Library;
import dev.conv4j.gpu.foreign.LibrarySearch.Found;
import dev.conv4j.gpu.foreign.LibrarySearch.Missing;
import dev.conv4j.gpu.foreign.NativeAccess;
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

/** Provides the devices {@code cuda:N}. */
public final class CudaProvider implements DeviceProvider {
  private static final String KIND = "cuda";

  private final CudaInstallation installation;
  private final ProgramCache cache;

  /** For {@link java.util.ServiceLoader}. */
  public CudaProvider() {
    this(CudaInstallation.system(), new ProgramCache(UserCache.folder().resolve("programs")));
  }

  CudaProvider(CudaInstallation installation, ProgramCache cache) {
    this.installation = installation;
    this.cache = cache;
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public int preference() {
    return 3;
  }

  @Override
  public Availability probe() {
    return switch (installation.find(CudaLibrary.DRIVER)) {
      case Missing(String reason) ->
          new Unavailable(
              reason,
              NativeAccess.isEnabled()
                  ? CudaLibrary.DRIVER.remedy(installation.major())
                  : "start it with that");
      case Found(Library library) -> {
        try {
          yield probe(new CudaDriver(library));
        } catch (DeviceException e) {
          yield new Unavailable(e.problem().found(), e.problem().remedy());
        }
      }
    };
  }

  private Availability probe(CudaDriver driver) {
    CudaStatus status = new CudaStatus(driver, KIND);
    List<CudaFacts> cards = cards(driver, status);
    if (cards.isEmpty()) {
      return new Unavailable(
          "%s knows of no CUDA device".formatted(driver.library.where()),
          "Look at nvidia-smi, and at CUDA_VISIBLE_DEVICES if it is set");
    }
    if (installation.find(CudaLibrary.NVRTC) instanceof Missing(String reason)) {
      return new Unavailable(reason, CudaLibrary.NVRTC.remedy(installation.major()));
    }
    List<Offer> offers = new ArrayList<>();
    for (CudaFacts card : cards) {
      offers.add(new Offer(KIND + ":" + offers.size(), description(card, cards.size()), ""));
    }
    return new Available(offers, advice(cards.size()));
  }

  /** The libraries that serve so many cards, NVRTC apart. */
  private static List<CudaLibrary> serving(int cards) {
    return cards > 1
        ? List.of(CudaLibrary.CUBLAS, CudaLibrary.CUDNN, CudaLibrary.NCCL)
        : List.of(CudaLibrary.CUBLAS, CudaLibrary.CUDNN);
  }

  private String description(CudaFacts card, int cards) {
    List<String> parts = new ArrayList<>(List.of(card.description()));
    List<CudaLibrary> libraries = new ArrayList<>(List.of(CudaLibrary.NVRTC));
    libraries.addAll(serving(cards));
    for (CudaLibrary library : libraries) {
      installation
          .library(library)
          .ifPresent(found -> parts.add(library.title() + " " + found.where()));
    }
    return String.join(", ", parts);
  }

  private String advice(int cards) {
    List<String> missing = new ArrayList<>();
    for (CudaLibrary library : serving(cards)) {
      missing.add(installation.advice(library, without(library)));
    }
    missing.removeIf(String::isEmpty);
    return String.join(". ", missing);
  }

  private static String without(CudaLibrary library) {
    return switch (library) {
      case CUBLAS -> "matrix products take the portable kernels";
      case CUDNN -> "convolutions take the portable kernels";
      case NCCL -> "several devices exchange through the host's memory";
      case DRIVER, NVRTC, CUBLAS_LT -> throw new IllegalArgumentException(library.title());
    };
  }

  /** The driver's devices; the installation learns which CUDA the driver speaks. */
  private List<CudaFacts> cards(CudaDriver driver, CudaStatus status) {
    long answer = driver.init.call(0);
    if (answer == CudaStatus.NO_DEVICE) {
      return List.of();
    }
    status.check("starting the driver " + driver.library.where(), answer);
    int version = CudaContext.number(status, "asking the version", driver.driverVersion);
    if (version < CudaInstallation.OLDEST_DRIVER) {
      throw new DeviceException(
          KIND,
          "",
          "the driver speaks CUDA %s, and 12.0 or later is needed"
              .formatted(CudaFacts.version(version)),
          "Install a newer NVIDIA driver (525 or later)");
    }
    installation.speaks(version);
    int count = CudaContext.number(status, "counting devices", driver.deviceCount);
    List<CudaFacts> cards = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      cards.add(CudaFacts.of(driver, status, i));
    }
    return cards;
  }

  @Override
  public Device open(int index, DeviceOptions options) {
    CudaRuntime runtime = runtime(index);
    return new GpuDevice(
        runtime,
        options.threadsOrProcessors(),
        (_, memory) -> CudaKernels.of(runtime, memory, installation, options.precision()));
  }

  /** An open runtime of a device. */
  CudaRuntime runtime(int index) {
    String name = KIND + ":" + index;
    CudaDriver driver = new CudaDriver(required(CudaLibrary.DRIVER, name));
    List<CudaFacts> cards = cards(driver, new CudaStatus(driver, name));
    if (index >= cards.size()) {
      throw new DeviceException(
          "device",
          switch (cards.size()) {
            case 0 -> "a CUDA device";
            case 1 -> "cuda:0, the only one here";
            default -> "cuda:0 to cuda:" + (cards.size() - 1);
          },
          name,
          "./conv4j devices shows them");
    }
    Nvrtc nvrtc = new Nvrtc(required(CudaLibrary.NVRTC, name));
    return new CudaRuntime(
        driver, nvrtc, cards.get(index), name, cache, () -> installation.library(CudaLibrary.NCCL));
  }

  private Library required(CudaLibrary library, String device) {
    return switch (installation.find(library)) {
      case Found(Library found) -> found;
      case Missing(String reason) ->
          throw new DeviceException(
              "device " + device, "", reason, library.remedy(installation.major()));
    };
  }
}
