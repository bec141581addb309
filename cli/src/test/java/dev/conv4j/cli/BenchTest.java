package dev.conv4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** That everything is measured; how fast it is belongs to no test. */
class BenchTest {
  private static final Timing ONCE = new Timing(0, 0, 1);

  @Test
  void measuresEveryKernelInEveryDirection() {
    try (Device device = Devices.open("cpu")) {
      BenchKernels kernels = new BenchKernels(device, ONCE);
      assertThat(kernels.measure(0).rates()).containsOnlyKeys("forward");
      for (int i = 1; i < BenchKernels.count(); i++) {
        assertThat(kernels.measure(i).rates())
            .containsOnlyKeys("forward", "input gradient", "weight gradient")
            .allSatisfy((column, rate) -> assertThat(rate).isPositive().isFinite());
      }
    }
  }

  @Test
  void measuresNetworksAndThePeak() {
    try (Device device = Devices.open("cpu")) {
      BenchNetworks networks = new BenchNetworks(device, ONCE);
      assertThat(networks.training(4)).isPositive().isFinite();
      assertThat(networks.inference(4)).isPositive().isFinite();
    }
    assertThat(PeakRate.measure(2, ONCE)).isGreaterThan(1e6);
  }

  @Test
  void takesTheBestRoundAfterWarmingUp() {
    AtomicInteger runs = new AtomicInteger();
    assertThat(new Timing(0, 0, 3).best(runs::incrementAndGet)).isPositive();
    assertThat(runs).hasValue(4);
  }

  @Test
  void explainsItself() {
    assertThat(Cli.run("bench", "--help").succeeds().out()).contains("Usage: conv4j bench");
    Cli.run("bench", "--device", "nosuch").isRefusedSaying("nosuch");
  }
}
