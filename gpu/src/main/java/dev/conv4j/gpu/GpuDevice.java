package dev.conv4j.gpu;

import dev.conv4j.gpu.runtime.GpuFacts;
import dev.conv4j.gpu.runtime.GpuRuntime;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.spi.Exchange;
import dev.conv4j.tensor.spi.Kernels;
import dev.conv4j.tensor.spi.Memory;
import dev.conv4j.tensor.spi.StepRecorder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A GPU, whoever made it. Its kernels run one after the other, in the order of the calls. */
public final class GpuDevice implements Device {

  /** Makes the kernels of a device. */
  @FunctionalInterface
  public interface KernelFactory {

    /**
     * The kernels.
     *
     * @param runtime runs them
     * @param memory for what a kernel needs while it runs
     */
    Kernels kernels(GpuRuntime runtime, GpuMemory memory);
  }

  private final GpuRuntime runtime;
  private final int hostThreads;
  private final GpuMemory memory;
  private final Kernels kernels;

  /**
   * A device; from now on the runtime is its own.
   *
   * @param runtime is closed if the kernels cannot be made
   */
  public GpuDevice(GpuRuntime runtime, KernelFactory factory) {
    this(runtime, Runtime.getRuntime().availableProcessors(), factory);
  }

  /**
   * A device; from now on the runtime is its own.
   *
   * @param runtime is closed if the kernels cannot be made
   * @param hostThreads how many threads of the host may prepare what it works on
   */
  public GpuDevice(GpuRuntime runtime, int hostThreads, KernelFactory factory) {
    this.runtime = runtime;
    this.hostThreads = hostThreads;
    this.memory = new GpuMemory(runtime);
    try {
      this.kernels = factory.kernels(runtime, memory);
    } catch (RuntimeException | Error e) {
      runtime.close();
      throw e;
    }
  }

  @Override
  public String name() {
    return runtime.facts().name();
  }

  @Override
  public String description() {
    GpuFacts facts = runtime.facts();
    return "%s, %,d MiB, %s".formatted(facts.model(), facts.totalBytes() >> 20, facts.driver());
  }

  /** What runs the kernels. */
  public GpuRuntime runtime() {
    return runtime;
  }

  @Override
  public Memory memory() {
    return memory;
  }

  @Override
  public Kernels kernels() {
    return kernels;
  }

  @Override
  public int hostThreads() {
    return hostThreads;
  }

  @Override
  public Optional<StepRecorder> recorder() {
    return Optional.of(new GpuStepRecorder(runtime, memory));
  }

  @Override
  public Optional<Exchange> exchange(List<Device> others) {
    List<Device> devices = new ArrayList<>(List.of(this));
    List<GpuRuntime> runtimes = new ArrayList<>(List.of(runtime));
    for (Device other : others) {
      if (!(other instanceof GpuDevice gpu)) {
        return Optional.empty();
      }
      devices.add(gpu);
      runtimes.add(gpu.runtime);
    }
    return runtime.peers(runtimes).map(peers -> new GpuExchange(devices, peers));
  }

  @Override
  public void synchronize() {
    runtime.finish();
  }

  @Override
  public void close() {
    memory.close();
    runtime.close();
  }
}
